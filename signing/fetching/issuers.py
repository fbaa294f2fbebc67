"""Missing certificates of issuers, from where certificates say that they lie (caIssuers).

This is the one place where a certificate that nobody trusts yet names an address: without it the
path to an anchor cannot be known. So it is asked only of hosts on the office's list, only without
a query, and what comes counts only where it really issued the certificate.
"""

import io
from typing import Final, Protocol

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import pkcs7

from signing.certificates.genuine import issued
from signing.certificates.trust import is_self_signed
from signing.errors import FetchError
from signing.fetching.fetcher import Ask, Fetcher
from signing.fetching.pointers import issuer_urls

_MOST_BYTES: Final = 1024 * 1024
_MOST_CERTIFICATES: Final = 20
_SECONDS: Final = 15.0
_ACCEPTED: Final = "application/pkix-cert, application/pkcs7-mime, */*;q=0.5"
_PEM: Final = b"-----BEGIN "
_BROKEN: Final = (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm)


class IssuerSource(Protocol):
    """Finds the certificates above one that has no issuer at hand."""

    def above(self, certificate: x509.Certificate, most: int) -> tuple[x509.Certificate, ...]:
        """Return its issuer, that one's issuer and so on, at most so many; none where nobody has.

        Never raises: what cannot be had leaves the path as incomplete as it was.
        """
        ...


class FetchedIssuers:
    """See `IssuerSource`."""

    def __init__(self, fetcher: Fetcher) -> None:
        self._fetcher = fetcher

    def above(self, certificate: x509.Certificate, most: int) -> tuple[x509.Certificate, ...]:
        """See `IssuerSource.above`."""
        found: list[x509.Certificate] = []
        last = certificate
        while len(found) < most:
            issuer = self._issuer(last)
            if issuer is None or issuer in found or issuer == certificate:
                break
            found.append(issuer)
            if is_self_signed(issuer):
                break
            last = issuer
        return tuple(found)

    def _issuer(self, certificate: x509.Certificate) -> x509.Certificate | None:
        for url in issuer_urls(certificate):
            if "?" in url:
                continue
            into = io.BytesIO()
            try:
                ask = Ask(url=url, most=_MOST_BYTES, seconds=_SECONDS, accept=_ACCEPTED)
                self._fetcher.fetch(ask, into)
            except FetchError:
                continue
            for candidate in _certificates(into.getvalue()):
                if issued(certificate, candidate):
                    return candidate
        return None


def _certificates(data: bytes) -> list[x509.Certificate]:
    """Return the certificates in DER, PEM or a CMS of certificates only (RFC 5280 4.2.2.1)."""
    try:
        if data.lstrip().startswith(_PEM):
            return x509.load_pem_x509_certificates(data)[:_MOST_CERTIFICATES]
        return [x509.load_der_x509_certificate(data)]
    except _BROKEN:
        pass
    try:
        return pkcs7.load_der_pkcs7_certificates(data)[:_MOST_CERTIFICATES]
    except _BROKEN:
        return []
