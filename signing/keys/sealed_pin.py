"""A PIN on its way to the process that holds the key: sealed to that process, readable by it alone.

HPKE base mode, one shot (RFC 9180): DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM. All of it
is in browsers' WebCrypto (which has no ChaCha20-Poly1305), so a page can seal what a person types
and no server between sees it. `docs/keys.md` gives the steps.

What is sealed, 162 bytes: 1 byte version (1), 1 byte number of the format of the PIN (0: UTF-8,
filled with zero bytes to 112), 32 bytes of the sender's one-time public key, 112 + 16 bytes of
ciphertext and tag. The filling hides how long the PIN is. `info` of the HPKE is `sohoa sealed pin`,
a zero byte, the first two bytes of the sealed PIN, and the context: sealed for one task or batch,
it opens for no other.
"""

from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from signing.errors import KeyUnavailableError

PIN_BYTES: Final = 112  # of the longest PIN in UTF-8; passwords of key files fit too
CONTEXT_BYTES: Final = 1024
_HEAD: Final = b"\x01\x00"
_ENCAPSULATED: Final = 32
_TAG: Final = 16
SEALED_BYTES: Final = len(_HEAD) + _ENCAPSULATED + PIN_BYTES + _TAG
_SUITE: Final = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)


def seal(pin: str, recipient_public: X25519PublicKey, context: bytes) -> bytes:
    """Return the PIN sealed to the holder of a private key, for this context: `SEALED_BYTES` long.

    `context` names what it may be used for: the id of a task or batch and the hash of what was
    shown. `ValueError` for a PIN that is empty, too long or holds a zero byte, or a context of
    more than `CONTEXT_BYTES`.
    """
    plain = pin.encode()
    if not plain or len(plain) > PIN_BYTES or b"\0" in plain:
        raise ValueError(f"a PIN has 1 to {PIN_BYTES} bytes, none of them zero")
    return _HEAD + _SUITE.encrypt(
        plain.ljust(PIN_BYTES, b"\0"), recipient_public, info=_info(context)
    )


def unseal(sealed: bytes, private: X25519PrivateKey, context: bytes) -> str:
    """Return the PIN that was sealed for this context.

    Raises `KeyUnavailableError` (`sealed_pin_unreadable`): sealed for another key or context,
    altered, of another version, or no sealed PIN at all. Which of them is not told.
    """
    if len(sealed) != SEALED_BYTES or not sealed.startswith(_HEAD):
        raise _unreadable()
    try:
        plain = _SUITE.decrypt(sealed[len(_HEAD) :], private, info=_info(context))
        pin = plain.rstrip(b"\0").decode()
    except (InvalidTag, ValueError) as error:
        # `from None`: what the library or the codec says may quote the PIN.
        raise _unreadable() from (error if isinstance(error, InvalidTag) else None)
    if not pin or "\0" in pin:
        raise _unreadable()
    return pin


def _info(context: bytes) -> bytes:
    if len(context) > CONTEXT_BYTES:
        raise ValueError(f"a context of more than {CONTEXT_BYTES} bytes")
    return b"sohoa sealed pin\0" + _HEAD + context


def _unreadable() -> KeyUnavailableError:
    return KeyUnavailableError("the sealed PIN cannot be opened", code="sealed_pin_unreadable")
