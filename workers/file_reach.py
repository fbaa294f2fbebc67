"""Which files a confined child can still open: Landlock, Linux 5.13 and later (landlock(7)).

A child runs as the same user as the process that started it, so file modes hide nothing from it:
neither keys, PINs, tokens nor a catalogue in a file. Here it gives up every path but those named,
starts no program any more, and reaches no process outside its own domain: it can neither look
into the memory and environment of the process that started it nor, from Linux 6.12 on, signal it.
"""

import ctypes
import errno
import json
import os
import stat
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final, Self

from workers.syscall_filter import gain_no_privileges

# The numbers are the same on every machine: linux/landlock.h, asm-generic/unistd.h.
_CREATE: Final = 444
_ADD_RULE: Final = 445
_RESTRICT: Final = 446
_ASK_VERSION: Final = 1
_PATH_BENEATH: Final = 1

_WRITE_FILE: Final = 1 << 1
_READ_FILE: Final = 1 << 2
_READ_DIR: Final = 1 << 3
_TRUNCATE: Final = 1 << 14
_OF_FILES: Final = _WRITE_FILE | _READ_FILE | _TRUNCATE
# All that each version of the interface knows of: executing, making, renaming, removing and so on.
_KNOWN: Final = ((5, (1 << 16) - 1), (3, (1 << 15) - 1), (2, (1 << 14) - 1), (1, (1 << 13) - 1))
# Remove a folder, a file; make a folder, a file; move between folders. Granted nowhere: executing,
# making devices, sockets, pipes, and symbolic links, which whoever takes a result might follow.
_GRANTED: Final = _OF_FILES | _READ_DIR | 1 << 4 | 1 << 5 | 1 << 7 | 1 << 8 | 1 << 13
_SIGNALS: Final = 1 << 1  # LANDLOCK_SCOPE_SIGNAL
_SCOPES_SINCE: Final = 6

_PROJECT: Final = Path(__file__).resolve().parent.parent
# What Python and the engines load and ask: no other part of /etc, where passwords may lie.
_SYSTEM: Final = (
    *("/usr", "/lib", "/lib64", "/proc/self", "/sys/devices/system/cpu", "/dev/urandom"),
    *("/etc/ld.so.cache", "/etc/localtime", "/etc/fonts", "/etc/ssl/openssl.cnf"),
    *(sys.prefix, sys.base_prefix),
    *(str(_PROJECT / room) for room in ("ingest", "signing", "storage", "workers")),
)
_NULL: Final = "/dev/null"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Paths that a child may use besides the system's own; one that is missing is left out.

    `read` and `write` name files, or folders with all that is or will be in them.
    """

    read: tuple[str, ...] = ()
    write: tuple[str, ...] = ()

    def to_json(self) -> str:
        """Return the reach as the child's argument."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Return the reach that `to_json` wrote."""
        return cls(**{name: tuple(paths) for name, paths in json.loads(text).items()})

    def found(self) -> tuple[tuple[int, int] | None, ...]:
        """Return what stands at each path now: a folder put in its place is not within reach."""
        return tuple(_identity(path) for path in (*self.read, *self.write))


class _Ruleset(ctypes.Structure):
    _fields_ = (
        ("files", ctypes.c_uint64),
        ("network", ctypes.c_uint64),
        ("scoped", ctypes.c_uint64),
    )


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


def give_up_files(reach: Reach) -> bool:
    """Leave this process nothing but `reach` and the system; False where the kernel cannot.

    Raises `OSError` when a kernel that has Landlock refuses.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    version = libc.syscall(_CREATE, None, ctypes.c_size_t(0), _ASK_VERSION)
    if version < 1:
        return False
    known = next(rights for since, rights in _KNOWN if version >= since)
    wanted = _Ruleset(known, 0, _SIGNALS if version >= _SCOPES_SINCE else 0)
    size = ctypes.c_size_t(ctypes.sizeof(wanted))
    rules = _checked(libc.syscall(_CREATE, ctypes.byref(wanted), size, 0))
    try:
        _allow(libc, rules, (*_SYSTEM, *reach.read), known & (_READ_FILE | _READ_DIR))
        _allow(libc, rules, (str(_PROJECT),), known & _READ_DIR)  # to find the rooms by
        _allow(libc, rules, (*reach.write, _NULL), known & _GRANTED)
        gain_no_privileges()
        _checked(libc.syscall(_RESTRICT, rules, 0))
    finally:
        os.close(rules)
    return True


def _allow(libc: ctypes.CDLL, rules: int, paths: Iterable[str], rights: int) -> None:
    for path in dict.fromkeys(paths):
        try:
            place = os.open(path, os.O_PATH | os.O_CLOEXEC)
        except FileNotFoundError:
            continue
        try:
            folder = stat.S_ISDIR(os.fstat(place).st_mode)
            allowed = rights if folder else rights & _OF_FILES
            rule = _Beneath(allowed, place)
            _checked(libc.syscall(_ADD_RULE, rules, _PATH_BENEATH, ctypes.byref(rule), 0))
        finally:
            os.close(place)


def _identity(path: str) -> tuple[int, int] | None:
    try:
        known = os.stat(path)  # noqa: PTH116 - text in, as in a rule
    except OSError:
        return None
    return known.st_dev, known.st_ino


def _checked(result: int) -> int:
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, f"landlock: {os.strerror(code)} ({errno.errorcode.get(code, code)})")
    return result
