"""Whose key signed a certificate, a CRL or an OCSP answer, and whose name it carries.

`cryptography` checks what it can; where it cannot (a name written with other string types, an
OCSP answer signed with RSASSA-PSS or EdDSA) the mathematics of `signing.values` does.
"""

from functools import lru_cache
from typing import Final

from asn1crypto import ocsp as asn1_ocsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp

from signing.faults import FaultError
from signing.unreadable import PARSER_FAILURES
from signing.values.signature_maths import check, key_info

# What `cryptography` raises for a certificate, CRL or answer that does not follow the standard.
MALFORMED: Final = (
    ValueError,
    TypeError,
    UnsupportedAlgorithm,
    x509.DuplicateExtension,
    x509.UnsupportedGeneralNameType,
    x509.InvalidVersion,
)
BROKEN: Final = (*MALFORMED, InvalidSignature, FaultError)

Canonical = tuple[frozenset[tuple[str, str]], ...]


@lru_cache(maxsize=512)
def canonical(name: x509.Name) -> Canonical:
    """Return a name so that equal ones are equal: RFC 5280 clause 7.1, case and spaces folded."""
    return tuple(
        frozenset(
            (part.oid.dotted_string, " ".join(str(part.value).split()).casefold()) for part in rdn
        )
        for rdn in name.rdns
    )


def same_name(one: x509.Name, other: x509.Name) -> bool:
    """Tell whether two distinguished names are the same."""
    return one == other or canonical(one) == canonical(other)


@lru_cache(maxsize=512)
def is_readable(certificate: x509.Certificate) -> bool:
    """Tell whether the certificate can be read whole, its names and extensions too."""
    try:
        for name in (certificate.subject, certificate.issuer):
            canonical(name)
        # Reading the list of extensions parses each of them.
        ordered = certificate.not_valid_before_utc <= certificate.not_valid_after_utc
        return ordered and len(certificate.extensions) >= 0
    except MALFORMED:
        return False


def issued(child: x509.Certificate, issuer: x509.Certificate) -> bool:
    """Tell whether the issuer's name and key are those that issued the child."""
    try:
        child.verify_directly_issued_by(issuer)
    except InvalidSignature:
        return False
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return same_name(child.issuer, issuer.subject) and _signed_certificate(child, issuer)
    return True


def signed_crl(crl: x509.CertificateRevocationList, signer: x509.Certificate) -> bool:
    """Tell whether the CRL's signature is of the certificate's key."""
    try:
        return crl.is_signature_valid(signer.public_key())  # type: ignore[arg-type] # or TypeError
    except BROKEN:
        return False


def signed_ocsp(response: ocsp.OCSPResponse, signer: x509.Certificate) -> bool:
    """Tell whether the answer's signature is of the certificate's key, and names it as responder.

    RFC 6960 clause 4.2.2.3: the responder is named by its subject or by its key's SHA-1.
    """
    if response.responder_name is not None:
        if not same_name(response.responder_name, signer.subject):
            return False
    elif response.responder_key_hash != key_bits_digest(signer):
        return False
    try:
        basic = basic_response(response)
        check(
            key_info(parsed(signer)),
            algorithm=basic["signature_algorithm"],
            digest_algorithm=None,
            signature=basic["signature"].native,
            message=response.tbs_response_bytes,
        )
    except (*PARSER_FAILURES, *BROKEN):
        return False
    return True


def basic_response(response: ocsp.OCSPResponse) -> asn1_ocsp.BasicOCSPResponse:
    """Return the answer as asn1crypto reads it, for the parts that `cryptography` hides."""
    whole = asn1_ocsp.OCSPResponse.load(response.public_bytes(Encoding.DER))
    return whole["response_bytes"]["response"].parsed


def key_bits_digest(certificate: x509.Certificate) -> bytes:
    """Return the SHA-1 of the subjectPublicKey bits, without tag and length (RFC 6960 4.1.1)."""
    return x509.SubjectKeyIdentifier.from_public_key(certificate.public_key()).digest


@lru_cache(maxsize=128)
def parsed(certificate: x509.Certificate) -> asn1_x509.Certificate:
    """Return the certificate as asn1crypto reads it."""
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))


def _signed_certificate(child: x509.Certificate, issuer: x509.Certificate) -> bool:
    try:
        read = parsed(child)
        if read["signature_algorithm"].native != read["tbs_certificate"]["signature"].native:
            return False
        check(
            key_info(parsed(issuer)),
            algorithm=read["signature_algorithm"],
            digest_algorithm=None,
            signature=child.signature,
            message=child.tbs_certificate_bytes,
        )
    except (*PARSER_FAILURES, *BROKEN):
        return False
    return True
