"""`sohoa key`: every kind of key is registered, and a device says how its PIN fares."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding
from pkcs11 import TokenFlag
from typer.testing import CliRunner

from signing.keys.sealed_pin import seal
from sohoa.__main__ import application
from sohoa.keyring import Keyring
from sohoa.samples.softhsm import SoftHsm
from sohoa.seal_key import published_seal_key
from sohoa.settings import Settings
from sohoa.surroundings import Surroundings
from sohoa.wiring import stores
from storage.tasks import Kept
from tests.support.csc_server import csc_service
from tests.support.pki import PIN, Pki
from tests.support.softhsm import TOKEN_PIN, second_token, set_flags
from workers.seal_key import SealKey

AGENCY = "H38.01"


@pytest.fixture
def office(tmp_path: Path, sqlite_office: Path) -> Path:
    """The data folder of an office with an agency."""
    shutil.copy(sqlite_office, tmp_path / "office.db")
    (tmp_path / "pin").write_text(PIN)
    (tmp_path / "token-pin").write_text(TOKEN_PIN)
    return tmp_path


@pytest.fixture
def device(token: SoftHsm, pki: Pki) -> Iterator[SoftHsm]:
    with second_token(token, pki) as made:
        yield made


def key(office: Path, *words: str) -> tuple[int, list[dict[str, object]], str]:
    env = {"SOHOA_DATA": str(office), "SOHOA_LANGUAGE": "en"}
    done = CliRunner().invoke(
        application(("key",)), ["key", *words, "--json"], obj=Surroundings(env=env)
    )
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, [json.loads(line) for line in done.stdout.splitlines()], done.stderr


def add(office: Path, name: str, uri: str, *words: str) -> tuple[int, str]:
    given = ("--key", uri, "--agency", AGENCY, "--holder", "Hường", "--profile", "leader")
    status, _, told = key(office, "add", name, *given, *words)
    return status, told


def keyring(office: Path) -> Keyring:
    return Keyring(office / "keys", None)


def kept(office: Path, name: str) -> Kept:
    settings = Settings.from_env({"SOHOA_DATA": str(office)})
    with stores.catalogue(settings).reading() as tx:
        return tx.keys.load(name).kept


def test_a_key_whose_pin_the_office_keeps(office: Path, pki: Pki) -> None:
    pki.curve.write_p12(office / "k.p12", PIN)
    assert add(office, "k", f"p12:{office / 'k.p12'}", "--pin-file", str(office / "pin"))[0] == 0
    with keyring(office).open("k") as opened:
        assert opened.certificate == pki.curve.certificate
    assert kept(office, "k") is Kept.OFFICE


def test_a_key_whose_pin_its_signer_types(office: Path, device: SoftHsm) -> None:
    pin = ("--pin-file", str(office / "token-pin"), "--ask-signer")
    assert add(office, "k", device.uri("curve"), *pin)[0] == 0
    assert not list((office / "keys").glob("*.pin"))
    with keyring(office).open("k", TOKEN_PIN):
        pass


def test_a_key_of_a_remote_service(office: Path, pki: Pki) -> None:
    with csc_service(office, pki) as service:
        assert add(office, "k", service.uri(), "--ask-signer")[0] == 0
        with keyring(office).open("k", "123456") as opened:
            assert opened.certificate == pki.leader.certificate
    assert "credentials/authorize" not in service.calls


def test_a_key_that_its_holder_keeps(office: Path, pki: Pki) -> None:
    (office / "c.pem").write_bytes(pki.leader.certificate.public_bytes(Encoding.PEM))
    assert add(office, "k", f"deferred:{office / 'c.pem'}")[0] == 0
    assert kept(office, "k") is Kept.SIGNER
    _, (listed,), _ = key(office, "list")
    assert listed["serial"] == str(pki.leader.certificate.serial_number)


def test_how_a_pin_fares_is_told_before_it_is_asked_for(office: Path, device: SoftHsm) -> None:
    uri, pin = device.uri("curve"), ("--pin-file", str(office / "token-pin"))
    assert key(office, "tries", uri)[:2] == (0, [{"key": uri, "tries": "all"}])
    set_flags(device, TokenFlag.USER_PIN_COUNT_LOW)
    assert key(office, "tries", uri)[:2] == (0, [{"key": uri, "tries": "pin_low"}])
    set_flags(device, TokenFlag.USER_PIN_FINAL_TRY)
    assert key(office, "tries", uri)[:2] == (1, [{"key": uri, "tries": "pin_final_try"}])
    status, told = add(office, "k", uri, *pin)
    assert status == 2
    assert "one try of the PIN is left" in told
    assert add(office, "k", uri, *pin, "--final-try")[0] == 0
    assert key(office, "tries", "k")[:2] == (1, [{"key": "k", "tries": "pin_final_try"}])
    assert key(office, "tries", "pkcs11:object=x")[0] == 3
    assert key(office, "tries", "no-key")[0] == 2


def test_the_key_to_seal_pins_to_is_made_and_published_once(office: Path) -> None:
    _, (first,), _ = key(office, "seal")
    assert key(office, "seal")[1] == [first]
    public = X25519PublicKey.from_public_bytes(bytes.fromhex(str(first["public"])))
    assert keyring(office).unseal(seal("1234", public, b"tsk_1"), b"tsk_1") == "1234"
    published = published_seal_key(office / "public-keys")
    assert published == SealKey(str(first["id"]), public.public_bytes_raw())
    (office / "public-keys").rename(office / "elsewhere")
    assert published_seal_key(office / "public-keys") is None
    (office / "public-keys").write_text("no folder")
    status, _, told = key(office, "seal")
    assert (status, "PIN" in told) == (3, True)
