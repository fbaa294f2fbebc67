"""What the judge says of honest files, and of honest doubts."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pikepdf
import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from signing.certificates.trust import TrustStore
from signing.errors import TrustFolderError
from signing.policy import Policy
from signing.report import to_json
from signing.verdict import Conclusion, Indication, Revocation, Structure, TimeSource, Trust
from signing.verify import verify
from tests.support.pki import Pki
from tests.support.signed_pdfs import certified_by, codes, judged, paper_pdf, signed_by


@pytest.mark.parametrize("streams", [False, True])
@pytest.mark.parametrize("rotate", [0, 90])
def test_a_good_signature_is_valid(pki: Pki, rotate: int, *, streams: bool) -> None:
    verdict = judged(pki, signed_by(pki.leader, paper_pdf(rotate=rotate, streams=streams)))
    assert verdict.conclusion is Conclusion.VALID
    (one,) = verdict.signatures
    assert (one.signer, one.level) == ("Nguyễn Thị Thủy Hường", "B-B")
    assert (one.trust, one.revocation) == (Trust.TRUSTED, Revocation.GOOD)


def test_a_claimed_time_is_called_claimed(pki: Pki) -> None:
    verdict = judged(pki, signed_by(pki.leader, paper_pdf()))
    assert verdict.signatures[0].time_source is TimeSource.CLAIMED
    assert "time_claimed" in codes(verdict)


def test_an_elliptic_curve_signature_is_valid(pki: Pki) -> None:
    assert judged(pki, certified_by(pki.curve, paper_pdf())).conclusion is Conclusion.VALID


def test_leader_then_agency_are_both_valid(pki: Pki) -> None:
    once = signed_by(pki.leader, paper_pdf())
    twice = certified_by(pki.agency, once, box=(320, 40, 520, 120), field="ConDau")
    verdict = judged(pki, twice)
    assert verdict.conclusion is Conclusion.VALID
    assert [one.changes.value for one in verdict.signatures] == ["permitted", "none"]


def test_without_trust_nothing_is_valid(pki: Pki) -> None:
    signed = signed_by(pki.leader, paper_pdf())
    verdict = verify(signed, trust=None, policy=Policy(), at=datetime.now(UTC))
    assert verdict.conclusion is Conclusion.INDETERMINATE
    assert verdict.signatures[0].trust is Trust.UNKNOWN


def test_without_an_answer_about_revocation_nothing_is_valid(pki: Pki) -> None:
    silent = replace(TrustStore.from_folder(pki.folder), crls=())
    signed = signed_by(pki.leader, paper_pdf())
    verdict = verify(signed, trust=silent, policy=Policy(), at=datetime.now(UTC))
    assert verdict.conclusion is Conclusion.INDETERMINATE
    assert verdict.signatures[0].revocation is Revocation.UNKNOWN
    assert "revocation_unknown" in codes(verdict)


def test_an_answer_that_is_too_old_is_no_answer(pki: Pki) -> None:
    signed = signed_by(pki.leader, paper_pdf())
    later = datetime.now(UTC) + timedelta(days=400)
    store = TrustStore.from_folder(pki.folder)
    verdict = verify(signed, trust=store, policy=Policy(), at=later)
    assert verdict.conclusion is Conclusion.INDETERMINATE
    assert "revocation_stale" in codes(verdict)


@pytest.mark.parametrize(
    ("who", "code"),
    [
        ("revoked", "certificate_revoked"),
        ("expired", "signed_after_expiry"),
        ("tls_server", "purpose"),
        ("encipher_only", "key_usage"),
        ("stranger", "no_path"),
    ],
)
def test_a_certificate_that_may_not_sign_is_never_valid(pki: Pki, who: str, code: str) -> None:
    verdict = judged(pki, signed_by(getattr(pki, who), paper_pdf()))
    assert verdict.conclusion in (Conclusion.INVALID, Conclusion.INDETERMINATE)
    assert code in codes(verdict)


def test_a_signature_after_the_revocation_failed(pki: Pki) -> None:
    verdict = judged(pki, signed_by(pki.revoked, paper_pdf()))
    assert verdict.signatures[0].revocation is Revocation.REVOKED


def test_a_file_without_a_signature_is_unsigned(pki: Pki) -> None:
    verdict = judged(pki, paper_pdf())
    assert (verdict.conclusion, verdict.structure) == (Conclusion.UNSIGNED, Structure.SOUND)


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n", b"\0" * 5000, b"GIF89a"])
def test_what_is_no_pdf_is_unreadable(pki: Pki, data: bytes) -> None:
    assert judged(pki, data).conclusion is Conclusion.UNREADABLE


def test_a_missing_file_is_unreadable_and_has_no_hash(tmp_path: Path) -> None:
    path = tmp_path / "missing.pdf"
    verdict = verify(path, trust=None, policy=Policy(), at=datetime.now(UTC))
    assert (verdict.conclusion, verdict.sha256) == (Conclusion.UNREADABLE, None)


def test_a_file_that_is_too_large_is_not_judged(pki: Pki) -> None:
    policy = Policy(most_bytes=100)
    verdict = verify(paper_pdf(), trust=None, policy=policy, at=datetime.now(UTC))
    assert codes(verdict) == {"too_large"}


def test_a_password_protected_file_is_unreadable(pki: Pki, tmp_path: Path) -> None:
    path = tmp_path / "locked.pdf"
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(path, encryption=pikepdf.Encryption(user="mật khẩu", owner="chủ"))
    assert judged(pki, path.read_bytes()).conclusion is Conclusion.UNREADABLE


def test_the_report_has_the_contracts_names(pki: Pki) -> None:
    report = to_json("a.pdf", judged(pki, signed_by(pki.leader, paper_pdf())))
    assert list(report) == [
        *("file", "sha256", "conclusion", "structure", "findings", "signatures"),
        *("policy", "checked_at"),
    ]
    (one,) = report["signatures"]
    assert list(one) == [
        *("field", "kind", "signer", "issuer", "serial", "integrity", "coverage", "changes"),
        *("indication", "subindication", "trust", "revocation", "level", "time"),
        *("time_source", "reasons"),
        *("organisation", "issuer_organisation", "valid_from", "valid_to", "trust_store"),
    ]
    assert (one["indication"], one["subindication"]) == (Indication.PASSED.value, None)
    assert one["serial"] == str(pki.leader.certificate.serial_number)


def test_reasons_are_told_in_the_readers_language(pki: Pki) -> None:
    verdict = judged(pki, signed_by(pki.leader, paper_pdf()))
    report = to_json("a.pdf", verdict, {"time_claimed": "tự khai"})
    assert {"code": "time_claimed", "message": "tự khai"} in report["signatures"][0]["reasons"]


def test_a_trust_folder_that_is_missing_or_damaged_is_told(tmp_path: Path, pki: Pki) -> None:
    with pytest.raises(TrustFolderError):
        TrustStore.from_folder(tmp_path / "nowhere")
    (tmp_path / "root.crt").write_bytes(b"not a certificate")
    with pytest.raises(TrustFolderError):
        TrustStore.from_folder(tmp_path)


def test_a_trust_folder_takes_pem_and_der_and_several_in_one(tmp_path: Path, pki: Pki) -> None:
    both = [pki.root.certificate, pki.intermediate.certificate]
    (tmp_path / "all.pem").write_bytes(b"".join(c.public_bytes(Encoding.PEM) for c in both))
    (tmp_path / "again.der").write_bytes(both[1].public_bytes(Encoding.DER))
    store = TrustStore.from_folder(tmp_path)
    assert (store.anchors, store.intermediates) == ((both[0],), (both[1],))
