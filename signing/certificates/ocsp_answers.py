"""What OCSP responses (RFC 6960) say of one certificate.

A response counts where the certificate's own issuer signed it, or a responder that this issuer
authorised, whose own certificate stands.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final

from asn1crypto import algos, core
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID

from signing.certificates.crls import told_by_crls
from signing.certificates.genuine import BROKEN, basic_response, issued, parsed, signed_ocsp
from signing.certificates.told import Revoked, Told
from signing.policy import Policy
from signing.unreadable import PARSER_FAILURES
from signing.values.hashing import digest
from signing.values.signature_maths import key_info, named_by

_CERTIFICATE_HASH: Final = "1.3.36.8.3.13"  # a positive statement: the authority knows the bytes
_ARCHIVE_CUTOFF: Final = "1.3.6.1.5.5.7.48.1.6"
_EXTENDED_REVOKE: Final = "1.3.6.1.5.5.7.48.1.9"  # RFC 6960 clause 4.4.8: never issued at all
_MOST_RESPONDERS: Final = 8


def told_by_ocsps(
    certificate: x509.Certificate,
    issuer: x509.Certificate,
    responses: Sequence[ocsp.OCSPResponse],
    *,
    crls: Sequence[x509.CertificateRevocationList],
    policy: Policy,
    strict: bool = True,
) -> Iterator[Told]:
    """Yield what the genuine responses tell; `crls` may speak of responders' certificates.

    `strict`: a responder whose certificate says where to ask about it counts only with an answer.
    """
    for response in responses:
        try:
            if response.response_status is not ocsp.OCSPResponseStatus.SUCCESSFUL:
                continue
            about = [
                (index, single)
                for index, single in enumerate(response.responses)
                if _is_about(single, certificate, issuer)
            ]
            if not about:
                continue
            signer = _responder(response, issuer, policy)
            if signer is None or any(e.critical for e in response.extensions):
                continue
            if signer != issuer and not _stands(
                signer, issuer, crls, responses, response.produced_at_utc, strict=strict
            ):
                continue
            for index, single in about:
                told = _told(response, index, single, certificate, signer)
                if told is not None and told.this_update <= (
                    response.produced_at_utc + policy.clock_skew
                ):
                    yield told
        except (*PARSER_FAILURES, *BROKEN):
            continue


def _told(
    response: ocsp.OCSPResponse,
    index: int,
    single: ocsp.OCSPSingleResponse,
    certificate: x509.Certificate,
    signer: x509.Certificate,
) -> Told | None:
    basic = basic_response(response)
    data = basic["tbs_response_data"]
    stated = {
        extension["extn_id"].dotted: extension
        for extension in data["responses"][index]["single_extensions"] or ()
    }
    understood = {_CERTIFICATE_HASH, _ARCHIVE_CUTOFF}
    if any(e["critical"].native and oid not in understood for oid, e in stated.items()):
        return None
    if _CERTIFICATE_HASH in stated and not _is_hash(stated[_CERTIFICATE_HASH], certificate):
        return None
    revoked = None
    if single.certificate_status is ocsp.OCSPCertStatus.UNKNOWN:
        return None
    if single.certificate_status is ocsp.OCSPCertStatus.REVOKED:
        since = single.revocation_time_utc
        if since is None:
            return None
        never_issued = any(e.oid.dotted_string == _EXTENDED_REVOKE for e in response.extensions)
        held = single.revocation_reason is x509.ReasonFlags.certificate_hold
        revoked = Revoked(since, held=held and not never_issued)
    return Told(
        source=response,
        signer=signer,
        this_update=single.this_update_utc,
        next_update=single.next_update_utc,
        revoked=revoked,
        digest=named_by(basic["signature_algorithm"])[1],
        kept_since=_cutoff(stated.get(_ARCHIVE_CUTOFF)),
    )


def _is_hash(extension: Any, certificate: x509.Certificate) -> bool:  # noqa: ANN401 - untyped
    """Compare the hash of SEQUENCE {hashAlgorithm, certificateHash} (Common PKI part 4)."""
    held = core.SequenceOf.load(extension["extn_value"].native, spec=core.Any)
    algorithm = algos.DigestAlgorithm.load(held[0].dump())["algorithm"].native
    stated = core.OctetString.load(held[1].dump()).native
    return bool(digest(str(algorithm), [certificate.public_bytes(Encoding.DER)]) == stated)


def _cutoff(extension: Any) -> datetime | None:  # noqa: ANN401 - asn1crypto is untyped
    stated = extension["extn_value"].parsed.native if extension is not None else None
    return stated if isinstance(stated, datetime) and stated.tzinfo else None


def _is_about(
    single: ocsp.OCSPSingleResponse, certificate: x509.Certificate, issuer: x509.Certificate
) -> bool:
    if single.serial_number != certificate.serial_number:
        return False
    name = hashes.Hash(single.hash_algorithm)
    name.update(issuer.subject.public_bytes())
    key = hashes.Hash(single.hash_algorithm)
    key.update(key_info(parsed(issuer))["public_key"].contents[1:])
    return (name.finalize(), key.finalize()) == (single.issuer_name_hash, single.issuer_key_hash)


def _responder(
    response: ocsp.OCSPResponse,
    issuer: x509.Certificate,
    policy: Policy,
) -> x509.Certificate | None:
    """Return the issuer, or the responder that it authorised, whose key signed the response."""
    if signed_ocsp(response, issuer):
        return issuer
    for candidate in response.certificates[:_MOST_RESPONDERS]:
        within = (
            candidate.not_valid_before_utc - policy.clock_skew
            <= response.produced_at_utc
            <= candidate.not_valid_after_utc
        )
        if (
            within
            and signed_ocsp(response, candidate)
            and issued(candidate, issuer)
            and _is_authorised(candidate)
        ):
            return candidate
    return None


def _is_authorised(candidate: x509.Certificate) -> bool:
    """RFC 6960 clause 4.2.2.2: the purpose is in the certificate that the issuer made."""
    try:
        purposes = candidate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound:
        return False
    try:
        usage = candidate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return ExtendedKeyUsageOID.OCSP_SIGNING in purposes
    signs = usage.digital_signature or usage.content_commitment
    return signs and ExtendedKeyUsageOID.OCSP_SIGNING in purposes


def _stands(
    responder: x509.Certificate,
    issuer: x509.Certificate,
    crls: Sequence[x509.CertificateRevocationList],
    responses: Sequence[ocsp.OCSPResponse],
    at: datetime,
    *,
    strict: bool,
) -> bool:
    """Tell whether the responder was not revoked itself (RFC 6960 clause 4.2.2.2.1).

    Its issuer says how that can be known: not at all for its life (nocheck), by a place to ask,
    or by nothing, which leaves it to us. A genuine answer that revokes it always counts.
    """
    told = [
        *told_by_crls(responder, (issuer,), crls),
        *_told_by_issuer(responder, issuer, responses),
    ]
    if any(t.revoked for t in told):
        return False
    extensions = [extension.value for extension in responder.extensions]
    if any(isinstance(value, x509.OCSPNoCheck) for value in extensions):
        return True
    if not strict or not any(_can_be_asked(value) for value in extensions):
        return True
    return any(t.next_update is None or at <= t.next_update for t in told)


def _told_by_issuer(
    responder: x509.Certificate, issuer: x509.Certificate, responses: Sequence[ocsp.OCSPResponse]
) -> Iterator[Told]:
    """Yield what the issuer itself, and no other responder, answered about the responder."""
    for response in responses:
        if response.response_status is not ocsp.OCSPResponseStatus.SUCCESSFUL:
            continue
        for index, single in enumerate(response.responses):
            if _is_about(single, responder, issuer) and signed_ocsp(response, issuer):
                told = _told(response, index, single, responder, issuer)
                if told is not None:
                    yield told


def _can_be_asked(value: x509.ExtensionType) -> bool:
    if isinstance(value, x509.AuthorityInformationAccess):
        return any(one.access_method == AuthorityInformationAccessOID.OCSP for one in value)
    return isinstance(value, x509.CRLDistributionPoints)
