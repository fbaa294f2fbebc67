"""Timestamps over HTTP (RFC 3161 3.4), from the first authority of a list that gives a good one.

Every call has a time and a size limit and follows no redirect. There is no silent downgrade: when
no authority gives a token that holds, that is an error which names each one's fault. One whose
budget of calls is used up, or that failed lately, is passed over.
"""

import secrets
import ssl
import time
from collections.abc import Callable, Sequence

import httpx
from cryptography import x509

from signing.errors import TimestampError
from signing.timestamping.authority_use import AuthorityUse
from signing.timestamping.timestamp import Timestamp
from signing.timestamping.timestamp_token import checked_token, timestamp_request

_QUERY = "application/timestamp-query"
_REPLY = "application/timestamp-reply"
_MAX_REPLY_BYTES = 128 << 10  # a token with a chain takes 4 to 8 kB
_NONCE_BITS = 64


class Rfc3161Timestamper:
    """See `Timestamper`. Keeps no connection open between calls.

    `roots`: when given, an authority must lead to one of them. `seconds`: the limit of one
    authority's connecting, sending and each read, and of its whole answer. `use`: who may be
    asked now; without it everybody always.
    """

    def __init__(
        self,
        urls: Sequence[str],
        *,
        roots: Sequence[x509.Certificate] = (),
        seconds: float = 10.0,
        use: AuthorityUse | None = None,
        nonce: Callable[[int], int] = secrets.randbits,
    ) -> None:
        if not urls:
            raise ValueError("no timestamping authority is named")
        self._urls = tuple(urls)
        self._roots = tuple(roots)
        self._seconds = seconds
        self._use = use or AuthorityUse()
        self._nonce = nonce
        self._tls: ssl.SSLContext | None = None  # reading the machine's roots takes 20 ms

    def stamp(self, sha256: bytes) -> Timestamp:
        """See `Timestamper.stamp`."""
        faults: list[str] = []
        for url in self._urls:
            if (refusal := self._use.take(url)) is not None:
                faults.append(f"{_host(url)}: {refusal}")
                continue
            nonce = self._nonce(_NONCE_BITS)
            try:
                answer = self._ask(url, timestamp_request(sha256, nonce))
                token = checked_token(answer, sha256, nonce, self._roots)
            except TimestampError as error:
                self._use.failed(url)
                faults.append(f"{_host(url)}: {error}")
                continue
            self._use.succeeded(url)
            return Timestamp(token=token, answer=answer, authority=_host(url))
        raise TimestampError("; ".join(faults))

    def _ask(self, url: str, request: bytes) -> bytes:
        try:
            self._tls = self._tls or httpx.create_ssl_context(trust_env=False)
            with (
                httpx.Client(timeout=self._seconds, trust_env=False, verify=self._tls) as client,
                client.stream(
                    "POST", url, content=request, headers={"Content-Type": _QUERY}
                ) as response,
            ):
                kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
                if response.status_code != httpx.codes.OK or kind != _REPLY:
                    raise TimestampError(f"HTTP {response.status_code} {kind or 'without a type'}")
                return _read(response, time.monotonic() + self._seconds)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise TimestampError(f"{type(error).__name__}: {error}") from error


def _read(response: httpx.Response, deadline: float) -> bytes:
    body = bytearray()
    for part in response.iter_raw():  # one that trickles would never meet the limit of a read
        body += part
        if time.monotonic() > deadline:
            raise TimestampError("the answer takes too long")
        if len(body) > _MAX_REPLY_BYTES:
            raise TimestampError(f"an answer of more than {_MAX_REPLY_BYTES} bytes")
    return bytes(body)


def _host(url: str) -> str:
    """Return what may be shown of an authority's URL: not its path, which may hold a key."""
    try:
        return httpx.URL(url).host or url[:40]
    except httpx.InvalidURL:
        return "a URL that cannot be read"
