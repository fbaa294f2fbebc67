"""What a verdict demands beyond mathematics: a policy is data with an id, a version and reasons."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

_EMAIL_PROTECTION: Final = "1.3.6.1.5.5.7.3.4"
_CLIENT_AUTHENTICATION: Final = "1.3.6.1.5.5.7.3.2"
_DOCUMENT_SIGNING: Final = "1.3.6.1.5.5.7.3.36"  # RFC 9336
_MICROSOFT_DOCUMENT_SIGNING: Final = "1.3.6.1.4.1.311.10.3.12"
_ADOBE_AUTHENTIC_DOCUMENTS: Final = "1.2.840.113583.1.1.5"
_ANY_PURPOSE: Final = "2.5.29.37.0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Demands of Annex II of TT 15/2025/TT-BKHCN, with limits that keep a judge alive."""

    identifier: str = "sohoa-default"
    version: str = "1"
    # Annex I: RSA from 2048 bits, ECDSA from 256, SHA-256 and up. Weaker is told, never passed.
    least_rsa_bits: int = 2048
    least_ec_bits: int = 224
    weak_digests: frozenset[str] = frozenset({"md5", "sha1", "sha224"})
    # A certificate with none of these purposes (a web server's, say) signs no document. Tokens
    # in the field carry client authentication and e-mail protection.
    signer_purposes: frozenset[str] = frozenset(
        {
            _EMAIL_PROTECTION,
            _CLIENT_AUTHENTICATION,
            _DOCUMENT_SIGNING,
            _MICROSOFT_DOCUMENT_SIGNING,
            _ADOBE_AUTHENTIC_DOCUMENTS,
            _ANY_PURPOSE,
        }
    )
    require_non_repudiation: bool = False
    # Revocation answers: how long one without an end counts, and how far clocks may differ.
    answer_age: timedelta = timedelta(hours=24)
    clock_skew: timedelta = timedelta(minutes=5)
    # Sizes that keep one file within the time and the memory that a child process has.
    most_bytes: int = 256 * 1024 * 1024
    most_signatures: int = 100
    most_rendered_pages: int = 20
    longest_path: int = 8
    # Looks: how much ink of a page later objects may change, how much of it a new field may take.
    most_hidden_ink: float = 0.005
    largest_new_field: float = 0.2
