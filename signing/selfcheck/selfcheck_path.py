"""The path half of the self-check: periods each time, signatures of authorities once.

What an authority signed does not change, so that part is kept between calls; the time does.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

from cryptography import x509
from cryptography.exceptions import InvalidSignature

from signing.errors import SelfCheckError


def check_path(
    certificate: x509.Certificate,
    others: Sequence[x509.Certificate],
    roots: Sequence[x509.Certificate],
    at: datetime,
) -> None:
    """Check that the certificates are in force and, where roots are given, lead to one of them."""
    current, path = certificate, [certificate]
    _require(current.not_valid_before_utc <= at <= current.not_valid_after_utc, "not in force")
    while roots and current not in roots:
        pool = [c for c in (*roots, *others) if c not in path and _issued(c, current)]
        if not pool:
            raise SelfCheckError("no path to a trusted root")
        current = pool[0]
        path.append(current)
        _require(_is_authority(current), "an issuer that is no certification authority")
        _require(
            current.not_valid_before_utc <= at <= current.not_valid_after_utc,
            "an issuer that is not in force",
        )


@lru_cache(maxsize=1024)
def _issued(issuer: x509.Certificate, certificate: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
    except (InvalidSignature, ValueError, TypeError):
        return False
    return True


@lru_cache(maxsize=1024)
def _is_authority(certificate: x509.Certificate) -> bool:
    try:
        constraints = certificate.extensions.get_extension_for_class(x509.BasicConstraints)
    except x509.ExtensionNotFound:
        return False
    return constraints.value.ca


def _require(holds: bool, otherwise: str) -> None:  # noqa: FBT001 - reads as a sentence
    if not holds:
        raise SelfCheckError(otherwise)
