"""The demo's certificates: complete, good for signing and judging, and clearly samples."""

import stat
from pathlib import Path

import pytest

from signing.apply import Signer
from signing.certificates.trust import TrustStore
from signing.cms.cms_endesive import EndesiveCms
from signing.policy import Policy
from signing.profiles import Profile, SignatureSpec
from signing.verdict import Conclusion, Structure
from signing.verify import verify
from sohoa.keyring import Keyring
from sohoa.samples.pki import AGENCY, DIGITISER, LEADER, SamplePki, make_sample_pki
from tests.support.blank_pdfs import blank_pdf
from tests.support.pki import Pki

PIN = "246810"


@pytest.fixture(scope="module")
def sample(pki: Pki, tmp_path_factory: pytest.TempPathFactory) -> SamplePki:
    folder = tmp_path_factory.mktemp("sample")
    return make_sample_pki(
        folder / "trust",
        folder / "keys",
        pki.now,
        leader="Ngô Hữu Hải",
        agency="Ủy ban nhân dân xã Thạch Hạ",
        digitiser="Trần Thị Số",
        pin=PIN,
    )


def test_no_sample_secret_can_be_read_by_others(sample: SamplePki) -> None:
    folder = sample.timestamping.parent
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for path in folder.iterdir():
        assert not stat.S_IMODE(path.stat().st_mode) & 0o077, path


def test_the_index_of_keys_holds_neither_key_nor_pin(sample: SamplePki) -> None:
    index = (sample.timestamping.parent / "keys.json").read_text(encoding="utf-8")
    assert PIN not in index
    assert "PRIVATE" not in index


def test_a_decision_signed_and_sealed_with_sample_keys_is_judged_valid(
    pki: Pki, sample: SamplePki, monkeypatch: pytest.MonkeyPatch
) -> None:
    keyring = Keyring(sample.timestamping.parent, None)
    trust = TrustStore.from_folder(sample.trust)
    signer = Signer(cms=EndesiveCms(), clock=lambda: pki.now, trust=trust)
    pdf = blank_pdf()
    for name in (DIGITISER, AGENCY):
        with keyring.open(name) as key:
            pdf = signer.sign(pdf, SignatureSpec(profile=Profile(name), at=pki.now), key)
    verdict = verify(pdf, trust=trust, policy=Policy(), at=pki.now)
    assert verdict.conclusion is Conclusion.VALID
    assert verdict.structure is Structure.SOUND
    assert len(verdict.signatures) == 2


def test_the_leaders_key_is_on_a_device(sample: SamplePki) -> None:
    assert sample.keys[LEADER].uri.startswith("pkcs11:")
    assert "BEGIN CERTIFICATE" in sample.keys[LEADER].certificate
    assert sample.keys[LEADER].chain.count("BEGIN CERTIFICATE") == 2
    assert "SOFTHSM2_CONF" in sample.environment


def test_the_sample_root_says_that_it_is_worth_nothing(sample: SamplePki) -> None:
    (root,) = TrustStore.from_folder(sample.trust).anchors
    assert "KHONG CO GIA TRI" in root.subject.rfc4514_string()


def test_a_trust_folder_holds_no_private_key(sample: SamplePki) -> None:
    for path in Path(sample.trust).iterdir():
        assert b"PRIVATE" not in path.read_bytes()
