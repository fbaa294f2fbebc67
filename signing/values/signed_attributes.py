"""The signed attributes of a CMS (RFC 5652 clause 11, EN 319 122-1 clause 5), read as they came.

Each occurs once, with one value; they stand in the order of DER, since they are verified as sent.
"""

from typing import Any, Final

from asn1crypto import tsp

from signing.faults import FaultError
from signing.values.hashing import digest

SIGNING_TIME: Final = "1.2.840.113549.1.9.5"
_CONTENT_TYPE: Final = "1.2.840.113549.1.9.3"
_MESSAGE_DIGEST: Final = "1.2.840.113549.1.9.4"
_ALGORITHM_PROTECTION: Final = "1.2.840.113549.1.9.52"  # RFC 6211
_SIGNING_CERTIFICATE: Final = "1.2.840.113549.1.9.16.2.12"  # RFC 2634, SHA-1
_SIGNING_CERTIFICATE_V2: Final = "1.2.840.113549.1.9.16.2.47"  # RFC 5035
# Importing this module teaches asn1crypto the types of the signing-certificate attributes.
_REGISTERED: Final = (tsp.SigningCertificate, tsp.SigningCertificateV2)


def attribute(attributes: Any, oid: str) -> Any:  # noqa: ANN401 - asn1crypto is untyped
    """Return the attribute's one value, None where it is missing; raise `FaultError` for more."""
    values = [a["values"] for a in attributes if a["type"].dotted == oid]
    if len(values) > 1 or (values and len(values[0]) != 1):
        raise FaultError("attribute_repeated", oid)
    return values[0][0] if values else None


def check_attributes(attributes: Any, signed_data: Any, info: Any, expected: bytes) -> None:  # noqa: ANN401
    """Raise `FaultError` unless they speak of this content, and in the order of DER."""
    content_type = attribute(attributes, _CONTENT_TYPE)
    message_digest = attribute(attributes, _MESSAGE_DIGEST)
    if message_digest is None or message_digest.native != expected:
        raise FaultError("digest_wrong", subindication="HASH_FAILURE")
    stated = signed_data["encap_content_info"]["content_type"].native
    if content_type is None or content_type.native != stated:
        raise FaultError("content_type")
    encoded = [one.dump() for one in attributes]
    if encoded != sorted(encoded):
        raise FaultError("attributes_order")
    _check_protection(attributes, info)


def names_certificate(attributes: Any, certificate: Any) -> bool:  # noqa: ANN401 - untyped
    """Tell whether a signing-certificate attribute is there; raise where it names another."""
    named = False
    for oid, version_2 in ((_SIGNING_CERTIFICATE, False), (_SIGNING_CERTIFICATE_V2, True)):
        held = attribute(attributes, oid)
        if held is None or not len(held["certs"]):
            continue
        first = held["certs"][0]
        algorithm = first["hash_algorithm"]["algorithm"].native if version_2 else "sha1"
        if digest(str(algorithm), [certificate.dump()]) != first["cert_hash"].native:
            raise FaultError("signing_certificate")
        named = True
    return named


def _check_protection(attributes: Any, info: Any) -> None:  # noqa: ANN401 - asn1crypto is untyped
    """Where the signer protected its algorithms, they must be the ones in use."""
    held = attribute(attributes, _ALGORITHM_PROTECTION)
    if held is None:
        return
    signature = held["signature_algorithm"]
    same = (
        held["digest_algorithm"]["algorithm"].native == info["digest_algorithm"]["algorithm"].native
        and signature.native is not None
        and signature["algorithm"].native == info["signature_algorithm"]["algorithm"].native
        and signature["parameters"].native == info["signature_algorithm"]["parameters"].native
    )
    if not same:
        raise FaultError("algorithm_protection", subindication="SIG_CRYPTO_FAILURE")
