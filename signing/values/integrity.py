"""Is a signature's value sound over its byte range? Told by /SubFilter, never guessed.

It says who signed and carries on what the signature holds; trust, time and changes come later.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from asn1crypto import algos, core, x509

from signing.faults import FaultError
from signing.revisions.byte_range import SignedRange
from signing.revisions.pdf_objects import UNREADABLE
from signing.values import signed_data
from signing.values.hashing import digest
from signing.values.signature_maths import check, key_info
from signing.values.signed_data import SignerProof, check_signer
from signing.values.timestamps import ForeignTokenError, Token, check_token
from signing.verdict import Kind, Reason

TIMESTAMP_FILTER: Final = "/ETSI.RFC3161"
PADES_FILTER: Final = "/ETSI.CAdES.detached"
_DETACHED: Final = frozenset({PADES_FILTER, "/adbe.pkcs7.detached"})
_SHA1_FILTER: Final = "/adbe.pkcs7.sha1"
_PKCS1_FILTER: Final = "/adbe.x509.rsa_sha1"


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundSignature:
    """A signature whose bytes are intact."""

    kind: Kind
    range: SignedRange
    certificate: Any  # asn1crypto.x509.Certificate of the signer or of the timestamping authority
    digest_algorithm: str
    # All digests that it stands on, the weakest too: of the content, of a timestamp's imprint.
    digests: frozenset[str]
    names_certificate: bool
    signing_time: Any
    certificates: tuple[Any, ...]
    crls: tuple[bytes, ...]  # DER, from the signature and its timestamps
    ocsps: tuple[bytes, ...]
    tokens: tuple[Token, ...]  # a document timestamp's own, or the signature's timestamps
    remarks: tuple[Reason, ...]


def check_value(
    sub_filter: str | None,
    where: SignedRange,
    data: bytes,
    *,
    spares: Sequence[bytes],
    copied: frozenset[bytes],
) -> SoundSignature:
    """Return the sound signature or raise `FaultError`.

    `spares` are DER certificates of the file; `copied` marks the tokens that the file holds more
    than once: over other bytes they prove nothing, and harm nothing.
    """
    parts = where.parts(data)

    def over(algorithm: str) -> bytes:
        return digest(algorithm, parts)

    if sub_filter == _PKCS1_FILTER:
        return _check_pkcs1(where, over, spares)
    if sub_filter == TIMESTAMP_FILTER:
        token = check_token(where.contents, over, spares)
        held, over_what = token.certificates, (token.imprint_algorithm,)
        return _sound(Kind.TIMESTAMP, where, token.proof, held, (token,), (), over_what)
    if sub_filter not in _DETACHED and sub_filter != _SHA1_FILTER:
        raise FaultError("sub_filter", str(sub_filter))
    content = signed_data.load(where.contents)
    proof = _check_cms(content, sub_filter, over, spares)
    tokens, remarks = _signature_timestamps(proof, spares, copied)
    held = tuple(signed_data.certificates(content))
    content_digest = ("sha1",) if sub_filter == _SHA1_FILTER else ()
    return _sound(Kind.SIGNATURE, where, proof, held, tokens, remarks, content_digest)


def _check_cms(
    content: Any,  # noqa: ANN401 - asn1crypto is untyped
    sub_filter: str | None,
    over: signed_data.DigestOf,
    spares: Sequence[bytes],
) -> SignerProof:
    try:
        wrapped = content["encap_content_info"]
        kind, inner = wrapped["content_type"].native, wrapped["content"]
        body = b"" if isinstance(inner, core.Void) or inner.native is None else bytes(inner)
    except UNREADABLE as error:
        raise FaultError("cms_unreadable", type(error).__name__) from error
    if sub_filter == _SHA1_FILTER:  # ISO 32000-1 12.8.3.3: the content is the SHA-1 of the range
        if body != over("sha1"):
            raise FaultError("digest_wrong", subindication="HASH_FAILURE")
        return check_signer(content, lambda name: digest(name, [body]), spares)
    if kind != "data":
        raise FaultError("content_type", str(kind))
    # Content that came along does not count: the digest must be that of the file's bytes.
    return check_signer(content, over, spares)


def _signature_timestamps(
    proof: SignerProof, spares: Sequence[bytes], copied: frozenset[bytes]
) -> tuple[tuple[Token, ...], tuple[Reason, ...]]:
    tokens: list[Token] = []
    remarks: list[Reason] = []
    values = signed_data.unsigned_values(proof.unsigned_attributes, signed_data.SIGNATURE_TIMESTAMP)
    for value in values:
        try:
            tokens.append(
                check_token(value.dump(), lambda name: digest(name, [proof.signature]), spares)
            )
        except ForeignTokenError as fault:
            if fault.mark not in copied:
                raise
            remarks.append(FaultError("timestamp_copied").reason)
        except FaultError as fault:
            # Without the authority's certificate the time does not count; the signature does.
            if fault.reason.code != "no_signer_certificate":
                raise
            remarks.append(FaultError("timestamp_unproven").reason)
    return tuple(tokens), tuple(remarks)


def _check_pkcs1(
    where: SignedRange, over: signed_data.DigestOf, spares: Sequence[bytes]
) -> SoundSignature:
    try:
        value = core.OctetString.load(where.contents).native
        certificate = x509.Certificate.load(spares[0])
        key = key_info(certificate)
    except UNREADABLE as error:
        raise FaultError("cms_unreadable", type(error).__name__) from error
    for name in ("sha1", "sha256", "sha384", "sha512"):
        algorithm = algos.SignedDigestAlgorithm({"algorithm": f"{name}_rsa"})
        try:
            check(
                key,
                algorithm=algorithm,
                digest_algorithm=name,
                signature=value,
                message=over(name),
                prehashed=True,
            )
        except FaultError:
            continue
        proof = SignerProof(
            certificate=certificate,
            signature=value,
            digest_algorithm=name,
            names_certificate=False,
            signing_time=None,
            unsigned_attributes=core.Void(),
        )
        return _sound(Kind.SIGNATURE, where, proof, (certificate,), (), ())
    raise FaultError("signature_wrong", subindication="SIG_CRYPTO_FAILURE")


def _sound(
    kind: Kind,
    where: SignedRange,
    proof: SignerProof,
    held: tuple[Any, ...],
    tokens: tuple[Token, ...],
    remarks: tuple[Reason, ...],
    over: tuple[str, ...] = (),
) -> SoundSignature:
    return SoundSignature(
        kind=kind,
        range=where,
        certificate=proof.certificate,
        digest_algorithm=proof.digest_algorithm,
        digests=frozenset((proof.digest_algorithm, *over)),
        names_certificate=proof.names_certificate,
        signing_time=proof.signing_time,
        certificates=held + tuple(c for token in tokens for c in token.certificates),
        crls=proof.crls + tuple(crl for token in tokens for crl in token.proof.crls),
        ocsps=proof.ocsps + tuple(one for token in tokens for one in token.proof.ocsps),
        tokens=tokens,
        remarks=remarks,
    )
