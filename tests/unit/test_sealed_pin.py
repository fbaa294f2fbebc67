"""A PIN sealed to the process that holds the key."""

import hashlib
import hmac

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from signing.errors import KeyUnavailableError
from signing.keys.sealed_pin import CONTEXT_BYTES, PIN_BYTES, SEALED_BYTES, seal, unseal

PRIVATE = X25519PrivateKey.generate()
CONTEXT = b"tsk_1 " + b"ab" * 32
PINS = st.text(st.characters(blacklist_characters="\0", codec="utf-8"), min_size=1, max_size=28)


def unreadable(sealed: bytes, private: X25519PrivateKey, context: bytes) -> bool:
    with pytest.raises(KeyUnavailableError) as refused:
        unseal(sealed, private, context)
    return refused.value.code == "sealed_pin_unreadable"


@given(PINS, st.binary(max_size=200))
def test_what_was_sealed_is_read_back_and_its_length_is_hidden(pin: str, context: bytes) -> None:
    sealed = seal(pin, PRIVATE.public_key(), context)
    assert len(sealed) == SEALED_BYTES
    assert unseal(sealed, PRIVATE, context) == pin


def test_sealed_twice_it_looks_different() -> None:
    public = PRIVATE.public_key()
    assert seal("1234", public, CONTEXT) != seal("1234", public, CONTEXT)


def test_it_opens_for_no_other_task_and_no_other_key() -> None:
    sealed = seal("1234", PRIVATE.public_key(), CONTEXT)
    assert unreadable(sealed, PRIVATE, CONTEXT + b"0")
    assert unreadable(sealed, X25519PrivateKey.generate(), CONTEXT)


@given(st.integers(0, SEALED_BYTES * 8 - 1))
def test_one_bit_changed_makes_it_unreadable(bit: int) -> None:
    sealed = bytearray(seal("1234", PRIVATE.public_key(), CONTEXT))
    sealed[bit // 8] ^= 1 << bit % 8
    # X25519 ignores the top bit of the one-time public key, but HPKE hashes the key as it was sent.
    assert unreadable(bytes(sealed), PRIVATE, CONTEXT)


@given(st.binary(max_size=2 * SEALED_BYTES))
def test_any_other_bytes_are_unreadable(data: bytes) -> None:
    assert unreadable(data, PRIVATE, CONTEXT)


@pytest.mark.parametrize("pin", ["", "1\0", "1" * (PIN_BYTES + 1)])
def test_what_is_no_pin_is_not_sealed(pin: str) -> None:
    with pytest.raises(ValueError, match="PIN"):
        seal(pin, PRIVATE.public_key(), CONTEXT)


def test_a_context_without_end_is_not_sealed_for() -> None:
    with pytest.raises(ValueError, match="context"):
        seal("1234", PRIVATE.public_key(), bytes(CONTEXT_BYTES + 1))


def test_what_a_browser_seals_step_by_step_is_read() -> None:
    """The steps that docs/keys.md gives a page, with HMAC, X25519 and AES-GCM alone (RFC 9180)."""
    public = PRIVATE.public_key().public_bytes_raw()
    one_time = X25519PrivateKey.generate()
    enc = one_time.public_key().public_bytes_raw()
    kem, suite = b"KEM\0\x20", b"HPKE\0\x20\0\x01\0\x02"

    def extract(suite_id: bytes, salt: bytes, label: bytes, ikm: bytes) -> bytes:
        labelled = b"HPKE-v1" + suite_id + label + ikm
        return hmac.digest(salt or bytes(32), labelled, hashlib.sha256)

    def expand(suite_id: bytes, prk: bytes, label: bytes, info: bytes, length: int) -> bytes:
        labelled = length.to_bytes(2, "big") + b"HPKE-v1" + suite_id + label + info
        return hmac.digest(prk, labelled + b"\x01", hashlib.sha256)[:length]

    shared = expand(
        kem,
        extract(kem, b"", b"eae_prk", one_time.exchange(PRIVATE.public_key())),
        b"shared_secret",
        enc + public,
        32,
    )
    info = b"sohoa sealed pin\0\x01\0" + CONTEXT
    schedule = b"\0" + extract(suite, b"", b"psk_id_hash", b"")
    schedule += extract(suite, b"", b"info_hash", info)
    secret = extract(suite, shared, b"secret", b"")
    key = expand(suite, secret, b"key", schedule, 32)
    nonce = expand(suite, secret, b"base_nonce", schedule, 12)
    sealed = b"\x01\0" + enc + AESGCM(key).encrypt(nonce, b"123456".ljust(112, b"\0"), None)
    assert unseal(sealed, PRIVATE, CONTEXT) == "123456"
    raw = PRIVATE.private_bytes(
        serialization.Encoding.Raw,
        serialization.PrivateFormat.Raw,
        serialization.NoEncryption(),
    )
    assert raw not in sealed
