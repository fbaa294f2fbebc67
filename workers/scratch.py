"""Scratch folders that never outlive their owner for long, even when it is killed.

They lie in one folder of our own, not strewn over the system's temporary folder: so a child that
opens papers can be given them and nothing else (`workers.file_reach`).

A folder's lock file is held for as long as its owner lives; whoever makes the next folder removes
those whose lock is free. Process ids would not do: they are reused, and differ in containers.
"""

import fcntl
import os
import shutil
import stat
import tempfile
from pathlib import Path
from typing import Final

_PREFIX: Final = "sohoa-scratch-"
_LOCK: Final = ".lock"


class Scratch:
    """One private folder (mode 0700). `remove` it; if nobody does, the next owner will.

    Raises `PermissionError` when somebody else holds our place in the temporary folder.
    """

    def __init__(self, under: Path | None = None) -> None:
        root = under or _our_root()
        remove_abandoned(root)
        self.path, self._lock = _claim(root)
        while not self.path.exists():  # someone took it for abandoned before we held its lock
            os.close(self._lock)
            self.path, self._lock = _claim(root)

    def remove(self) -> None:
        """Remove the folder and all in it. Twice is harmless."""
        shutil.rmtree(self.path, ignore_errors=True)
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1


def _our_root() -> Path:
    root = Path(tempfile.gettempdir()) / f"sohoa-{os.getuid()}"
    root.mkdir(mode=0o700, exist_ok=True)
    held = root.lstat()
    if not stat.S_ISDIR(held.st_mode) or held.st_uid != os.getuid() or held.st_mode & 0o077:
        raise PermissionError(f"{root} is not a folder of ours alone")
    return root


def _claim(root: Path) -> tuple[Path, int]:
    path = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=root))
    lock = os.open(path / _LOCK, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    fcntl.flock(lock, fcntl.LOCK_EX)
    return path, lock


def remove_abandoned(root: Path) -> int:
    """Remove the scratch folders below `root` whose owners are gone; return how many."""
    removed = 0
    for folder in root.glob(f"{_PREFIX}*"):
        try:
            lock = os.open(folder / _LOCK, os.O_RDWR | os.O_CLOEXEC)
        except OSError:
            continue  # just being made, or not ours
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            continue
        else:
            shutil.rmtree(folder, ignore_errors=True)
            removed += 1
        finally:
            os.close(lock)
    return removed
