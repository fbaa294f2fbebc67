"""A connection that ends at a set moment, however little at a time the other side sends."""

import io
import socket
import time
from typing import Protocol


class TimedSocket:
    """What `http.client` uses of a connected socket, under a time limit.

    Waiting longer than `read_seconds`, or past `end` (of `time.monotonic`), is a `TimeoutError`.
    """

    def __init__(self, connection: socket.socket, *, end: float, read_seconds: float) -> None:
        self._connection = connection
        self._end = end
        self._read_seconds = read_seconds

    def sendall(self, data: bytes) -> None:
        """Send all of it in the time that is left (its limit is for the whole, not a part)."""
        self._connection.settimeout(time_left(self._end, self._read_seconds))
        self._connection.sendall(data)

    def makefile(self, mode: str) -> io.BufferedReader:
        """Return the incoming bytes as a file, as `http.client` wants them."""
        if mode != "rb":
            raise ValueError("this connection is only read as a file")
        return io.BufferedReader(_Incoming(self._receive))

    def close(self) -> None:
        """Do nothing: `http.client` closes what it still reads from; the owner closes it."""

    def _receive(self, into: memoryview) -> int:
        self._connection.settimeout(time_left(self._end, self._read_seconds))
        return self._connection.recv_into(into)


def time_left(end: float, longest: float) -> float:
    """Return the seconds until `end`, at most `longest`; raise `TimeoutError` where none."""
    left = end - time.monotonic()
    if left <= 0:
        raise TimeoutError("the answer took too long")
    return min(left, longest)


class _Receive(Protocol):
    def __call__(self, into: memoryview, /) -> int: ...


class _Incoming(io.RawIOBase):
    def __init__(self, receive: _Receive) -> None:
        super().__init__()
        self._take = receive

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override] # any buffer
        return self._take(buffer)
