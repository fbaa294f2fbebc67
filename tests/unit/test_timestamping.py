"""Timestamps from a real authority; and no signature at all where none can be trusted."""

import hashlib
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from asn1crypto import tsp
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives.serialization import Encoding

from signing.apply import Signer
from signing.certificates.trust import TrustStore
from signing.cms.cms_endesive import EndesiveCms
from signing.errors import SelfCheckError, TimestampError
from signing.profiles import Profile, SignatureSpec
from signing.timestamping.authority_use import AuthorityUse
from signing.timestamping.signature_timestamp import add_timestamp
from signing.timestamping.timestamp import Timestamp
from signing.timestamping.timestamp_rfc3161 import Rfc3161Timestamper
from signing.timestamping.timestamp_token import checked_token, timestamp_request
from tests.support.blank_pdfs import blank_pdf
from tests.support.pdf_judges import pdfsig_says_valid, pyhanko_trusts
from tests.support.pki import Pki, key_of
from tests.support.tsa import Fault, Tsa
from tests.support.whole_bytes import check_signed

DIGEST = bytes(range(32))
PDF = blank_pdf()


def now() -> datetime:
    return datetime.now(UTC)


def signed_with(pki: Pki, timestamper: Rfc3161Timestamper | None) -> bytes:
    signer = Signer(
        cms=EndesiveCms(),
        clock=now,
        timestamper=timestamper,
        trust=TrustStore.from_folder(pki.folder),
    )
    spec = SignatureSpec(profile=Profile.INVISIBLE, at=now())
    return signer.sign(PDF, spec, key_of(pki.leader))


def test_a_timestamped_signature_is_valid_for_other_programs(
    pki: Pki, tsa: Tsa, tmp_path: Path
) -> None:
    roots = [pki.root.certificate]
    signed = signed_with(pki, Rfc3161Timestamper([tsa.url], roots=roots))
    path = tmp_path / "b-t.pdf"
    path.write_bytes(signed)
    assert pdfsig_says_valid(path) == 1
    assert pyhanko_trusts(path, roots)
    assert tsa.asked == 1


@pytest.mark.parametrize(
    "fault", [fault for fault in Fault if fault not in {Fault.NONE, Fault.SLOW}]
)
def test_a_bad_answer_is_no_timestamp_and_no_signature(pki: Pki, tsa: Tsa, fault: Fault) -> None:
    tsa.fault = fault
    with pytest.raises(TimestampError):
        signed_with(pki, Rfc3161Timestamper([tsa.url]))


def test_the_next_authority_is_asked_when_one_fails(tsa: Tsa) -> None:
    closed = "http://127.0.0.1:9/tsa"
    assert Rfc3161Timestamper([closed, tsa.url]).stamp(DIGEST)


def test_the_error_names_each_authority_that_failed_but_not_its_path(tsa: Tsa) -> None:
    tsa.fault = Fault.DOWN
    with pytest.raises(TimestampError) as failed:
        Rfc3161Timestamper(["http://127.0.0.1:9/secret-token", tsa.url]).stamp(DIGEST)
    assert str(failed.value).count("127.0.0.1") == 2
    assert "secret-token" not in str(failed.value)


def test_an_authority_that_no_known_root_vouches_for_is_not_believed(pki: Pki, tsa: Tsa) -> None:
    with pytest.raises(TimestampError, match="not a trusted one"):
        Rfc3161Timestamper([tsa.url], roots=[pki.stranger.certificate]).stamp(DIGEST)


def test_a_missing_timestamp_fails_the_self_check(pki: Pki) -> None:
    with pytest.raises(SelfCheckError, match="no timestamp"):
        check_signed(
            signed_with(pki, None),
            original=PDF,
            certificate=pki.leader.certificate,
            at=now(),
            timestamped=True,
        )


def test_a_token_over_another_signature_fails_the_self_check(pki: Pki, tsa: Tsa) -> None:
    class Replaying:
        """Gives a good token that is not for what was asked."""

        def stamp(self, sha256: bytes) -> Timestamp:
            assert sha256 != bytes(32)
            return Rfc3161Timestamper([tsa.url]).stamp(bytes(32))

    signer = Signer(cms=EndesiveCms(), clock=now, timestamper=Replaying())
    spec = SignatureSpec(profile=Profile.INVISIBLE, at=now())
    with pytest.raises(SelfCheckError, match="over something else"):
        signer.sign(PDF, spec, key_of(pki.leader))


def test_what_is_no_cms_cannot_be_timestamped(tsa: Tsa) -> None:
    with pytest.raises(TimestampError, match="not a CMS"):
        add_timestamp(b"\x30\x00", Rfc3161Timestamper([tsa.url]))


def test_a_timestamper_without_authorities_is_a_mistake_in_wiring() -> None:
    with pytest.raises(ValueError, match="no timestamping authority"):
        Rfc3161Timestamper([])


def test_a_token_of_a_certificate_without_any_purpose_is_one_authoritys_fault(
    pki: Pki, tsa: Tsa
) -> None:
    sha256, nonce = bytes(32), 7
    answer = tsp.TimeStampResp.load(tsa.answer(timestamp_request(sha256, nonce)))
    signed = answer["time_stamp_token"]["content"]
    purposeless = pki.root.certificate.public_bytes(Encoding.DER)
    signed["certificates"] = [asn1_x509.Certificate.load(purposeless)]
    named = {"hash_algorithm": {"algorithm": "sha256"}, "cert_hash": sha256_of(purposeless)}
    for attribute in signed["signer_infos"][0]["signed_attrs"]:
        if attribute["type"].native == "signing_certificate_v2":
            attribute["values"] = [{"certs": [named]}]
    with pytest.raises(TimestampError, match="not a timestamp"):
        checked_token(answer.dump(force=True), sha256, nonce)


def sha256_of(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()


def test_the_authoritys_own_answer_is_kept(tsa: Tsa) -> None:
    given = Rfc3161Timestamper([tsa.url]).stamp(DIGEST)
    kept = tsp.TimeStampResp.load(given.answer, strict=True)
    assert kept["time_stamp_token"].dump() == given.token
    assert given.authority == "127.0.0.1"


def test_an_authority_whose_budget_is_used_up_is_passed_over(tsa: Tsa, tmp_path: Path) -> None:
    moment = [1000.0]
    shared = tmp_path / "authorities.json"

    def asked() -> AuthorityUse:  # each time by another process, as far as it knows
        return AuthorityUse(per_minute=2, shared=shared, clock=lambda: moment[0])

    for _ in range(2):
        Rfc3161Timestamper([tsa.url], use=asked()).stamp(DIGEST)
    with pytest.raises(TimestampError, match="2 times within a minute"):
        Rfc3161Timestamper([tsa.url], use=asked()).stamp(DIGEST)
    assert tsa.asked == 2
    moment[0] += 61
    assert Rfc3161Timestamper([tsa.url], use=asked()).stamp(DIGEST)


def test_an_authority_that_keeps_failing_is_left_alone_and_tried_again(tsa: Tsa) -> None:
    moment = [1000.0]
    use = AuthorityUse(patience=2, rest=120, clock=lambda: moment[0])
    stamper = Rfc3161Timestamper([tsa.url], use=use)
    tsa.fault = Fault.DOWN
    for _ in range(4):
        with pytest.raises(TimestampError):
            stamper.stamp(DIGEST)
    assert tsa.asked == 2
    tsa.fault = Fault.NONE
    moment[0] += 121
    assert stamper.stamp(DIGEST)
    assert stamper.stamp(DIGEST)


@pytest.mark.parametrize("text", [b"nonsense", b'{"a": 1}', b'{"a": {"calls": ["x"]}}'])
def test_a_spoilt_note_of_failures_keeps_nobody_from_signing(tmp_path: Path, text: bytes) -> None:
    shared = tmp_path / "authorities.json"
    shared.write_bytes(text)
    assert AuthorityUse(per_minute=1, shared=shared).take("a") is None
    assert AuthorityUse(per_minute=1, shared=shared).take("a") is not None


def test_an_answer_that_trickles_is_not_waited_for(tsa: Tsa) -> None:
    tsa.fault = Fault.SLOW
    begun = time.monotonic()
    with pytest.raises(TimestampError, match="too long"):
        Rfc3161Timestamper([tsa.url], seconds=0.4).stamp(DIGEST)
    assert time.monotonic() - begun < 3
