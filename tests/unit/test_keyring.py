"""What the signing worker does with its keys' PINs: kept, typed, sealed or wrong."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from pkcs11 import TokenFlag

from signing.errors import KeyUnavailableError
from signing.keys.key_uri import Pkcs11Uri, parse_key_uri
from signing.keys.pkcs11_token import PinTries, tries_left
from signing.keys.sealed_pin import seal
from signing.keys.signature_algorithm import Scheme, SignatureAlgorithm
from sohoa.key_opening import absolute_uri, asks_for_pin, pin_tries
from sohoa.keyring import KeyPlace, Keyring
from sohoa.samples.softhsm import SoftHsm
from sohoa.seal_key import keep_seal_key
from sohoa.spent_pins import SpentPin
from tests.support.pki import PIN, Pki
from tests.support.raw_signatures import require_signature
from tests.support.softhsm import TOKEN_PIN, second_token, set_flags

CURVE = SignatureAlgorithm(Scheme.ECDSA)
CONTEXT = b"tsk_1 abc"


@pytest.fixture
def device(token: SoftHsm, pki: Pki) -> Iterator[SoftHsm]:
    with second_token(token, pki) as made:
        yield made


@pytest.fixture
def pin_file(tmp_path: Path) -> Path:
    path = tmp_path / "curve.pin"
    path.write_text(TOKEN_PIN)
    return path


@pytest.fixture
def keyring(tmp_path: Path, device: SoftHsm, pin_file: Path) -> Keyring:
    ring = Keyring(tmp_path / "keys", None, device_seconds=30.0)
    ring.add("kept", KeyPlace(uri=device.uri("curve"), pin_file=pin_file))
    ring.add("typed", KeyPlace(uri=device.uri("curve"), pin_file=None))
    return ring


def refusal(keyring: Keyring, name: str, pin: str | None = None) -> str:
    with pytest.raises(KeyUnavailableError) as refused, keyring.open(name, pin):
        pass
    return refused.value.code


def tries(device: SoftHsm) -> PinTries:
    uri = parse_key_uri(device.uri("curve"))
    assert isinstance(uri, Pkcs11Uri)
    return tries_left(uri)


def test_a_kept_pin_opens_the_key_for_a_whole_batch(keyring: Keyring, pki: Pki) -> None:
    with keyring.open("kept") as key:
        for data in (b"1", b"2", b"3"):
            require_signature(pki.curve.certificate, key.sign(data, CURVE), data, CURVE)
        assert key.certificate == pki.curve.certificate
        assert key.chain == ()


def test_without_a_kept_pin_the_signer_types_it(keyring: Keyring) -> None:
    assert refusal(keyring, "typed") == "pin_needed"
    with keyring.open("typed", TOKEN_PIN) as key:
        key.sign(b"1", CURVE)


def test_a_pin_typed_far_away_comes_sealed(keyring: Keyring, tmp_path: Path) -> None:
    public = keep_seal_key(tmp_path / "keys").public_key()
    with keyring.open("typed", keyring.unseal(seal(TOKEN_PIN, public, CONTEXT), CONTEXT)) as key:
        key.sign(b"1", CURVE)
    with pytest.raises(KeyUnavailableError) as refused:
        keyring.unseal(seal(TOKEN_PIN, public, CONTEXT), b"tsk_2 abc")
    assert refused.value.code == "sealed_pin_unreadable"


def test_the_key_that_pins_are_sealed_to_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    first = keep_seal_key(tmp_path / "k").private_bytes_raw()
    assert keep_seal_key(tmp_path / "k").private_bytes_raw() == first
    assert (tmp_path / "k" / "seal.pem").stat().st_mode & 0o077 == 0


def test_nothing_can_be_unsealed_where_no_such_key_is(keyring: Keyring) -> None:
    with pytest.raises(KeyUnavailableError) as refused:
        keyring.unseal(b"", CONTEXT)
    assert refused.value.code == "sealed_pin_unreadable"


def test_a_wrong_pin_in_a_file_is_tried_once_however_many_tasks_want_it(
    keyring: Keyring, device: SoftHsm, pin_file: Path
) -> None:
    pin_file.write_text("000000")
    assert refusal(keyring, "kept") == "wrong_pin"
    with keyring.open("typed", TOKEN_PIN):  # the right one from elsewhere clears the device's flag
        pass
    assert refusal(keyring, "kept") == "wrong_pin"
    assert tries(device) is PinTries.ALL  # it was not asked again
    pin_file.write_text(f"{TOKEN_PIN}\n")
    with keyring.open("kept") as key:
        key.sign(b"1", CURVE)
    assert not list(pin_file.parent.glob("*.tried"))


def cut_short(pin_file: Path) -> Path:
    """Leave what a worker leaves that is killed while it logs in."""
    SpentPin(pin_file).before(counted=True)
    return pin_file.with_name(f"{pin_file.name}.tried")


def test_a_pin_whose_trying_was_cut_short_is_not_tried_again_until_it_is_written_anew(
    keyring: Keyring, pin_file: Path
) -> None:
    cut_short(pin_file)
    assert refusal(keyring, "kept") == "pin_unsure"
    assert refusal(keyring, "kept") == "pin_unsure"
    pin_file.write_text(f"{TOKEN_PIN}\n")
    with keyring.open("kept") as key:
        key.sign(b"1", CURVE)


def test_of_a_key_file_which_nothing_locks_it_is_tried_again(
    keyring: Keyring, pki: Pki, tmp_path: Path
) -> None:
    pki.leader.write_p12(tmp_path / "leader.p12", PIN)
    pin = tmp_path / "leader.pin"
    pin.write_text(PIN)
    keyring.add("file", KeyPlace(uri=f"p12:{tmp_path / 'leader.p12'}", pin_file=pin))
    note = cut_short(pin)
    with keyring.open("file"):
        assert not note.exists()


def test_the_last_try_is_not_taken_by_the_program(keyring: Keyring, device: SoftHsm) -> None:
    set_flags(device, TokenFlag.USER_PIN_FINAL_TRY)
    assert pin_tries(device.uri("curve")) is PinTries.FINAL
    assert refusal(keyring, "typed", TOKEN_PIN) == "pin_final_try"
    with keyring.open("typed", TOKEN_PIN, final_try=True) as key:
        key.sign(b"1", CURVE)


def test_a_deferred_key_shows_its_certificate_and_does_not_sign(pki: Pki, tmp_path: Path) -> None:
    chain = (pki.leader.certificate, *pki.leader.chain)
    file = tmp_path / "leader.pem"
    file.write_bytes(b"".join(one.public_bytes(Encoding.PEM) for one in chain))
    ring = Keyring(tmp_path, None)
    ring.add("far", KeyPlace(uri=f"deferred:{file}", pin_file=None))
    with ring.open("far") as key:
        assert (key.certificate, *key.chain) == chain
        with pytest.raises(KeyUnavailableError) as refused:
            key.sign(b"1", SignatureAlgorithm(Scheme.RSA_PKCS1))
    assert refused.value.code == "signed_elsewhere"
    assert not asks_for_pin(f"deferred:{file}")
    file.write_text("none")
    assert refusal(ring, "far") == "key_file_unreadable"


def test_a_key_file_has_no_tries_to_lose(pki: Pki, tmp_path: Path) -> None:
    pki.curve.write_p12(tmp_path / "k.p12", PIN)
    assert pin_tries(f"p12:{tmp_path / 'k.p12'}") is PinTries.ALL


def test_names_of_files_in_a_key_are_noted_from_the_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir("/")
    assert absolute_uri("p12:k.p12") == "p12:/k.p12"
    assert absolute_uri("deferred:c.pem") == "deferred:/c.pem"
    remote = "csc:https://a.vn/csc/v2?token-file={}&credential=1"
    assert absolute_uri(remote.format("t")) == remote.format("/t")


def test_a_device_that_hangs_takes_its_process_with_it() -> None:
    """A module that never comes back, holding the interpreter's lock as the worst would."""
    program = (
        "import ctypes\nfrom sohoa.device_watch import dies_after\n"
        "with dies_after(0.2): ctypes.PyDLL(None).sleep(60)\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        timeout=30,
        check=False,
    )
    assert ended.returncode != 0
    assert b"Timeout" in ended.stderr
