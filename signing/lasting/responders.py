"""Who signed an OCSP answer, where the issuer left it to somebody else (RFC 6960 clause 4.2.2.2).

The answers have been found genuine before; here only names are looked at.
"""

from cryptography import x509
from cryptography.x509 import ocsp

from signing.certificates.revocation import Answers


def responder_of(response: ocsp.OCSPResponse, issuer: x509.Certificate) -> x509.Certificate | None:
    """Return the delegated responder that signed the answer, None when the issuer did."""
    if response.responder_name == issuer.subject or _is_named(response, issuer):
        return None
    for candidate in response.certificates:
        if candidate.subject == response.responder_name or _is_named(response, candidate):
            return candidate
    return None


def _is_named(response: ocsp.OCSPResponse, certificate: x509.Certificate) -> bool:
    key = x509.SubjectKeyIdentifier.from_public_key(certificate.public_key()).digest
    return response.responder_key_hash == key


def needs_no_check(responder: x509.Certificate) -> bool:
    """Tell whether the authority wants nobody to ask about its responder (id-pkix-ocsp-nocheck)."""
    try:
        responder.extensions.get_extension_for_class(x509.OCSPNoCheck)
    except x509.ExtensionNotFound:
        return False
    return True


def without_signer_of(
    known: Answers, response: ocsp.OCSPResponse, issuer: x509.Certificate
) -> Answers:
    """Return the answers but those that the same responder signed."""
    signer = responder_of(response, issuer)
    others = tuple(
        one
        for one in known.ocsps
        if one.response_status is ocsp.OCSPResponseStatus.SUCCESSFUL
        and responder_of(one, issuer) != signer
    )
    return Answers(crls=known.crls, ocsps=others)
