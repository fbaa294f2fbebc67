"""PINs in files that turned out wrong: not tried again until the file is written anew.

Of a device that locks after three wrong PINs, three tasks with the same wrong file would be the
end. What is noted is which file was tried, never what it holds. A worker that was killed while it
logged in leaves the outcome unknown: where tries count, such a file is not tried again either.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from signing.errors import KeyUnavailableError
from sohoa.stack.secret_files import write_secret


@dataclass(frozen=True, slots=True)
class SpentPin:
    """The note about one PIN file, kept beside it as `NAME.tried`."""

    file: Path

    @property
    def _note(self) -> Path:
        return self.file.with_name(f"{self.file.name}.tried")

    def before(self, *, counted: bool) -> None:
        """Note that the PIN is going to be tried; `counted`: something locks after wrong ones.

        Raises `KeyUnavailableError`: `wrong_pin` for one that was found wrong, `pin_unsure` for one
        of which nobody knows.
        """
        known = self._read()
        same = known.get("file") == self._identity()
        if same and known.get("wrong"):
            raise KeyUnavailableError(
                f"the PIN in {self.file.name} is wrong, and is not tried again", code="wrong_pin"
            )
        if same and counted:
            raise KeyUnavailableError(
                f"a worker ended while it tried the PIN in {self.file.name}; see that it is right, "
                "and write the file anew",
                code="pin_unsure",
            )
        self._write(wrong=False)

    def was_right(self) -> None:
        """Forget the note."""
        self._note.unlink(missing_ok=True)

    def was_wrong(self) -> None:
        """Note that it must not be tried again."""
        self._write(wrong=True)

    def _identity(self) -> list[int]:
        told = self.file.stat()
        return [told.st_mtime_ns, told.st_ino, told.st_size]

    def _read(self) -> dict[str, object]:
        try:
            known = json.loads(self._note.read_text())
        except (OSError, ValueError):
            return {}
        return known if isinstance(known, dict) else {}

    def _write(self, *, wrong: bool) -> None:
        note = {"file": self._identity(), "wrong": wrong}
        try:
            write_secret(self._note, json.dumps(note).encode())
        except OSError as error:
            raise KeyUnavailableError(
                f"that the PIN is tried cannot be noted beside {self.file.name}: {error.strerror}"
            ) from error
