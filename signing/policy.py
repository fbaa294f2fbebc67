"""What a verdict demands beyond mathematics: a policy is data with an id, a version and reasons."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

_EMAIL_PROTECTION: Final = "1.3.6.1.5.5.7.3.4"
_CLIENT_AUTHENTICATION: Final = "1.3.6.1.5.5.7.3.2"
_DOCUMENT_SIGNING: Final = "1.3.6.1.5.5.7.3.36"  # RFC 9336
_MICROSOFT_DOCUMENT_SIGNING: Final = "1.3.6.1.4.1.311.10.3.12"
_ADOBE_AUTHENTIC_DOCUMENTS: Final = "1.2.840.113583.1.1.5"
_ANY_PURPOSE: Final = "2.5.29.37.0"


@dataclass(frozen=True, slots=True)
class WeakSince:
    """From `since` on an algorithm is not relied on; for keys: those below `bits`.

    What provably existed before keeps its worth (EN 319 102-1 clause 5.2.8 with a proof of
    existence).
    """

    algorithm: str
    since: datetime
    bits: int = 0


def _year(number: int) -> datetime:
    return datetime(number, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Demands of Annex II of TT 15/2025/TT-BKHCN, with limits that keep a judge alive."""

    identifier: str = "sohoa-default"
    version: str = "2"
    # Annex I allows RSA from 2048 bits, ECDSA from 256, SHA-256 and up, SHA-3; it gives no dates.
    # Since when the rest is weak: ETSI TS 119 312, before it TS 102 176-1.
    weak: tuple[WeakSince, ...] = (
        WeakSince("md5", _year(2005)),
        WeakSince("sha1", _year(2009)),
        WeakSince("sha224", _year(2026)),
        WeakSince("sha512_224", _year(2026)),
        WeakSince("sha3_224", _year(2026)),
        WeakSince("rsa", _year(2009), 1536),
        WeakSince("rsa", _year(2016), 1900),
        WeakSince("rsa", _year(2026), 2048),
        WeakSince("ec", _year(2013), 224),
        WeakSince("ec", _year(2016), 256),
        WeakSince("dsa", _year(2013), 2048),
        WeakSince("dsa", _year(2026), 3072),
    )
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
    # Annex II (6), scope of use: a certificate that does not say what its key is for says nothing
    # about signing. Authorities of Vietnam and of the EU (EN 319 412-2) all say it.
    require_key_usage: bool = True
    # Stores of trust whose authorities may vouch for a signer; empty: any of them.
    signer_stores: frozenset[str] = frozenset()
    # Revocation answers: how long one without an end counts, and how far clocks may differ.
    answer_age: timedelta = timedelta(hours=24)
    clock_skew: timedelta = timedelta(minutes=5)
    # Sizes that keep one file within the time and the memory that a child process has.
    most_bytes: int = 256 * 1024 * 1024
    most_signatures: int = 100
    most_rendered_pages: int = 200
    longest_path: int = 8
    # Looks: how many pixels of ink (at 108 dpi) later objects may hide on a page, how much of a
    # page a new field may take.
    most_hidden_ink: int = 8
    largest_new_field: float = 0.2

    def weak_since(self, algorithm: str, bits: int | None = None) -> datetime | None:
        """Return since when a digest, or a key of so many bits, is weak; None while it is strong.

        `algorithm`: a digest by asn1crypto's name, or `rsa`, `ec`, `dsa` with `bits`.
        """
        found = [
            one.since
            for one in self.weak
            if one.algorithm == algorithm and (bits is None or bits < one.bits)
        ]
        return min(found, default=None)
