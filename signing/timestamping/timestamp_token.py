"""Checks a timestamp answer before it is believed (RFC 3161 2.4.2, RFC 5816).

What is checked is what a requester can know: that this is an answer to the question asked and
that the key of the certificate in it signed it. Whether that authority is trusted is decided here
only where roots are given; `verify` decides it always.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Self

from asn1crypto import algos, tsp
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID

from signing.certificates.genuine import issued
from signing.errors import TimestampError
from signing.timestamping.der_elements import CONTEXT_0, SEQUENCE, SET, children, element, whole

_HASHES = {
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
}
_GRANTED = {"granted", "granted_with_mods"}


def timestamp_request(sha256: bytes, nonce: int) -> bytes:
    """Return the DER TimeStampReq for this digest, asking for the authority's certificate."""
    request = tsp.TimeStampReq(
        {
            "version": "v1",
            "message_imprint": {
                "hash_algorithm": algos.DigestAlgorithm({"algorithm": "sha256"}),
                "hashed_message": sha256,
            },
            "nonce": nonce,
            "cert_req": True,
        }
    )
    der: bytes = request.dump()
    return der


def checked_token(
    answer: bytes, sha256: bytes, nonce: int, roots: Sequence[x509.Certificate] = ()
) -> bytes:
    """Return the DER TimeStampToken of a DER TimeStampResp that answers this very request.

    Raises `TimestampError` saying what is wrong with it.
    """
    try:
        response = tsp.TimeStampResp.load(answer, strict=True)
        status = response["status"]["status"].native
        _require(status in _GRANTED, f"the authority refused: {status}")
        token = response["time_stamp_token"]
        parts = _Parts.of(answer)
        _require(token["content_type"].native == "signed_data", "the token is not signed")
        _check_token(token["content"], parts, sha256, nonce, roots)
    except (
        AttributeError,
        LookupError,
        TypeError,
        ValueError,
        UnsupportedAlgorithm,
        x509.ExtensionNotFound,
    ) as error:
        raise TimestampError(f"the answer is not a timestamp: {error}") from error
    return parts.token


@dataclass(frozen=True, slots=True)
class _Parts:
    """What must be had as it was written: the token, its certificates, what its signer signed."""

    token: bytes
    certificates: tuple[bytes, ...]
    signed_attributes: bytes  # a SET OF, RFC 5652 5.4

    @classmethod
    def of(cls, answer: bytes) -> Self:
        _status, token = children(whole(answer), SEQUENCE)
        _kind, explicit = children(token, SEQUENCE)
        (signed,) = children(explicit, CONTEXT_0)
        *fields, infos = children(signed, SEQUENCE)
        signer, *_others = children(infos, SET)
        _version, _identifier, _digest, attributes, *_ = children(signer, SEQUENCE)
        given = [one for f in fields if f.kind == CONTEXT_0 for one in children(f, CONTEXT_0)]
        _require(attributes.kind == CONTEXT_0, "the token has no signed attributes")
        return cls(
            token.encoded,
            tuple(one.encoded for one in given if one.kind == SEQUENCE),
            element(SET, attributes.content),
        )


def _check_token(
    signed: Any,  # noqa: ANN401 - asn1crypto has no types
    parts: _Parts,
    sha256: bytes,
    nonce: int,
    roots: Sequence[x509.Certificate],
) -> None:
    content = signed["encap_content_info"]
    _require(content["content_type"].native == "tst_info", "the token holds no TSTInfo")
    info = content["content"].parsed
    imprint = info["message_imprint"]
    _require(
        imprint["hash_algorithm"]["algorithm"].native == "sha256"
        and imprint["hashed_message"].native == sha256,
        "the token is over another digest",
    )
    _require(info["nonce"].native == nonce, "the token answers another request: nonce differs")
    _require(len(signed["signer_infos"]) == 1, "the token has more than one signer")
    signer = signed["signer_infos"][0]
    certificate = _authority(parts, signer)
    signed_attributes = parts.signed_attributes
    _check_signature(signer, content["content"].contents, signed_attributes, certificate)
    generated = info["gen_time"].native
    _require(
        certificate.not_valid_before_utc <= generated <= certificate.not_valid_after_utc,
        "the authority's certificate was not in force",
    )
    if roots:
        others = [_load(der) for der in parts.certificates]
        _require(_leads_to(certificate, others, roots), "the authority is not a trusted one")


def _authority(parts: _Parts, signer: Any) -> x509.Certificate:  # noqa: ANN401
    """Return the signer's certificate: named by SHA-256, and made for timestamping alone."""
    attributes = {one["type"].native: one["values"] for one in signer["signed_attrs"]}
    if "signing_certificate_v2" in attributes:
        identity = attributes["signing_certificate_v2"][0]["certs"][0]
        algorithm = identity["hash_algorithm"]["algorithm"].native
    else:  # RFC 3161's own form, which RFC 5816 still allows
        identity, algorithm = attributes["signing_certificate"][0]["certs"][0], "sha1"
    for der in parts.certificates:
        if hashlib.new(algorithm, der).digest() == identity["cert_hash"].native:
            certificate = _load(der)
            usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
            _require(
                usage.critical and list(usage.value) == [ExtendedKeyUsageOID.TIME_STAMPING],
                "the authority's certificate is not for timestamping (RFC 3161 2.3)",
            )
            return certificate
    raise TimestampError("the token does not hold its authority's certificate")


def _check_signature(
    signer: Any,  # noqa: ANN401
    content: bytes,
    signed: bytes,
    certificate: x509.Certificate,
) -> None:
    algorithm = _HASHES.get(signer["digest_algorithm"]["algorithm"].native)
    if algorithm is None:
        raise TimestampError("the token's digest algorithm is not of SHA-2")
    attributes = {one["type"].native: one["values"] for one in signer["signed_attrs"]}
    digest = hashlib.new(algorithm.name, content).digest()
    _require(attributes["message_digest"][0].native == digest, "the token's content was changed")
    signature, public = signer["signature"].native, certificate.public_key()
    try:
        if isinstance(public, rsa.RSAPublicKey):
            public.verify(signature, signed, padding.PKCS1v15(), algorithm)
        elif isinstance(public, ec.EllipticCurvePublicKey):
            public.verify(signature, signed, ec.ECDSA(algorithm))
        else:
            raise TimestampError("the authority's key is neither RSA nor EC")
    except InvalidSignature as error:
        raise TimestampError("the token's signature does not hold") from error


def _leads_to(
    certificate: x509.Certificate,
    others: Sequence[x509.Certificate],
    roots: Sequence[x509.Certificate],
) -> bool:
    path = [certificate]
    while path[-1] not in roots:
        issuers = [c for c in (*roots, *others) if c not in path and _issued(path[-1], c)]
        if not issuers:
            return False
        path.append(issuers[0])
    return True


@lru_cache(maxsize=256)  # what was signed once stays so
def _issued(child: x509.Certificate, issuer: x509.Certificate) -> bool:
    return issued(child, issuer)


@lru_cache(maxsize=256)  # an authority signs many tokens with one certificate
def _load(der: bytes) -> x509.Certificate:
    return x509.load_der_x509_certificate(der)


def _require(holds: bool, otherwise: str) -> None:  # noqa: FBT001 - reads as a sentence
    if not holds:
        raise TimestampError(otherwise)
