"""Takes a PIN or password from where others cannot see it: a prompt, a file, a file descriptor.

Never from an argument or the environment. What was read is returned once and kept nowhere.
"""

import getpass
import os
import sys
from pathlib import Path

_MAX_BYTES = 1024


class PinError(Exception):
    """The PIN cannot be read from the place that was named."""


def read_pin(*, file: Path | None, descriptor: int | None, prompt: str) -> str | None:
    """Return the first line of the file or descriptor, else what a person types at a terminal.

    None when nothing was named and nobody sits at a terminal. Raises `PinError`.
    """
    if file is not None and descriptor is not None:
        raise PinError("one of --pin-file and --pin-fd, not both")
    try:
        if file is not None:
            with file.open("rb") as stream:
                return _first_line(stream.read(_MAX_BYTES + 1))
        if descriptor is not None:
            with os.fdopen(descriptor, "rb", closefd=False) as stream:
                return _first_line(stream.read(_MAX_BYTES + 1))
    except (OSError, ValueError) as error:
        raise PinError(f"the secret cannot be read: {error}") from error
    return getpass.getpass(prompt) if sys.stdin.isatty() else None


def read_password(file: Path | None) -> str | None:
    """Return the first line of the file, None where none was named. Raises `PinError`."""
    return None if file is None else read_pin(file=file, descriptor=None, prompt="")


def _first_line(data: bytes) -> str:
    if len(data) > _MAX_BYTES:
        raise PinError(f"a secret of more than {_MAX_BYTES} bytes")
    lines = data.splitlines()
    return lines[0].decode() if lines else ""
