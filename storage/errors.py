"""Everything that can go wrong while remembering things, as a tree.

StorageError
  ├── NotFoundError      nothing is stored under that name (or the asker may not know that it is)
  ├── ConflictError      somebody else changed it first, or it exists already
  ├── StateError         the thing cannot take that step from where it is
  ├── FencedError        a late writer whose lease has passed on
  ├── CorruptError       bytes do not have the digest that is their name
  └── UnavailableError   the store cannot be reached now; trying again may help
        └── FullError    no room is left on the disk; nothing was kept
"""


class StorageError(Exception):
    """Base of every error this room raises on purpose."""


class NotFoundError(StorageError):
    """Nothing is stored under that name."""


class ConflictError(StorageError):
    """Somebody else changed it first, or it exists already."""


class StateError(StorageError):
    """The thing cannot take that step from where it is."""


class FencedError(StorageError):
    """A late writer: its lease has passed on to another attempt."""


class CorruptError(StorageError):
    """Bytes do not have the digest that is their name."""


class UnavailableError(StorageError):
    """The store cannot be reached now; trying again may help."""


class FullError(UnavailableError):
    """No room is left on the disk: nothing was kept, and trying again helps when there is room."""
