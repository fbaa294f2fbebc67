"""Whether the algorithms of a signature and its path were relied on at the time that is proven.

EN 319 102-1 clause 5.2.8; which algorithm is weak since when is the policy's data.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import dsa, ec, rsa

from signing.outcome import Objection, objection
from signing.policy import Policy


def objections(
    path: Sequence[x509.Certificate],
    digests: Iterable[str],
    policy: Policy,
    proven: datetime | None,
) -> Iterator[Objection]:
    """Yield what is too weak in a signature made with `path[0]` over these digests.

    `path`: leaf to anchor, or as far as it is known. `proven`: the time at which the signature
    provably existed, None where nothing proves one. An anchor's own signature is of no account.
    """
    for name in sorted(digests):
        yield from _weak("weak_digest", name, policy.weak_since(name), proven)
    for place, certificate in enumerate(path):
        whose = certificate.subject.rfc4514_string()
        try:
            kind, bits = _key(certificate)
        except (ValueError, UnsupportedAlgorithm) as error:
            yield objection("key_unreadable", "CRYPTO_CONSTRAINTS_FAILURE", str(error)[:80])
            return
        code = "weak_authority" if place else "weak_key"
        yield from _weak(code, f"{kind} {bits}, {whose}", policy.weak_since(kind, bits), proven)
        signed_over = _digest(certificate)
        if place + 1 < len(path) and signed_over is not None:
            weak = policy.weak_since(signed_over)
            yield from _weak("weak_certificate", f"{signed_over}, {whose}", weak, proven)


def _weak(
    code: str, detail: str, since: datetime | None, proven: datetime | None
) -> Iterator[Objection]:
    if since is None or (proven is not None and proven < since):
        return
    sub = "CRYPTO_CONSTRAINTS_FAILURE" if proven else "CRYPTO_CONSTRAINTS_FAILURE_NO_POE"
    yield objection(code, sub, detail)


def _key(certificate: x509.Certificate) -> tuple[str, int]:
    key = certificate.public_key()
    if isinstance(key, rsa.RSAPublicKey):
        return "rsa", key.key_size
    if isinstance(key, ec.EllipticCurvePublicKey):
        return "ec", key.key_size
    if isinstance(key, dsa.DSAPublicKey):
        return "dsa", key.key_size
    return type(key).__name__, 0


def _digest(certificate: x509.Certificate) -> str | None:
    try:
        algorithm = certificate.signature_hash_algorithm
    except UnsupportedAlgorithm:
        return None
    return algorithm.name.replace("-", "_") if algorithm else None
