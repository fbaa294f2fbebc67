"""Somebody hands in a file that was signed anywhere and asks what its signatures are worth."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from signing.policy import Policy
from signing.verdict import FileVerdict
from storage.clock import Clock
from storage.objects import ObjectStore
from storage.people import Actor
from workers.intake import Upload
from workers.permissions import Act, require
from workers.sandboxed import Sandboxed
from workers.workbench import workbench


@dataclass(frozen=True, slots=True)
class Judging:
    """Judges files in the sandbox. Nothing of them is kept.

    `trust` is asked each time: roots and CRLs change while an office runs. None: trust unknown.
    """

    objects: ObjectStore
    sandbox: Sandboxed
    trust: Callable[[], Path | None]
    policy: Policy
    clock: Clock

    def verify(self, upload: Upload, actor: Actor) -> FileVerdict:
        """Return the verdict on the file as it stands now."""
        require(actor, Act.VERIFY)
        with workbench(self.objects) as bench:
            path = bench.folder / "uploaded"
            with path.open("wb") as file:
                shutil.copyfileobj(upload.stream, file)
            return self.sandbox.verify(path, self.trust(), self.policy, self.clock())
