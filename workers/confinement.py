"""What a child process gives up before it touches a paper from outside.

Memory, file size and open files are capped, it dies with the process that started it, it keeps
only the files that it is given (`workers.file_reach`), and it has no network: an empty network
namespace where the kernel lets us make one, and in any case a system-call filter
(`workers.syscall_filter`). Linux only. Nothing here can be undone by the process that called it.
Wall-clock and processor time are not here: they belong to a call.
"""

import ctypes
import json
import os
import resource
import signal
from dataclasses import asdict, dataclass
from typing import Final, Self

from workers.file_reach import Reach, give_up_files
from workers.syscall_filter import forbid_sockets

_PR_SET_PDEATHSIG: Final = 1
_CLONE_NEWUSER: Final = 0x10000000
_CLONE_NEWNET: Final = 0x40000000

GIB: Final = 1 << 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one child may use. All in bytes but `open_files`.

    `memory` caps the address space, so leave room for shared libraries (about 0.5 GiB with
    OpenCV and tesseract). `reply_bytes` caps what the parent will take in as one message.
    """

    memory: int = GIB
    file_size: int = 2 * GIB
    open_files: int = 256
    reply_bytes: int = 64 << 20

    def to_json(self) -> str:
        """Return the limits as the child's argument."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Return the limits that `to_json` wrote."""
        return cls(**json.loads(text))


@dataclass(frozen=True, slots=True, kw_only=True)
class Confined:
    """How a child was confined: what shut off its network, and whether its files are limited."""

    network: str
    files: bool


def confine(limits: Limits, parent: int, reach: Reach | None = None) -> Confined:
    """Give up everything that a task does not need; tell how that was done.

    `reach` None: files stay as they are. Call it before any other thread exists: filters and
    namespaces bind the calling thread and what it starts later. Raises `OSError` when the network
    cannot be shut off.
    """
    network = "namespace and filter" if _leave_network() else "filter"
    die_with(parent)  # after the namespace: the kernel forgets it when credentials change
    _cap(resource.RLIMIT_CORE, 0)  # no core file with a citizen's papers in it
    _cap(resource.RLIMIT_AS, limits.memory)
    _cap(resource.RLIMIT_FSIZE, limits.file_size)
    _cap(resource.RLIMIT_NOFILE, limits.open_files)
    files = reach is not None and give_up_files(reach)
    forbid_sockets()
    return Confined(network=network, files=files)


def die_with(parent: int) -> None:
    """Have the kernel kill this process when the thread that started it ends (prctl(2)).

    `parent` is the process that started us: had it died before we asked, we would never hear.
    """
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)


def cap_processor_time(seconds: float) -> None:
    """Let this process use `seconds` more of processor time; then SIGXCPU kills it."""
    spent = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(spent.ru_utime + spent.ru_stime + seconds) + 1
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


def _cap(what: int, value: int) -> None:
    _, hard = resource.getrlimit(what)
    lowered = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(what, (lowered, lowered))


def _prctl(option: int, value: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    zero = ctypes.c_ulong(0)
    if libc.prctl(option, ctypes.c_ulong(value), zero, zero, zero) != 0:
        code = ctypes.get_errno()
        raise OSError(code, f"prctl({option}): {os.strerror(code)}")


def _leave_network() -> bool:
    """Move into an empty network namespace; False where the kernel or a container forbids it.

    The new user namespace makes this possible without privileges, and leaves root without its
    power over other people's files.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    return bool(libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET) == 0)
