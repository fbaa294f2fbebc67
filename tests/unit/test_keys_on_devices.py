"""Keys on a device: every algorithm, the tries that its PIN has left, a device pulled out."""

import shutil
from collections.abc import Iterator
from contextlib import closing

import pytest
from pkcs11 import Mechanism, TokenFlag

from signing.errors import CertificateRefusedError, KeyUnavailableError
from signing.keys.key_uri import Pkcs11Uri, parse_key_uri
from signing.keys.keys_pkcs11 import Pkcs11Key, open_pkcs11
from signing.keys.pkcs11_mechanisms import sign_on_device
from signing.keys.pkcs11_token import PinTries, tries_left
from signing.keys.signature_algorithm import HASHES, Scheme, SignatureAlgorithm
from sohoa.samples.softhsm import SoftHsm
from tests.support.pki import Pki
from tests.support.raw_signatures import require_signature
from tests.support.softhsm import TOKEN_PIN, home_of, second_token, set_flags

DATA = "dữ liệu".encode()
RSA = [SignatureAlgorithm(scheme, name) for scheme in list(Scheme)[:2] for name in HASHES]


def uri_of(token: SoftHsm, name: str) -> Pkcs11Uri:
    found = parse_key_uri(token.uri(name))
    assert isinstance(found, Pkcs11Uri)
    return found


def check(key: Pkcs11Key, signature: bytes, algorithm: SignatureAlgorithm) -> None:
    require_signature(key.certificate, signature, DATA, algorithm)


@pytest.fixture
def other(token: SoftHsm, pki: Pki) -> Iterator[SoftHsm]:
    """A second token in the same module, which a test may spoil."""
    with second_token(token, pki) as made:
        yield made


def test_an_rsa_key_signs_by_every_scheme_and_hash(token: SoftHsm) -> None:
    with closing(open_pkcs11(uri_of(token, "leader"), TOKEN_PIN)) as key:
        for algorithm in RSA:
            check(key, key.sign(DATA, algorithm), algorithm)
        with pytest.raises(CertificateRefusedError):
            key.sign(DATA, SignatureAlgorithm(Scheme.ECDSA))


def test_a_curve_key_signs_with_every_hash(token: SoftHsm) -> None:
    with closing(open_pkcs11(uri_of(token, "curve"), TOKEN_PIN)) as key:
        for name in HASHES:
            algorithm = SignatureAlgorithm(Scheme.ECDSA, name)
            check(key, key.sign(DATA, algorithm), algorithm)
        with pytest.raises(CertificateRefusedError):
            key.sign(DATA, SignatureAlgorithm(Scheme.RSA_PKCS1))


def test_a_device_that_only_pads_gets_the_hash(token: SoftHsm) -> None:
    plain = frozenset({Mechanism.RSA_PKCS, Mechanism.RSA_PKCS_PSS})
    with closing(open_pkcs11(uri_of(token, "leader"), TOKEN_PIN)) as key:
        private = key._private
        for algorithm in RSA:
            check(key, sign_on_device(private, plain, DATA, algorithm), algorithm)
            with pytest.raises(CertificateRefusedError):
                sign_on_device(private, frozenset(), DATA, algorithm)


def test_a_batch_is_signed_in_one_session(token: SoftHsm) -> None:
    algorithm = SignatureAlgorithm(Scheme.ECDSA)
    with closing(open_pkcs11(uri_of(token, "curve"), TOKEN_PIN)) as key:
        for signature in [key.sign(DATA, algorithm) for _ in range(50)]:
            check(key, signature, algorithm)


def test_a_missing_pin_is_asked_for_and_not_tried(token: SoftHsm) -> None:
    with pytest.raises(KeyUnavailableError) as refused:
        open_pkcs11(uri_of(token, "leader"), None)
    assert refused.value.code == "pin_needed"


def test_a_wrong_pin_shows_in_what_the_token_tells_until_a_right_one(other: SoftHsm) -> None:
    uri = uri_of(other, "curve")
    assert tries_left(uri) is PinTries.ALL
    with pytest.raises(KeyUnavailableError) as refused:
        open_pkcs11(uri, "000000")
    assert refused.value.code == "wrong_pin"
    assert tries_left(uri) is PinTries.LOW
    open_pkcs11(uri, TOKEN_PIN).close()
    assert tries_left(uri) is PinTries.ALL


def test_the_last_try_is_taken_only_when_somebody_says_so(other: SoftHsm) -> None:
    uri = uri_of(other, "curve")
    set_flags(other, TokenFlag.USER_PIN_COUNT_LOW | TokenFlag.USER_PIN_FINAL_TRY)
    assert tries_left(uri) is PinTries.FINAL
    with pytest.raises(KeyUnavailableError) as refused:
        open_pkcs11(uri, TOKEN_PIN)
    assert refused.value.code == "pin_final_try"
    open_pkcs11(uri, TOKEN_PIN, final_try=True).close()


def test_a_wrong_pin_at_the_last_try_is_told_as_the_device_tells_it(other: SoftHsm) -> None:
    set_flags(other, TokenFlag.USER_PIN_COUNT_LOW | TokenFlag.USER_PIN_FINAL_TRY)
    with pytest.raises(KeyUnavailableError) as refused:
        open_pkcs11(uri_of(other, "curve"), "000000", final_try=True)
    assert refused.value.code == "pin_final_try"
    assert "wrong PIN" in str(refused.value)


def test_a_locked_token_is_not_tried(other: SoftHsm) -> None:
    set_flags(other, TokenFlag.USER_PIN_LOCKED)
    assert tries_left(uri_of(other, "curve")) is PinTries.LOCKED
    with pytest.raises(KeyUnavailableError) as refused:
        open_pkcs11(uri_of(other, "curve"), TOKEN_PIN, final_try=True)
    assert refused.value.code == "pin_locked"


def test_a_device_pulled_out_between_two_signatures_is_said_to_be_gone(other: SoftHsm) -> None:
    algorithm = SignatureAlgorithm(Scheme.ECDSA)
    with closing(open_pkcs11(uri_of(other, "curve"), TOKEN_PIN)) as key:
        check(key, key.sign(DATA, algorithm), algorithm)
        shutil.rmtree(home_of(other))
        with pytest.raises(KeyUnavailableError) as gone:
            key.sign(DATA, algorithm)
    assert gone.value.code == "device_gone"
