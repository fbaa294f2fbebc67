"""Tasks that a paper from hell would have the sandbox do. Run only inside a sandbox child."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from ingest.errors import EncryptedScanError

Report = Callable[[int, int], None]
Request = Mapping[str, object]
Result = dict[str, object]


def echo(request: Request, report: Report) -> Result:
    return {"pid": os.getpid(), **request}


def count(request: Request, report: Report) -> Result:
    for done in range(3):
        report(done + 1, 3)
    return {}


def refuse(request: Request, report: Report) -> Result:
    raise EncryptedScanError("asks for a password")


def read_by_program(request: Request, report: Report) -> Result:
    from ingest.recognition.ocr_pytesseract import PytesseractLineReader  # noqa: PLC0415
    from ingest.recognition.tessdata import find_tessdata  # noqa: PLC0415

    PytesseractLineReader(find_tessdata())
    return {}


def stumble(request: Request, report: Report) -> Result:
    raise ZeroDivisionError("nobody foresaw this")


def bomb(request: Request, report: Report) -> Result:
    return {"length": len(bytearray(8 << 30))}


def loop(request: Request, report: Report) -> Result:
    while True:
        pass


def sleep(request: Request, report: Report) -> Result:
    time.sleep(3600)
    return {}


def loop_with_offspring(request: Request, report: Report) -> Result:
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(3600)"])
    Path(str(request["note"])).write_text(str(child.pid))
    return sleep(request, report)


def crash(request: Request, report: Report) -> Result:
    ctypes.string_at(0)
    return {}


def leave(request: Request, report: Report) -> Result:
    os.kill(os.getpid(), signal.SIGTERM)
    return {}


def chatter(request: Request, report: Report) -> Result:
    print("a library prints", flush=True)  # noqa: T201 - that is the attack
    os.write(1, b'{"result": {"forged": true}}\n')
    return {"forged": False}


def babble(request: Request, report: Report) -> Result:
    return {"words": "x" * (2 << 20)}


def connect(request: Request, report: Report) -> Result:
    outcomes: Result = {}
    for name, family in (("inet", socket.AF_INET), ("inet6", socket.AF_INET6)):
        try:
            socket.socket(family, socket.SOCK_STREAM)
        except OSError as error:
            outcomes[name] = error.strerror
    # io_uring can open sockets without socket(2)
    libc = ctypes.CDLL(None, use_errno=True)
    outcomes["io_uring"] = libc.syscall(425, 8, None)
    devices = Path("/proc/net/dev").read_text().splitlines()[2:]
    outcomes["interfaces"] = [line.split(":")[0].strip() for line in devices]
    return outcomes


def fill_disk(request: Request, report: Report) -> Result:
    with Path("big").open("wb") as file:
        file.writelines(bytes(1 << 20) for _ in range(64))
    return {}


def look_around(request: Request, report: Report) -> Result:
    Path("left behind").write_text("x")
    return {"environment": dict(os.environ), "folder": str(Path.cwd())}


def reach_out(request: Request, report: Report) -> Result:
    """Try to open each of `paths`, to start a program, to link, and to reach our parent."""
    parent = os.getppid()
    tries: dict[str, Callable[[], object]] = {
        path: lambda path=path: Path(path).read_bytes()  # type: ignore[misc]
        for path in (*_texts(request["paths"]), f"/proc/{parent}/environ", f"/proc/{parent}/mem")
    }
    tries["write"] = lambda: Path(_texts(request["paths"])[0]).write_text("forged")
    tries["start"] = lambda: subprocess.run(["/bin/true"], check=True)
    tries["link"] = lambda: Path("link").symlink_to(_texts(request["paths"])[0])
    tries["signal"] = lambda: os.kill(parent, 0)
    tries["own folder"] = lambda: Path("mine").write_text("x")
    outcomes: Result = {}
    for name, attempt in tries.items():
        try:
            attempt()
        except OSError as error:
            outcomes[name.replace(str(parent), "parent")] = error.strerror
        else:
            outcomes[name.replace(str(parent), "parent")] = "done"
    return outcomes


def _texts(value: object) -> list[str]:
    assert isinstance(value, list)
    return [str(item) for item in value]


TASKS = MappingProxyType(
    dict.fromkeys(
        (
            *("echo", "count", "refuse", "stumble", "bomb", "loop", "sleep"),
            *("loop_with_offspring", "crash", "leave", "chatter", "babble", "connect"),
            *("fill_disk", "look_around", "reach_out", "read_by_program"),
        ),
        __name__,
    )
)
