"""CRLs and OCSP answers made by hand, in every variety."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.x509 import ocsp

from sohoa.samples.authority import Authority, Identity

NOW: Final = datetime.now(UTC).replace(microsecond=0)
HOUR: Final = timedelta(hours=1)
HOLD: Final = x509.ReasonFlags.certificate_hold
BACK: Final = x509.ReasonFlags.remove_from_crl

Entry = tuple[x509.Certificate, datetime, x509.ReasonFlags | None]


def crl(
    authority: Authority | Identity,
    entries: Sequence[Entry] = (),
    *,
    start: datetime = NOW - HOUR,
    end: datetime | None = NOW + HOUR,
    number: int = 1,
    base: int | None = None,
    scope: x509.IssuingDistributionPoint | None = None,
    issuers: bool = False,
    name: x509.Name | None = None,
    digest: hashes.HashAlgorithm | None = None,
) -> x509.CertificateRevocationList:
    """Return a CRL; `base` makes it a delta, `issuers` names each entry's issuer."""
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(name or authority.certificate.subject)
        .last_update(start)
        .next_update(end or start)
        .add_extension(x509.CRLNumber(number), critical=False)
    )
    if base is not None:
        builder = builder.add_extension(x509.DeltaCRLIndicator(base), critical=True)
    if scope is not None:
        builder = builder.add_extension(scope, critical=True)
    for certificate, when, why in entries:
        entry = x509.RevokedCertificateBuilder().serial_number(certificate.serial_number)
        entry = entry.revocation_date(when)
        if why is not None:
            entry = entry.add_extension(x509.CRLReason(why), critical=False)
        if issuers:
            named = x509.CertificateIssuer([x509.DirectoryName(certificate.issuer)])
            entry = entry.add_extension(named, critical=True)
        builder = builder.add_revoked_certificate(entry.build())
    return builder.sign(authority.key, digest or hashes.SHA256())


def scope(
    *, users: bool = False, indirect: bool = False, url: str = "", part: str = ""
) -> x509.IssuingDistributionPoint:
    """Return a scope; `part`: a name relative to the CRL issuer's."""
    relative = x509.NameAttribute(x509.NameOID.COMMON_NAME, part or "-")
    return x509.IssuingDistributionPoint(
        full_name=[x509.UniformResourceIdentifier(url)] if url else None,
        relative_name=x509.RelativeDistinguishedName([relative]) if part else None,
        only_contains_user_certs=users,
        only_contains_ca_certs=False,
        only_some_reasons=None,
        indirect_crl=indirect,
        only_contains_attribute_certs=False,
    )


def answer(
    certificate: x509.Certificate,
    issuer: x509.Certificate,
    responder: Identity | Authority,
    *,
    start: datetime = NOW - HOUR,
    end: datetime | None = NOW + HOUR,
    revoked: datetime | None = None,
    why: x509.ReasonFlags | None = None,
    by_name: bool = False,
) -> ocsp.OCSPResponse:
    """Return an OCSP answer."""
    encoding = ocsp.OCSPResponderEncoding
    builder = (
        ocsp.OCSPResponseBuilder()
        .add_response(
            cert=certificate,
            issuer=issuer,
            algorithm=hashes.SHA1(),  # noqa: S303 - a name, not a proof
            cert_status=ocsp.OCSPCertStatus.REVOKED if revoked else ocsp.OCSPCertStatus.GOOD,
            this_update=start,
            next_update=end,
            revocation_time=revoked,
            revocation_reason=why,
        )
        .responder_id(encoding.NAME if by_name else encoding.HASH, responder.certificate)
        .certificates([responder.certificate])
    )
    edwards = not hasattr(responder.key, "key_size")
    return builder.sign(responder.key, None if edwards else hashes.SHA256())
