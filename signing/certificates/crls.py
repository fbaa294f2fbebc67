"""What CRLs say of one certificate: complete ones, deltas, indirect ones (RFC 5280 clause 6.3).

A CRL counts where its signature is of the authority that issued the certificate, or of another
certificate that an authority on the very path issued and that carries the name of the CRL's issuer
(a second key for CRLs, a changed key, the issuer of an indirect CRL).
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from asn1crypto import core
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm

from signing.certificates.crl_excerpt import CrlExcerpt
from signing.certificates.crl_scope import EXPIRED_ON_CRL, scope_of, speaks_for
from signing.certificates.genuine import BROKEN, issued, same_name, signed_crl
from signing.certificates.told import Told, revoked_by_entry

_MOST_SIGNERS: Final = 6


def told_by_crls(
    certificate: x509.Certificate,
    above: Sequence[x509.Certificate],
    crls: Sequence[x509.CertificateRevocationList],
    helpers: Sequence[x509.Certificate] = (),
) -> Iterator[Told]:
    """Yield what the genuine CRLs tell; `above`: from the issuer to the anchor, both included."""
    complete: list[Told] = []
    deltas: list[Told] = []
    for crl in crls:
        try:
            if not speaks_for(crl, certificate):
                continue
            signer = _signer(crl, certificate, above, helpers)
            if signer is not None:
                told = told_by(crl, certificate, signer)
                (deltas if _base_number(crl) is not None else complete).append(told)
        except BROKEN:
            continue
    yield from complete
    for delta in deltas:
        # Alone a delta can revoke, but only together with its base can it acquit.
        if delta.revoked:
            yield delta
        elif (base := _base_of(delta, complete)) is not None:
            held = base.revoked is not None and base.revoked.held
            yield Told(
                source=delta.source,
                signer=delta.signer,
                this_update=delta.this_update,
                next_update=delta.next_update,
                revoked=None if held and _names(delta, certificate) else base.revoked,
                digest=delta.digest,
                kept_since=base.kept_since,
            )


def told_by_excerpts(
    certificate: x509.Certificate, issuer: x509.Certificate, excerpts: Sequence[CrlExcerpt]
) -> Iterator[Told]:
    """Yield what the excerpts of long CRLs tell; whoever made them has checked the signature."""
    for excerpt in excerpts:
        try:
            crl = excerpt.about(certificate, issuer)
            if (
                crl is not None
                and speaks_for(crl, certificate)
                and same_name(crl.issuer, certificate.issuer)
                and _may_sign(issuer)
            ):
                yield replace(told_by(crl, certificate, issuer), source=None)
        except BROKEN:
            continue


def told_by(
    crl: x509.CertificateRevocationList, certificate: x509.Certificate, signer: x509.Certificate
) -> Told:
    """Return what a CRL that this signer is known to have signed tells of the certificate."""
    entry = _entry(crl, certificate)
    return Told(
        source=crl,
        signer=signer,
        this_update=crl.last_update_utc,
        next_update=crl.next_update_utc,
        revoked=revoked_by_entry(entry) if entry is not None else None,
        digest=_digest(crl),
        kept_since=_kept_since(crl),
    )


def _signer(
    crl: x509.CertificateRevocationList,
    certificate: x509.Certificate,
    above: Sequence[x509.Certificate],
    helpers: Sequence[x509.Certificate],
) -> x509.Certificate | None:
    issuer = above[0]
    if same_name(crl.issuer, certificate.issuer) and _may_sign(issuer) and signed_crl(crl, issuer):
        return issuer
    others = [h for h in (*above[1:], *helpers) if h not in (issuer, certificate)]
    named = [h for h in others if same_name(h.subject, crl.issuer) and _may_sign(h)]
    for other in named[:_MOST_SIGNERS]:
        within = other.not_valid_before_utc <= crl.last_update_utc <= other.not_valid_after_utc
        authorised = other in above or any(issued(other, authority) for authority in above)
        if within and authorised and signed_crl(crl, other):
            return other
    return None


def _may_sign(issuer: x509.Certificate) -> bool:
    try:
        return issuer.extensions.get_extension_for_class(x509.KeyUsage).value.crl_sign
    except x509.ExtensionNotFound:
        return True


def _entry(
    crl: x509.CertificateRevocationList, certificate: x509.Certificate
) -> x509.RevokedCertificate | None:
    scope = scope_of(crl)
    if scope is None or not scope.indirect_crl:
        return crl.get_revoked_certificate_by_serial_number(certificate.serial_number)
    # RFC 5280 clause 5.3.3: an entry's issuer is the one last named before it, else the CRL's.
    mine = same_name(crl.issuer, certificate.issuer)
    for entry in crl:
        for extension in entry.extensions:
            if isinstance(extension.value, x509.CertificateIssuer):
                names = extension.value.get_values_for_type(x509.DirectoryName)
                mine = any(same_name(name, certificate.issuer) for name in names)
        if mine and entry.serial_number == certificate.serial_number:
            return entry
    return None


def _base_of(delta: Told, complete: Sequence[Told]) -> Told | None:
    """Return the newest complete CRL of the same scope that the delta builds on."""
    source = delta.source
    if not isinstance(source, x509.CertificateRevocationList):
        return None
    least, number = _base_number(source), _number(source)
    fitting = [
        told
        for told in complete
        if isinstance(told.source, x509.CertificateRevocationList)
        and (told.signer, scope_of(told.source)) == (delta.signer, scope_of(source))
        and least is not None
        and number is not None
        and least <= (_number(told.source) or -1) <= number
    ]
    return max(fitting, key=lambda told: told.this_update, default=None)


def _names(delta: Told, certificate: x509.Certificate) -> bool:
    source = delta.source
    return (
        isinstance(source, x509.CertificateRevocationList)
        and _entry(source, certificate) is not None
    )


def _digest(crl: x509.CertificateRevocationList) -> str | None:
    try:
        algorithm = crl.signature_hash_algorithm
    except UnsupportedAlgorithm:
        return None
    return algorithm.name.replace("-", "_") if algorithm else None


def _number(crl: x509.CertificateRevocationList) -> int | None:
    try:
        return crl.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number
    except x509.ExtensionNotFound:
        return None


def _base_number(crl: x509.CertificateRevocationList) -> int | None:
    try:
        return crl.extensions.get_extension_for_class(x509.DeltaCRLIndicator).value.crl_number
    except x509.ExtensionNotFound:
        return None


def _kept_since(crl: x509.CertificateRevocationList) -> datetime | None:
    for extension in crl.extensions:
        if extension.oid == EXPIRED_ON_CRL and isinstance(
            extension.value, x509.UnrecognizedExtension
        ):
            stated = core.GeneralizedTime.load(extension.value.value).native
            return stated if isinstance(stated, datetime) and stated.tzinfo else None
    return None
