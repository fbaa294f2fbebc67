"""Free loopback ports for the embedded stack. It keeps nothing; `office.py` writes them down."""

import random
import socket
from collections.abc import Iterable
from typing import Final

from sohoa.stack.errors import NoPortError

# Below Linux' ephemeral range (32768-60999), so that no outgoing connection takes one between two
# starts; SeaweedFS opens port + 10000 for gRPC beside each of its ports.
_LOWEST: Final = 11000
_HIGHEST: Final = 22000
GRPC_OFFSET: Final = 10000
_TRIES: Final = 500
_BACKLOG: Final = 512


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    """Tell whether a server could listen there now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        # Without it, connections in TIME_WAIT make a port look taken for a minute after a stop.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def with_grpc(port: int) -> bool:
    """Tell whether a port and its gRPC twin are both free."""
    return is_free(port) and is_free(port + GRPC_OFFSET)


def pick(names: Iterable[str]) -> dict[str, int]:
    """Return a free port (whose gRPC twin is free) for each name, all different."""
    dice = random.SystemRandom()
    picked: dict[str, int] = {}
    for name in names:
        for _ in range(_TRIES):
            port = dice.randrange(_LOWEST, _HIGHEST)
            if port not in picked.values() and with_grpc(port):
                picked[name] = port
                break
        else:
            raise NoPortError(f"no free port for {name} between {_LOWEST} and {_HIGHEST}")
    return picked


def listen(port: int, host: str = "127.0.0.1") -> socket.socket:
    """Return a socket that listens there; raise `NoPortError` when the port is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(_BACKLOG)
    except OSError as error:
        listening.close()
        raise NoPortError(f"cannot listen on {host}:{port}: {error.strerror}") from error
    return listening
