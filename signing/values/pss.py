"""RSASSA-PSS: what a signature's parameters say, and what a key allows (RFC 4055, RFC 8017)."""

from dataclasses import dataclass
from typing import Any, Final

from asn1crypto import core
from cryptography.hazmat.primitives.asymmetric import padding

from signing.faults import FaultError
from signing.values.hashing import HASHES

_TRAILER: Final = 1  # RFC 4055 clause 3.1: the only one


@dataclass(frozen=True, slots=True)
class PssParameters:
    """Hash of the message, hash of the mask generator, length of the salt in bytes."""

    digest: str
    mask_digest: str
    salt: int

    def padding(self) -> padding.PSS:
        """Return the padding with exactly this salt."""
        return padding.PSS(padding.MGF1(HASHES[self.mask_digest]()), self.salt)


def parameters_of(algorithm: Any) -> PssParameters:  # noqa: ANN401 - asn1crypto is untyped
    """Return the parameters of an algorithm identifier; raise `FaultError` for unknown ones.

    Absent fields have RFC 4055's values, SHA-1 among them.
    """
    held = algorithm["parameters"]
    generator = held["mask_gen_algorithm"]
    if generator["algorithm"].native != "mgf1" or int(held["trailer_field"]) != _TRAILER:
        raise _unsupported("RSASSA-PSS without MGF1 or with another trailer")
    found = PssParameters(
        digest=str(held["hash_algorithm"]["algorithm"].native),
        mask_digest=str(generator["parameters"]["algorithm"].native),
        salt=int(held["salt_length"]),
    )
    if found.digest not in HASHES or found.mask_digest not in HASHES or found.salt < 0:
        raise _unsupported(f"RSASSA-PSS with {found.digest}, {found.mask_digest}")
    return found


def check_key(key_info: Any, wanted: PssParameters | None) -> None:  # noqa: ANN401 - untyped
    """Raise `FaultError` where a key that is for RSASSA-PSS only does not allow this.

    `key_info` is a SubjectPublicKeyInfo; `wanted` is None for RSASSA-PKCS1-v1_5 (RFC 4055 1.2).
    """
    if key_info.algorithm != "rsassa_pss":
        return
    if wanted is None:
        raise _unsupported("RSASSA-PKCS1-v1_5 with a key for RSASSA-PSS only")
    if isinstance(key_info["algorithm"]["parameters"], core.Void | core.Null):
        return
    allowed = parameters_of(key_info["algorithm"])
    fits = (allowed.digest, allowed.mask_digest) == (wanted.digest, wanted.mask_digest)
    if not fits or wanted.salt < allowed.salt:  # RFC 4055 clause 3.3
        raise _unsupported("RSASSA-PSS with other parameters than the key's")


def _unsupported(detail: str) -> FaultError:
    return FaultError("signature_unsupported", detail, subindication="SIG_CRYPTO_FAILURE")
