"""Where a certificate says that answers about it and its issuer can be had.

RFC 5280 clauses 4.2.1.13 (CRL distribution points) and 4.2.2.1 (authority information access). Any
text may stand there: only a fetcher with its list decides what is asked.
"""

from collections.abc import Iterator
from typing import Final

from cryptography import x509
from cryptography.x509.oid import AuthorityInformationAccessOID

_MOST: Final = 3  # of a kind, of one certificate


def ocsp_urls(certificate: x509.Certificate) -> tuple[str, ...]:
    """Return the addresses of its OCSP responders, in its order."""
    return _access(certificate, AuthorityInformationAccessOID.OCSP)


def issuer_urls(certificate: x509.Certificate) -> tuple[str, ...]:
    """Return the addresses where its issuer's certificate lies."""
    return _access(certificate, AuthorityInformationAccessOID.CA_ISSUERS)


def crl_urls(certificate: x509.Certificate) -> tuple[str, ...]:
    """Return the addresses of CRLs that speak for it: whole ones, by its own issuer."""
    try:
        points = certificate.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    except (x509.ExtensionNotFound, ValueError):
        return ()
    own = (point for point in points if point.reasons is None and point.crl_issuer is None)
    return _first(name for point in own for name in point.full_name or ())


def _access(certificate: x509.Certificate, method: x509.ObjectIdentifier) -> tuple[str, ...]:
    try:
        access = certificate.extensions.get_extension_for_class(x509.AuthorityInformationAccess)
    except (x509.ExtensionNotFound, ValueError):
        return ()
    return _first(one.access_location for one in access.value if one.access_method == method)


def _first(names: Iterator[x509.GeneralName]) -> tuple[str, ...]:
    urls = (name.value for name in names if isinstance(name, x509.UniformResourceIdentifier))
    return tuple(dict.fromkeys(urls))[:_MOST]
