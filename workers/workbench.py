"""A private folder to work in: objects are fetched into it, and it is gone afterwards.

Even a killed worker leaves no papers behind for long: the next workbench removes them.
"""

import errno
import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO, Final

from storage.errors import FullError, NotFoundError, UnavailableError
from storage.objects import Digest, ObjectStore
from workers.scratch import Scratch

_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT})


@dataclass(frozen=True, slots=True)
class Workbench:
    """A temporary folder (mode 0700) and the store that fills it."""

    folder: Path
    objects: ObjectStore

    def fetch(self, key: Digest, name: str | None = None) -> Path:
        """Bring the object here, its digest checked on the way, and return its path.

        Raises `CorruptError` or `UnavailableError`; an object that is not there counts as the
        latter: a row names it, so it waits in another machine's spool, or has to be restored.
        """
        path = self.folder / (name or key)
        if not path.exists():
            part = path.with_name(path.name + ".part")
            try:
                with part.open("wb") as file:
                    file.writelines(self.objects.read(key))
            except NotFoundError as error:
                raise UnavailableError(f"object {key} is not in the store now") from error
            part.rename(path)
        return path

    def size(self, key: Digest) -> int:
        """Return an object's length in bytes without bringing it here; raise as `fetch` does."""
        try:
            return self.objects.size(key)
        except NotFoundError as error:
            raise UnavailableError(f"object {key} is not in the store now") from error

    def keep(self, path: Path) -> Digest:
        """Put the file into the store and return its name there."""
        with taken(path) as file:
            return self.objects.put(file)


@contextmanager
def taken(path: Path) -> Iterator[BinaryIO]:
    """Open a file that a child made. Raises `OSError` when it is no plain file.

    A child that a paper has taken over may leave a link to something that only we may read.
    """
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, f"{path.name} is no plain file")
        yield file


@contextmanager
def own_copy(path: Path) -> Iterator[BinaryIO]:
    """Copy a file that a child made to where no child can change it, and open the copy."""
    with TemporaryFile() as copy:
        with taken(path) as file:
            shutil.copyfileobj(file, copy)
        copy.seek(0)
        yield copy


@contextmanager
def workbench(objects: ObjectStore, scratch: Path | None = None) -> Iterator[Workbench]:
    """Open a workbench under `scratch` (the system's temporary folder if none is given).

    Raises `FullError` when there is no room to work in: no paper is to blame for that.
    """
    try:
        folder = Scratch(scratch)
        try:
            yield Workbench(folder.path, objects)
        finally:
            folder.remove()
    except OSError as error:
        if error.errno in _FULL:
            raise FullError("no room left on the workbench") from error
        raise
