"""What a file was before it was signed, told by its length and digest."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Self


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """The old file: `size` in bytes, `digest` of all of it by the hash that `hash` names."""

    size: int
    digest: bytes
    hash: str = "sha256"

    @classmethod
    def of(cls, path: Path) -> Self:
        """Read a file that is still there."""
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").digest()
            return cls(size=file.tell(), digest=digest)
