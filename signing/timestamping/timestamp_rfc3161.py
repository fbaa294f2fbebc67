"""Timestamps over HTTP (RFC 3161 3.4), from the first authority of a list that gives a good one.

Every call has a time and a size limit and follows no redirect. There is no silent downgrade: when
no authority gives a token that holds, that is an error which names each one's fault.
"""

import secrets
from collections.abc import Callable, Sequence

import httpx
from cryptography import x509

from signing.errors import TimestampError
from signing.timestamping.timestamp_token import checked_token, timestamp_request

_QUERY = "application/timestamp-query"
_REPLY = "application/timestamp-reply"
_MAX_REPLY_BYTES = 128 << 10  # a token with a chain takes 4 to 8 kB
_NONCE_BITS = 64


class Rfc3161Timestamper:
    """See `Timestamper`. Keeps no connection open between calls.

    `roots`: when given, an authority must lead to one of them. `seconds`: the limit of one
    authority's connecting, sending and each read.
    """

    def __init__(
        self,
        urls: Sequence[str],
        *,
        roots: Sequence[x509.Certificate] = (),
        seconds: float = 10.0,
        nonce: Callable[[int], int] = secrets.randbits,
    ) -> None:
        if not urls:
            raise ValueError("no timestamping authority is named")
        self._urls = tuple(urls)
        self._roots = tuple(roots)
        self._seconds = seconds
        self._nonce = nonce

    def stamp(self, sha256: bytes) -> bytes:
        """See `Timestamper.stamp`."""
        faults: list[str] = []
        for url in self._urls:
            nonce = self._nonce(_NONCE_BITS)
            try:
                answer = self._ask(url, timestamp_request(sha256, nonce))
                return checked_token(answer, sha256, nonce, self._roots)
            except TimestampError as error:
                faults.append(f"{_host(url)}: {error}")
        raise TimestampError("; ".join(faults))

    def _ask(self, url: str, request: bytes) -> bytes:
        try:
            with (
                httpx.Client(timeout=self._seconds, trust_env=False) as client,
                client.stream(
                    "POST", url, content=request, headers={"Content-Type": _QUERY}
                ) as response,
            ):
                kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
                if response.status_code != httpx.codes.OK or kind != _REPLY:
                    raise TimestampError(f"HTTP {response.status_code} {kind or 'without a type'}")
                return _read(response)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise TimestampError(f"{type(error).__name__}: {error}") from error


def _read(response: httpx.Response) -> bytes:
    body = bytearray()
    for part in response.iter_bytes():
        body += part
        if len(body) > _MAX_REPLY_BYTES:
            raise TimestampError(f"an answer of more than {_MAX_REPLY_BYTES} bytes")
    return bytes(body)


def _host(url: str) -> str:
    """Return what may be shown of an authority's URL: not its path, which may hold a key."""
    try:
        return httpx.URL(url).host or url[:40]
    except httpx.InvalidURL:
        return "a URL that cannot be read"
