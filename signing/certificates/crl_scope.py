"""The certificates that a CRL speaks of (RFC 5280 clauses 5.2.4, 5.2.5 and 6.3.3)."""

from collections.abc import Iterable
from typing import Final

from cryptography import x509
from cryptography.x509.oid import ExtensionOID

from signing.certificates.genuine import Canonical, canonical, same_name

EXPIRED_ON_CRL: Final = x509.ObjectIdentifier("2.5.29.60")
_PROCESSED: Final = frozenset(
    {
        ExtensionOID.AUTHORITY_KEY_IDENTIFIER,
        ExtensionOID.CRL_NUMBER,
        ExtensionOID.DELTA_CRL_INDICATOR,
        ExtensionOID.ISSUING_DISTRIBUTION_POINT,
        EXPIRED_ON_CRL,
    }
)

Place = x509.GeneralName | Canonical


def speaks_for(crl: x509.CertificateRevocationList, certificate: x509.Certificate) -> bool:
    """Tell whether the CRL's issuer and scope are those for this certificate.

    Whether it is genuine, and whether it is only a delta, is asked elsewhere.
    """
    if any(e.critical and e.oid not in _PROCESSED for e in crl.extensions):
        return False
    scope = scope_of(crl)
    if scope is None:
        return same_name(crl.issuer, certificate.issuer)
    direct = same_name(crl.issuer, certificate.issuer)
    points = [p for p in _points(certificate) if not p.reasons]
    if not direct:
        points = [p for p in points if _names_issuer(p, crl.issuer)]
    if not (direct or (scope.indirect_crl and points)) or not _holds(scope, certificate):
        return False
    places = set(_places(scope.full_name, scope.relative_name, crl.issuer))
    return not places or any(
        places & set(_places(p.full_name, p.relative_name, crl.issuer)) for p in points
    )


def _holds(scope: x509.IssuingDistributionPoint, certificate: x509.Certificate) -> bool:
    if scope.only_contains_attribute_certs or scope.only_some_reasons:
        return False
    authority = is_authority(certificate)
    return not (
        (scope.only_contains_user_certs and authority)
        or (scope.only_contains_ca_certs and not authority)
    )


def scope_of(crl: x509.CertificateRevocationList) -> x509.IssuingDistributionPoint | None:
    """Return the issuing distribution point, if the CRL has one."""
    try:
        return crl.extensions.get_extension_for_class(x509.IssuingDistributionPoint).value
    except x509.ExtensionNotFound:
        return None


def is_authority(certificate: x509.Certificate) -> bool:
    """Tell whether the certificate says that it is an authority's."""
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        return False


def _points(certificate: x509.Certificate) -> list[x509.DistributionPoint]:
    try:
        points = certificate.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    except x509.ExtensionNotFound:
        return []
    return list(points)


def _names_issuer(point: x509.DistributionPoint, issuer: x509.Name) -> bool:
    return any(
        isinstance(name, x509.DirectoryName) and same_name(name.value, issuer)
        for name in point.crl_issuer or ()
    )


def _places(
    full: Iterable[x509.GeneralName] | None,
    relative: x509.RelativeDistinguishedName | None,
    issuer: x509.Name,
) -> Iterable[Place]:
    for name in full or ():
        yield canonical(name.value) if isinstance(name, x509.DirectoryName) else name
    if relative is not None:
        yield canonical(x509.Name([*issuer.rdns, relative]))
