"""Requests over HTTP and HTTPS: no redirects, no proxies, no cookies, one connection a request.

The address that is connected to is the one that was checked (`addresses.py`); the host's name goes
into the Host header, the server name of TLS and the check of its certificate.
"""

import contextlib
import http.client
import socket
import ssl
import time
from collections.abc import Iterator, Sequence
from typing import BinaryIO, Final

from signing.errors import FetchError
from signing.fetching.addresses import Resolver, checked_addresses, resolve_by_system
from signing.fetching.allow_list import AllowList, ForbiddenUrlError, Target
from signing.fetching.fetcher import Ask, NotAllowedError
from signing.fetching.timed_socket import TimedSocket, time_left

_PART: Final = 64 * 1024
_CONNECT_SECONDS: Final = 5.0
_READ_SECONDS: Final = 10.0
_AGENT: Final = "sohoa"


class HttpFetcher:
    """See `Fetcher`. Thread safe; keeps no connection.

    `connect_seconds` and `read_seconds` limit each connecting and each wait for more bytes, within
    the time of the whole request that an `Ask` names.
    """

    def __init__(
        self,
        allowed: AllowList,
        *,
        resolve: Resolver = resolve_by_system,
        tls: ssl.SSLContext | None = None,
        connect_seconds: float = _CONNECT_SECONDS,
        read_seconds: float = _READ_SECONDS,
    ) -> None:
        self._allowed = allowed
        self._resolve = resolve
        self._tls = tls
        self._connect_seconds = connect_seconds
        self._read_seconds = read_seconds

    def fetch(self, ask: Ask, into: BinaryIO) -> None:
        """See `Fetcher.fetch`."""
        end = time.monotonic() + ask.seconds
        try:
            target = self._allowed.target(ask.url)
        except ForbiddenUrlError as error:
            raise NotAllowedError(str(error)) from error
        try:
            with self._connected(target, end) as connection:
                _exchange(connection, target, ask, into)
        except ForbiddenUrlError as error:
            raise NotAllowedError(str(error)) from error
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise FetchError(f"{target.host}: {_why(error)}") from error

    @contextlib.contextmanager
    def _connected(self, target: Target, end: float) -> Iterator[TimedSocket]:
        left = time_left(end, self._connect_seconds)
        addresses = checked_addresses(target, self._resolve, left)
        raw = self._connect(addresses, target.port, end)
        try:
            if target.scheme == "https":
                raw = self._secured(raw, target.host, end)
            yield TimedSocket(raw, end=end, read_seconds=self._read_seconds)
        finally:
            raw.close()

    def _connect(self, addresses: Sequence[str], port: int, end: float) -> socket.socket:
        last: OSError = OSError("no address")
        for address in addresses:
            try:
                return socket.create_connection(
                    (address, port), timeout=time_left(end, self._connect_seconds)
                )
            except OSError as error:
                last = error
        raise last

    def _secured(self, raw: socket.socket, host: str, end: float) -> ssl.SSLSocket:
        tls = self._tls or ssl.create_default_context()
        secured = tls.wrap_socket(raw, server_hostname=host, do_handshake_on_connect=False)
        try:
            secured.settimeout(time_left(end, self._connect_seconds))
            secured.do_handshake()
        except BaseException:
            secured.close()
            raise
        return secured


def _exchange(connection: TimedSocket, target: Target, ask: Ask, into: BinaryIO) -> None:
    """Send the request and write the body of its answer, of status 200 and allowed size."""
    client = http.client.HTTPConnection(target.host, target.port)
    client.auto_open = 0
    client.sock = connection  # all of a socket that is used there
    client.putrequest(
        "GET" if ask.body is None else "POST",
        target.path,
        skip_host=True,
        skip_accept_encoding=True,
    )
    client.putheader("Host", target.authority)
    client.putheader("User-Agent", _AGENT)
    client.putheader("Accept", ask.accept)
    client.putheader("Accept-Encoding", "identity")
    client.putheader("Connection", "close")
    if ask.body is not None:
        client.putheader("Content-Type", ask.content_type)
        client.putheader("Content-Length", str(len(ask.body)))
    client.endheaders(ask.body)
    with client.getresponse() as response:
        if response.status != http.client.OK:
            raise ValueError(f"answers {response.status}")
        if response.getheader("Content-Encoding", "identity").lower() != "identity":
            raise ValueError("answers in an encoding that was not asked for")
        _copy(response, into, ask.most)


def _copy(response: http.client.HTTPResponse, into: BinaryIO, most: int) -> None:
    if response.length is not None and response.length > most:
        raise ValueError(f"answers with more than {most} bytes")
    taken = 0
    while part := response.read(_PART):
        taken += len(part)
        if taken > most:
            raise ValueError(f"answers with more than {most} bytes")
        into.write(part)
    if response.length:
        raise ValueError("breaks off")


def _why(error: Exception) -> str:
    """Return the fault in words for a log: never what the other side sent."""
    if isinstance(error, TimeoutError):
        return "no answer in time"
    if isinstance(error, ssl.SSLError):
        return "its TLS certificate or protocol cannot be accepted"
    if isinstance(error, OSError):
        return error.strerror or str(error) or type(error).__name__
    return str(error) if type(error) is ValueError else type(error).__name__
