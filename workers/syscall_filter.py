"""A seccomp filter that denies what no paper task needs: above all, making sockets.

Denied calls fail with EPERM, so a library that merely asks can go on. The program is classic BPF
as in seccomp(2); the numbers are those of the kernel's system-call tables. It covers the two
machines we run on; on another one `forbid_sockets` raises rather than leave the door open.
"""

import ctypes
import errno
import os
import platform
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

_PR_SET_NO_NEW_PRIVS: Final = 38
_PR_SET_SECCOMP: Final = 22
_SECCOMP_MODE_FILTER: Final = 2

_LOAD_WORD: Final = 0x20  # BPF_LD | BPF_W | BPF_ABS
_IF_EQUAL: Final = 0x15  # BPF_JMP | BPF_JEQ | BPF_K
_IF_AT_LEAST: Final = 0x35  # BPF_JMP | BPF_JGE | BPF_K
_RETURN: Final = 0x06  # BPF_RET | BPF_K
_AT_NUMBER: Final = 0  # offsets in struct seccomp_data
_AT_MACHINE: Final = 4

_KILL: Final = 0x80000000  # SECCOMP_RET_KILL_PROCESS
_ALLOW: Final = 0x7FFF0000  # SECCOMP_RET_ALLOW
_DENY: Final = 0x00050000 | errno.EPERM  # SECCOMP_RET_ERRNO
_X32: Final = 0x40000000  # the other ABI of x86-64 would walk around the list


@dataclass(frozen=True, slots=True)
class _Machine:
    audit: int  # AUDIT_ARCH_* of linux/audit.h
    denied: tuple[int, ...]


# socket, connect, ptrace, process_vm_readv, process_vm_writev, io_uring_setup (it can open
# sockets), bpf, perf_event_open, userfaultfd, add_key, request_key, keyctl, mount, unshare, setns
_MACHINES: Final = MappingProxyType(
    {
        "x86_64": _Machine(
            0xC000003E,
            (41, 42, 101, 310, 311, 425, 321, 298, 323, 248, 249, 250, 165, 272, 308),
        ),
        "aarch64": _Machine(
            0xC00000B7,
            (198, 203, 117, 270, 271, 425, 280, 241, 282, 217, 218, 219, 40, 97, 268),
        ),
    }
)


class _Instruction(ctypes.Structure):
    _fields_ = (
        ("code", ctypes.c_uint16),
        ("if_true", ctypes.c_uint8),
        ("if_false", ctypes.c_uint8),
        ("value", ctypes.c_uint32),
    )


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_uint16), ("start", ctypes.POINTER(_Instruction)))


def forbid_sockets() -> None:
    """Install the filter for this thread and all that it starts. Raises `OSError`."""
    machine = _MACHINES.get(platform.machine())
    if machine is None:
        raise OSError(errno.ENOSYS, f"no system-call filter for {platform.machine()}")
    lines = _instructions(machine)
    program = _Program(
        len(lines), (_Instruction * len(lines))(*(_Instruction(*line) for line in lines))
    )
    gain_no_privileges()
    libc = ctypes.CDLL(None, use_errno=True)
    zero, mode = ctypes.c_ulong(0), ctypes.c_ulong(_SECCOMP_MODE_FILTER)
    if libc.prctl(_PR_SET_SECCOMP, mode, ctypes.byref(program), zero, zero) != 0:
        code = ctypes.get_errno()
        raise OSError(code, f"system-call filter: {os.strerror(code)}")


def gain_no_privileges() -> None:
    """Let no program started from here gain privileges; what limits ask for. Raises `OSError`."""
    libc = ctypes.CDLL(None, use_errno=True)
    zero, one = ctypes.c_ulong(0), ctypes.c_ulong(1)  # the kernel reads whole registers
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, one, zero, zero, zero) != 0:
        code = ctypes.get_errno()
        raise OSError(code, f"no new privileges: {os.strerror(code)}")


def _instructions(machine: _Machine) -> list[tuple[int, int, int, int]]:
    last = len(machine.denied)
    return [
        (_LOAD_WORD, 0, 0, _AT_MACHINE),
        (_IF_EQUAL, 1, 0, machine.audit),
        (_RETURN, 0, 0, _KILL),
        (_LOAD_WORD, 0, 0, _AT_NUMBER),
        (_IF_AT_LEAST, last + 1, 0, _X32),
        *((_IF_EQUAL, last - index, 0, number) for index, number in enumerate(machine.denied)),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _DENY),
    ]
