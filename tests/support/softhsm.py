"""A SoftHSM token of the test session, with an RSA and an elliptic-curve key on it."""

import os
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pkcs11
import pytest

from sohoa.samples.softhsm import SoftHsm
from tests.support.pki import Pki

TOKEN_PIN = "123456"
# As SoftHSM 2.6 keeps a token in `token.object`: a generation, then attributes (type, kind, value).
_FLAGS = bytes.fromhex("000000008000534b0000000000000002")


@pytest.fixture(scope="session")
def token(pki: Pki, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SoftHsm]:
    """Give a token with the keys `leader` (RSA) and `curve` (P-256); PIN is `TOKEN_PIN`."""
    made = SoftHsm.make(tmp_path_factory.mktemp("softhsm") / "token", "thử", TOKEN_PIN)
    made.add(pki.leader, "leader", 1)
    made.add(pki.curve, "curve", 2)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in made.environment().items():
            patch.setenv(name, value)
        yield made


@contextmanager
def second_token(first: SoftHsm, pki: Pki) -> Iterator[SoftHsm]:
    """Give another token in the same reader, with the key `curve`; it may be spoilt."""
    other = replace(first, label=f"hai-{secrets.token_hex(4)}")
    subprocess.run(
        [
            *("softhsm2-util", "--module", str(other.module), "--init-token", "--free"),
            *("--label", other.label, "--pin", TOKEN_PIN, "--so-pin", TOKEN_PIN),
        ],
        env={**os.environ, **other.environment()},
        capture_output=True,
        timeout=60,
        check=True,
    )
    other.add(replace(pki.curve, chain=()), "curve", 1)
    library = pkcs11.lib(str(other.module))
    library.reinitialize()  # a token of another process is seen at the next start
    yield other
    shutil.rmtree(home_of(other), ignore_errors=True)
    library.reinitialize()


def home_of(token: SoftHsm) -> Path:
    """Return the folder that is the device; one that is gone has none."""
    label = token.label.encode()
    found = (path.parent for path in token.folder.glob("tokens/*/token.object"))
    homes = [home for home in found if label in (home / "token.object").read_bytes()]
    return homes[0] if homes else token.folder / "gone"


def set_flags(token: SoftHsm, flags: int) -> None:
    """Have the device tell these flags, as one does whose PIN was entered wrongly.

    SoftHSM counts no tries, so a token of it never gets so far by itself.
    """
    path = home_of(token) / "token.object"
    data = bytearray(path.read_bytes())
    at = data.index(_FLAGS) + len(_FLAGS)
    data[at : at + 8] = (int.from_bytes(data[at : at + 8], "big") | flags).to_bytes(8, "big")
    data[:8] = (int.from_bytes(data[:8], "big") + 1).to_bytes(8, "big")
    path.write_bytes(data)
