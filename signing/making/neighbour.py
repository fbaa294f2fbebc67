"""A new file beside another one, which takes its name only when it is whole.

What is written may be somebody's personal data, so nobody is let in who was not before: the new
file is as open as the one that it replaces or is told to be like, else as this process's umask
lets new files be (open(2)). While it is written, it is its writer's alone.
"""

import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PRIVATE = 0o600


@contextmanager
def neighbour(path: Path, *, like: Path | None = None) -> Iterator[Path]:
    """Give an empty file in the same folder; after the block it is `path`.

    `like`: the file whose permissions it gets; None: `path`'s own, where there is one. Where the
    block fails, `path` is as it was. Raises `OSError`.
    """
    made = path.with_name(f".sohoa-{secrets.token_hex(16)}.pdf")
    descriptor = os.open(made, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666)
    try:
        try:
            mode = os.fstat(descriptor).st_mode
            os.fchmod(descriptor, _PRIVATE)
        finally:
            os.close(descriptor)
        yield made
        model = path if like is None else like
        if model.exists():
            mode = model.stat().st_mode
        made.chmod(stat.S_IMODE(mode) & 0o777)
        made.replace(path)
    finally:
        made.unlink(missing_ok=True)
