"""Keys in files and on devices, and the names they go by."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import NoEncryption, pkcs12

from signing.cms.builder import CmsByAlgorithm
from signing.cms.cms_endesive import EndesiveCms
from signing.cms.cms_pyhanko import PyhankoCms
from signing.errors import CertificateRefusedError, KeyUnavailableError
from signing.keys.key_uri import P12Uri, Pkcs11Uri, parse_key_uri
from signing.keys.keys_p12 import open_p12
from signing.keys.keys_pkcs11 import Pkcs11Key, open_pkcs11
from signing.keys.signature_algorithm import SignatureAlgorithm
from signing.keys.signing_key import SigningKey
from signing.profiles import Profile, SignatureSpec
from sohoa.key_opening import open_key
from sohoa.samples.softhsm import SoftHsm
from tests.support.blank_pdfs import blank_pdf
from tests.support.pdf_judges import pdfsig_says_valid
from tests.support.pki import PIN, Pki
from tests.support.softhsm import TOKEN_PIN
from tests.support.whole_bytes import embed, prepare

DATA = "dữ liệu".encode()


def signed(key: SigningKey) -> bytes:
    return key.sign(DATA, SignatureAlgorithm.usual(key.certificate))


def holds(key: SigningKey) -> bool:
    public, signature = key.certificate.public_key(), signed(key)
    if isinstance(public, rsa.RSAPublicKey):
        public.verify(signature, DATA, padding.PKCS1v15(), hashes.SHA256())
    else:
        assert isinstance(public, ec.EllipticCurvePublicKey)
        public.verify(signature, DATA, ec.ECDSA(hashes.SHA256()))
    return True


@contextmanager
def on_token(token: SoftHsm, name: str) -> Iterator[Pkcs11Key]:
    uri = parse_key_uri(token.uri(name))
    assert isinstance(uri, Pkcs11Uri)
    with closing(open_pkcs11(uri, TOKEN_PIN)) as key:
        yield key


@pytest.fixture
def p12(pki: Pki, tmp_path: Path) -> Path:
    pki.leader.write_p12(tmp_path / "leader.p12", PIN)
    return tmp_path / "leader.p12"


def test_a_key_file_gives_key_certificate_and_chain(pki: Pki, p12: Path) -> None:
    key = open_key(f"p12:{p12}", PIN)
    assert key.certificate == pki.leader.certificate
    assert key.chain == pki.leader.chain
    assert holds(key)


def test_a_key_file_is_for_its_owners_eyes_only(p12: Path) -> None:
    assert p12.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("pin", ["sai", "", None])
def test_a_wrong_pin_of_a_key_file_is_told_as_such(p12: Path, pin: str | None) -> None:
    with pytest.raises(KeyUnavailableError) as refused:
        open_p12(p12, pin)
    assert refused.value.code == "wrong_pin"


@pytest.mark.parametrize("content", [None, b"", b"not a key", b"\x30" * (2 << 20)])
def test_what_is_no_key_file_is_unreadable(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "key.p12"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(KeyUnavailableError) as refused:
        open_p12(path, PIN)
    assert refused.value.code == "key_file_unreadable"


def test_an_edwards_key_is_refused(pki: Pki, tmp_path: Path) -> None:
    path = tmp_path / "edwards.p12"
    key = ed25519.Ed25519PrivateKey.generate()
    certificate = pki.intermediate.issue("Ed", key=key).certificate  # type: ignore[arg-type]
    path.write_bytes(
        pkcs12.serialize_key_and_certificates(b"k", key, certificate, None, NoEncryption())
    )
    with pytest.raises(CertificateRefusedError):
        open_p12(path, None)


@pytest.mark.parametrize("name", ["leader", "curve"])
def test_a_key_on_a_token_signs_and_other_programs_find_it_valid(
    pki: Pki, token: SoftHsm, tmp_path: Path, name: str
) -> None:
    with on_token(token, name) as key:
        assert key.certificate == getattr(pki, name).certificate
        assert key.chain == pki.leader.chain
        assert holds(key)
        spec = SignatureSpec(profile=Profile.INVISIBLE, at=pki.now)
        prepared = prepare(blank_pdf(), spec, key.certificate)
        cms = CmsByAlgorithm(rsa=EndesiveCms(), ec=PyhankoCms()).build(prepared.digest, key)
    (tmp_path / "signed.pdf").write_bytes(embed(prepared, cms))
    assert pdfsig_says_valid(tmp_path / "signed.pdf") == 1


def test_a_wrong_pin_of_a_token_is_tried_once(token: SoftHsm) -> None:
    with pytest.raises(KeyUnavailableError) as refused:
        open_key(token.uri("leader"), "000000")
    assert refused.value.code == "wrong_pin"
    with on_token(token, "leader") as key:
        assert holds(key)


def test_a_token_that_is_open_does_not_take_a_second_pin_unseen(token: SoftHsm) -> None:
    with on_token(token, "leader"), pytest.raises(KeyUnavailableError, match="close it first"):
        open_key(token.uri("curve"), "000000")


@pytest.mark.parametrize(
    "change",
    [
        lambda uri: uri.replace("object=leader", "object=nobody"),
        lambda uri: uri.replace("token=", "token=other-"),
        lambda uri: uri.replace("libsofthsm2.so", "missing.so"),
        lambda uri: uri.partition("?")[0],
    ],
)
def test_a_key_that_is_not_there_is_unavailable(
    token: SoftHsm, change: Callable[[str], str]
) -> None:
    with pytest.raises(KeyUnavailableError) as refused:
        open_key(change(token.uri("leader")), TOKEN_PIN)
    assert refused.value.code == "key_unavailable"


def test_a_closed_key_does_not_sign(token: SoftHsm) -> None:
    with on_token(token, "leader") as key:
        pass
    with pytest.raises(KeyUnavailableError):
        signed(key)


def test_a_key_is_named_by_a_file_or_an_rfc_7512_uri() -> None:
    assert parse_key_uri("p12:/k/a:b.p12") == P12Uri(path=Path("/k/a:b.p12"))
    assert parse_key_uri(
        "pkcs11:token=Th%E1%BB%AD;object=l;id=%01%02;slot-id=7;type=private;manufacturer=x"
        "?module-path=/m.so"
    ) == Pkcs11Uri(token="Thử", object="l", id=b"\1\2", slot_id=7, module_path=Path("/m.so"))


@pytest.mark.parametrize(
    "uri",
    [
        "",
        "p12:",
        "file:/a",
        "/a/b.p12",
        "pkcs11:",
        "pkcs11:token=a",
        "pkcs11:object=a;pin-value=1234",
        "pkcs11:object=a?pin-value=1234",
        "pkcs11:object=a?pin-source=file:/pin",
        "pkcs11:object=a;object=b",
        "pkcs11:object=a;frobnicate=1",
        "pkcs11:object",
        "pkcs11:object=a;slot-id=x",
        "pkcs11:object=%ff",
        "pkcs11:object=a;type=data",
    ],
)
def test_a_name_that_means_no_key_is_refused(uri: str) -> None:
    with pytest.raises(KeyUnavailableError) as refused:
        parse_key_uri(uri)
    assert refused.value.code == "bad_key_uri"
