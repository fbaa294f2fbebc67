"""A real SeaweedFS on loopback for one test session, started as `sohoa up` starts it."""

import itertools
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from sohoa.stack import ports, seaweed
from sohoa.stack.program import Run
from sohoa.stack.secret_files import StackSecrets
from storage.objects_s3 import S3Objects

BUCKET = "papers"


@dataclass(frozen=True, slots=True, kw_only=True)
class S3Server:
    """Where a test finds its bucket."""

    url: str
    access_key: str
    secret_key: str
    bucket: str

    def objects(self) -> S3Objects:
        """Connect to the bucket."""
        return S3Objects.connect(self.url, self.access_key, self.secret_key, self.bucket)


@pytest.fixture(scope="session")
def seaweed_server() -> Iterator[S3Server]:
    """One server and one bucket: keys are digests, so tests do not meet."""
    with running_seaweed() as server:
        yield server


@contextmanager
def running_seaweed() -> Iterator[S3Server]:
    """Start a server with scratch data, and take it away in the end."""
    folder = Path(tempfile.mkdtemp(prefix="weed-"))
    secrets = StackSecrets.make()
    try:
        for tries in itertools.count(1):
            chosen = seaweed.SeaweedPorts(**ports.pick(seaweed.PORT_NAMES))
            run = Run.start(seaweed.program(folder, chosen, secrets, folder / "weed.log"))
            try:
                run.wait_ready()
                seaweed.configure(chosen, BUCKET)
                break
            except Exception:
                run.kill()
                if tries == 3:
                    raise
        try:
            yield S3Server(
                url=f"http://127.0.0.1:{chosen.s3}",
                access_key=secrets.s3_access_key,
                secret_key=secrets.s3_secret_key,
                bucket=BUCKET,
            )
        finally:
            run.kill()  # its data is scratch, and its goodbye takes seconds
    finally:
        shutil.rmtree(folder, ignore_errors=True)
