"""One genuine answer about one certificate, from a CRL or an OCSP response alike."""

from dataclasses import dataclass
from datetime import datetime

from cryptography import x509

from signing.certificates.relied import Answer


@dataclass(frozen=True, slots=True)
class Revoked:
    """Since when a certificate is revoked; `held`: only suspended, it may come back."""

    since: datetime
    held: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a genuine answer tells; `signer` is the certificate whose key signed it.

    `kept_since`: the authority keeps entries of certificates that expired after it (the archive
    cutoff of RFC 6960 clause 4.4.4, expiredCertsOnCRL of X.509).
    """

    source: Answer | None  # none for an excerpt, which proves nothing to others
    signer: x509.Certificate
    this_update: datetime
    next_update: datetime | None
    revoked: Revoked | None
    digest: str | None  # that the answer's signature is over, by asn1crypto's name
    kept_since: datetime | None = None


def revoked_by_entry(entry: x509.RevokedCertificate) -> Revoked | None:
    """Return what a CRL's entry tells; None where it takes a suspension back."""
    since, held = entry.revocation_date_utc, False
    for extension in entry.extensions:
        if isinstance(extension.value, x509.CRLReason):
            if extension.value.reason is x509.ReasonFlags.remove_from_crl:
                return None
            held = extension.value.reason is x509.ReasonFlags.certificate_hold
        elif isinstance(extension.value, x509.InvalidityDate):
            # The authority itself says that the key was not its holder's from then on.
            since = min(since, extension.value.invalidity_date_utc)
    return Revoked(since, held)
