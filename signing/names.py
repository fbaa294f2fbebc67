"""The name by which a certificate's holder is called."""

from cryptography import x509
from cryptography.x509.oid import NameOID


def common_name(certificate: x509.Certificate) -> str:
    """Return the subject's common name, else its organisation, else the whole subject."""
    for oid in (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME):
        for attribute in certificate.subject.get_attributes_for_oid(oid):
            if isinstance(attribute.value, str) and attribute.value:
                return attribute.value
    return certificate.subject.rfc4514_string()
