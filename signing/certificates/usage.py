"""What a certificate may be used for: key usage and purposes."""

from typing import Final

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from signing.certificates.genuine import MALFORMED
from signing.outcome import Objection, objection
from signing.policy import Policy
from signing.verdict import Kind

_USAGE: Final = "SIG_CONSTRAINTS_FAILURE"


def objections(certificate: x509.Certificate, kind: Kind, policy: Policy) -> tuple[Objection, ...]:
    """Return what speaks against the certificate as signer or as timestamping authority."""
    try:
        if kind is Kind.SIGNATURE:
            return _as_signer(certificate, policy)
        return _as_authority_of_time(certificate)
    except MALFORMED as error:
        return (objection("certificate_unreadable", _USAGE, str(error)[:80]),)


def _as_signer(certificate: x509.Certificate, policy: Policy) -> tuple[Objection, ...]:
    found = []
    usage = _key_usage(certificate)
    if usage is None:
        if policy.require_key_usage:
            found.append(objection("key_usage_missing", _USAGE))
    elif not (
        usage.content_commitment or (usage.digital_signature and not policy.require_non_repudiation)
    ):
        found.append(objection("key_usage", _USAGE))
    purposes = _purposes(certificate)
    if purposes is not None and not purposes & policy.signer_purposes:
        found.append(objection("purpose", _USAGE, ", ".join(sorted(purposes))))
    return tuple(found)


def _as_authority_of_time(certificate: x509.Certificate) -> tuple[Objection, ...]:
    # RFC 3161 clause 2.3: exactly this purpose, and critical.
    usage = _key_usage(certificate)
    if usage is not None and not (usage.digital_signature or usage.content_commitment):
        return (objection("key_usage", _USAGE),)
    try:
        extension = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    except x509.ExtensionNotFound:
        return (objection("timestamp_purpose", _USAGE),)
    only = list(extension.value) == [ExtendedKeyUsageOID.TIME_STAMPING]
    return () if only and extension.critical else (objection("timestamp_purpose", _USAGE),)


def _key_usage(certificate: x509.Certificate) -> x509.KeyUsage | None:
    try:
        return certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return None


def _purposes(certificate: x509.Certificate) -> frozenset[str] | None:
    try:
        value = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound:
        return None
    return frozenset(purpose.dotted_string for purpose in value)
