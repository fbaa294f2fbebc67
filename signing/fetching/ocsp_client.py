"""One question to one OCSP responder (RFC 6960; the light profile is RFC 5019).

Asked by POST with a nonce, so that the answer is of this moment; a responder that takes no nonce or
no POST is asked again by GET. An answer without a nonce counts, as RFC 5019 allows: its own times
say whether it is fresh. Whether it is genuine is checked where all answers are.
"""

import base64
import io
import secrets
import time
from collections.abc import Callable
from typing import Final
from urllib.parse import quote

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp

from signing.errors import FetchError
from signing.fetching.fetcher import Ask, Fetcher, NotAllowedError

_REQUEST: Final = "application/ocsp-request"
_RESPONSE: Final = "application/ocsp-response"
_MOST_BYTES: Final = 128 * 1024
_SECONDS: Final = 15.0
_NONCE_BYTES: Final = 32  # RFC 9654 clause 2.1


class OcspClient:
    """Asks and parses; raises `FetchError` where nothing that can be parsed comes back."""

    def __init__(
        self, fetcher: Fetcher, *, nonce: Callable[[int], bytes] = secrets.token_bytes
    ) -> None:
        self._fetcher = fetcher
        self._nonce = nonce

    def ask(
        self,
        url: str,
        certificate: x509.Certificate,
        issuer: x509.Certificate,
        seconds: float = _SECONDS,
    ) -> ocsp.OCSPResponse:
        """Return the responder's successful answer, its nonce checked where it has one.

        `seconds` is the limit of both requests together, where there are two.
        """
        end = time.monotonic() + min(seconds, _SECONDS)
        nonce = self._nonce(_NONCE_BYTES)
        try:
            return _checked(self._send(url, _request(certificate, issuer, nonce), end), nonce)
        except NotAllowedError:
            raise
        except FetchError as error:
            try:
                return _checked(
                    self._send_light(url, _request(certificate, issuer, None), end), None
                )
            except FetchError:
                raise error from None

    def _send(self, url: str, request: bytes, end: float) -> bytes:
        return self._fetch(
            Ask(
                url=url,
                most=_MOST_BYTES,
                seconds=end - time.monotonic(),
                accept=_RESPONSE,
                body=request,
                content_type=_REQUEST,
            )
        )

    def _send_light(self, url: str, request: bytes, end: float) -> bytes:
        """Ask by GET (RFC 6960 appendix A.1)."""
        path = quote(base64.b64encode(request).decode("ascii"), safe="")
        asked = f"{url.rstrip('/')}/{path}"
        left = end - time.monotonic()
        return self._fetch(Ask(url=asked, most=_MOST_BYTES, seconds=left, accept=_RESPONSE))

    def _fetch(self, ask: Ask) -> bytes:
        into = io.BytesIO()
        self._fetcher.fetch(ask, into)
        return into.getvalue()


def _request(certificate: x509.Certificate, issuer: x509.Certificate, nonce: bytes | None) -> bytes:
    # RFC 5019 clause 2.1.1: the certificate is named by SHA-1; it names, it proves nothing.
    builder = ocsp.OCSPRequestBuilder().add_certificate(certificate, issuer, hashes.SHA1())  # noqa: S303
    if nonce is not None:
        builder = builder.add_extension(x509.OCSPNonce(nonce), critical=False)
    return builder.build().public_bytes(Encoding.DER)


def _checked(answer: bytes, nonce: bytes | None) -> ocsp.OCSPResponse:
    try:
        response = ocsp.load_der_ocsp_response(answer)
        if response.response_status is not ocsp.OCSPResponseStatus.SUCCESSFUL:
            raise FetchError(f"OCSP answers {response.response_status.name.lower()}")
        told = [e.value.nonce for e in response.extensions if isinstance(e.value, x509.OCSPNonce)]
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise FetchError("what OCSP answers cannot be read") from error
    if nonce is not None and any(one != nonce for one in told):
        raise FetchError("OCSP answers another question")
    return response
