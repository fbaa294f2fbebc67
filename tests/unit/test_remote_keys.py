"""Keys at a remote signing service: every algorithm, one PIN a batch, and what is refused."""

import base64
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from signing.cms.builder import CmsByAlgorithm
from signing.cms.cms_endesive import EndesiveCms
from signing.cms.cms_pyhanko import PyhankoCms
from signing.errors import CertificateRefusedError, KeyUnavailableError
from signing.keys.csc import CscKey, open_csc
from signing.keys.csc_credential import Credential
from signing.keys.csc_http import CscHttp, read_token
from signing.keys.key_uri import CscUri, parse_key_uri
from signing.keys.signature_algorithm import HASHES, Scheme, SignatureAlgorithm
from signing.profiles import Profile, SignatureSpec
from tests.support.blank_pdfs import blank_pdf
from tests.support.csc_server import CscService, csc_service
from tests.support.pdf_judges import pdfsig_says_valid
from tests.support.pki import Pki
from tests.support.raw_signatures import require_signature
from tests.support.whole_bytes import embed, prepare

DATA = "dữ liệu".encode()
PKCS1 = SignatureAlgorithm(Scheme.RSA_PKCS1)
Opened = Callable[..., CscKey]


@pytest.fixture
def service(tmp_path: Path, pki: Pki) -> Iterator[CscService]:
    with csc_service(tmp_path, pki) as running:
        yield running


@pytest.fixture
def opened(service: CscService) -> Iterator[Opened]:
    """What opens the service's key, and closes it when the test is over."""
    with ExitStack() as stack:

        def open_it(pin: str | None = "123456", **changes: str) -> CscKey:
            uri = parse_key_uri(service.uri(**changes))
            assert isinstance(uri, CscUri)
            return stack.enter_context(closing(open_csc(uri, pin)))

        yield open_it


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(KeyUnavailableError) as refused:
        act()
    assert "123456" not in str(refused.value)
    return refused.value.code


def check(key: CscKey, signature: bytes, algorithm: SignatureAlgorithm) -> None:
    require_signature(key.certificate, signature, DATA, algorithm)


def test_it_signs_by_every_algorithm_under_one_authorisation(
    service: CscService, opened: Opened
) -> None:
    service.multisign = 10
    key = opened()
    for scheme in (Scheme.RSA_PKCS1, Scheme.RSA_PSS):
        for name in HASHES:
            algorithm = SignatureAlgorithm(scheme, name)
            check(key, key.sign(DATA, algorithm), algorithm)
    assert service.calls.count("credentials/authorize") == 1
    assert service.calls.count("credentials/extendTransaction") == 5


def test_a_curve_key_signs_too(service: CscService, opened: Opened, pki: Pki) -> None:
    service.identity, service.algorithms = pki.curve, ["1.2.840.10045.4.3.2", "1.2.840.10045.2.1"]
    key = opened()
    assert key.certificate == pki.curve.certificate
    assert key.chain == pki.curve.chain
    for name in HASHES:
        algorithm = SignatureAlgorithm(Scheme.ECDSA, name)
        check(key, key.sign(DATA, algorithm), algorithm)
    with pytest.raises(CertificateRefusedError):
        key.sign(DATA, PKCS1)


def test_a_pdf_signed_with_it_is_valid_to_other_programs(
    service: CscService, opened: Opened, pki: Pki, tmp_path: Path
) -> None:
    key = opened()
    spec = SignatureSpec(profile=Profile.INVISIBLE, at=pki.now)
    prepared = prepare(blank_pdf(), spec, key.certificate)
    cms = CmsByAlgorithm(rsa=EndesiveCms(), ec=PyhankoCms()).build(prepared.digest, key)
    (tmp_path / "signed.pdf").write_bytes(embed(prepared, cms))
    assert pdfsig_says_valid(tmp_path / "signed.pdf") == 1


def test_a_service_that_binds_no_hashes_is_asked_once_for_a_batch(
    service: CscService, opened: Opened
) -> None:
    service.scal = "1"
    key = opened()
    for _ in range(service.multisign):
        check(key, key.sign(DATA, PKCS1), PKCS1)
    assert "credentials/extendTransaction" not in service.calls


def test_what_was_typed_serves_one_authorisation_and_is_forgotten(
    service: CscService, opened: Opened
) -> None:
    service.multisign = 1
    key = opened()
    key.sign(DATA, PKCS1)
    assert refusal(lambda: key.sign(DATA, PKCS1)) == "pin_needed"
    assert service.calls.count("credentials/authorize") == 1


def test_a_wrong_pin_is_sent_once(service: CscService, opened: Opened) -> None:
    key = opened("000000")
    assert refusal(lambda: key.sign(DATA, PKCS1)) == "wrong_pin"
    assert refusal(lambda: key.sign(DATA, PKCS1)) == "pin_needed"
    assert service.wrong == 1


def test_a_locked_credential_is_told_as_such(service: CscService, opened: Opened) -> None:
    service.wrong = 3
    assert refusal(lambda: opened().sign(DATA, PKCS1)) == "pin_locked"


def test_a_pin_and_a_one_time_password_are_parted_by_a_space(
    service: CscService, opened: Opened
) -> None:
    service.secrets = {"PIN": "123456", "OTP": "738496"}
    key = opened("123456 738496")
    check(key, key.sign(DATA, PKCS1), PKCS1)
    assert refusal(lambda: opened("123456").sign(DATA, PKCS1)) == "pin_needed"
    assert refusal(lambda: opened(None).sign(DATA, PKCS1)) == "pin_needed"


def test_a_signer_who_answers_on_the_telephone_is_waited_for(service: CscService) -> None:
    service.mode, service.secrets, service.scal, service.underway = "implicit", {}, "1", 3
    http = CscHttp(service.base, read_token(service.token_file), ca_file=service.ca_file)
    told = service.answer("credentials/info", {"credentialID": "GX0112348"})[1]
    waits: list[float] = []
    key = CscKey(http, Credential.parse("GX0112348", told), None, pause=waits.append)
    check(key, key.sign(DATA, PKCS1), PKCS1)
    assert len(waits) == 3
    service.underway, again = 10_000, len(waits)
    key = CscKey(http, Credential.parse("GX0112348", told), None, pause=waits.append)
    with closing(key):
        assert refusal(lambda: key.sign(DATA, PKCS1)) == "remote_signing_refused"
    assert 80 < sum(waits[again:]) < 100


def test_a_token_that_is_good_for_the_credential_needs_no_more(
    service: CscService, opened: Opened
) -> None:
    service.mode = "oauth2code"
    key = opened(None)
    check(key, key.sign(DATA, PKCS1), PKCS1)
    assert "credentials/authorize" not in service.calls


@pytest.mark.parametrize(
    "spoil", [lambda _: b"", lambda made: made[::-1], lambda made: made + b"\0"]
)
def test_a_signature_that_does_not_hold_goes_no_further(
    service: CscService, opened: Opened, spoil: Callable[[bytes], bytes]
) -> None:
    service.spoil = spoil
    assert refusal(lambda: opened().sign(DATA, PKCS1)) == "remote_signing_failed"


def test_a_disabled_key_and_an_unknown_credential_are_refused(
    service: CscService, opened: Opened
) -> None:
    assert refusal(lambda: opened(credential="X")) == "remote_signing_refused"
    service.key_status = "disabled"
    assert refusal(opened) == "remote_signing_refused"


def test_another_version_of_the_api_is_not_spoken_to(service: CscService, opened: Opened) -> None:
    service.specs = "1.0.4.0"
    assert refusal(opened) == "remote_signing_failed"


def test_whose_certificate_nobody_trusts_is_told_nothing(service: CscService) -> None:
    uri = parse_key_uri(service.uri().replace(f"&ca-file={service.ca_file}", ""))
    assert isinstance(uri, CscUri)
    assert refusal(lambda: open_csc(uri, "123456")) == "remote_signing_failed"
    assert service.calls == []


def test_a_token_that_is_not_accepted_or_not_there_is_told(
    service: CscService, opened: Opened
) -> None:
    service.token_file.write_text("other", encoding="ascii")
    assert refusal(opened) == "remote_signing_refused"
    service.token_file.write_text("hai từ", encoding="utf-8")
    assert refusal(opened) == "key_file_unreadable"
    service.token_file.unlink()
    assert refusal(opened) == "key_file_unreadable"


def test_an_answer_without_end_is_given_up(service: CscService, opened: Opened) -> None:
    service.spoil = lambda _: bytes(1 << 20)
    assert refusal(lambda: opened().sign(DATA, PKCS1)) == "remote_signing_failed"


@pytest.mark.parametrize(
    "change",
    [
        {"key": None},
        {"key": {"status": "enabled", "algo": "x"}},
        {"cert": {"certificates": []}},
        {"cert": {"certificates": ["!!"]}},
        {"cert": {"certificates": [base64.b64encode(b"x").decode()]}},
        {"cert": {"status": "revoked", "certificates": []}},
        {"auth": {"mode": "guess"}},
        {"auth": {"mode": "explicit", "objects": [{"type": "FIDO2", "id": "x"}]}},
        {"auth": {"mode": "explicit", "objects": [7]}},
        {"multisign": 0},
        {"multisign": True},
        {"multisign": "5"},
    ],
)
def test_what_makes_no_sense_of_a_credential_is_refused(
    service: CscService, change: dict[str, object]
) -> None:
    told = service.answer("credentials/info", {"credentialID": "GX0112348"})[1]
    with pytest.raises(KeyUnavailableError):
        Credential.parse("GX0112348", {**told, **change})


@pytest.mark.parametrize(
    "uri",
    [
        "csc:",
        "csc:http://a.vn/csc/v2?token-file=/t",
        "csc:https://a.vn/csc/v2",
        "csc:https://u:p@a.vn/csc/v2?token-file=/t",
        "csc:https://a.vn/csc/v2?token-file=/t&pin=1",
        "csc:https://a.vn/csc/v2?token-file=/t&token-file=/u",
        "csc:https://a.vn/csc/v2?token-file=",
        "csc:https://a.vn:x/csc/v2?token-file=/t",
        "deferred:",
    ],
)
def test_a_name_that_means_no_remote_key_is_refused(uri: str) -> None:
    assert refusal(lambda: parse_key_uri(uri)) == "bad_key_uri"
