"""What `sohoa verify` writes besides its answer, and that the answer stays."""

import hashlib
import json
from pathlib import Path

import pypdfium2
import pytest

from tests.attacks.forgeries import flipped_byte
from tests.support.command import sohoa, sohoa_here
from tests.support.pki import Pki
from tests.support.signed_pdfs import paper_pdf, signed_by


@pytest.fixture(scope="module")
def good(pki: Pki, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("papers") / "tốt.pdf"
    path.write_bytes(signed_by(pki.leader, paper_pdf()))
    return path


def test_a_report_and_the_evidence_of_a_valid_file_are_written(
    good: Path, pki: Pki, tmp_path: Path
) -> None:
    ran = sohoa(
        *("verify", str(good), "--trust", str(pki.folder), "--json"),
        *("--report", "ra.pdf", "--language", "en", "--evidence", "chung-cu"),
        cwd=tmp_path,
    )
    assert (ran.status, ran.records[0]["conclusion"]) == (0, "valid")
    with pypdfium2.PdfDocument(tmp_path / "ra.pdf") as report:
        text = report[0].get_textpage().get_text_range()
    assert "VALID: every signature" in text
    assert "Nguyễn Thị Thủy Hường" in text
    (bundle,) = (tmp_path / "chung-cu").iterdir()
    pieces = json.loads((bundle / "pieces.json").read_text("utf-8"))
    kinds = [piece["kind"] for piece in pieces]
    assert (kinds.count("cer"), kinds.count("crl")) == (3, 2)  # leaf, authority, root
    for piece in pieces:
        held = (bundle / f"{piece['sha256']}.{piece['kind']}").read_bytes()
        assert hashlib.sha256(held).hexdigest() == piece["sha256"]
    verdict = json.loads((bundle / "verdict.json").read_text("utf-8"))
    policy = json.loads((bundle / "policy.json").read_text("utf-8"))
    assert verdict["policy"] == {"id": policy["identifier"], "version": policy["version"]}
    assert verdict["checked_at"]
    held = {(bundle / f"{p['sha256']}.cer").read_bytes() for p in pieces if p["kind"] == "cer"}
    assert (pki.folder / "intermediate.crt").read_bytes() in held


def test_a_bad_file_keeps_its_exit_status_and_its_report_says_why(
    good: Path, pki: Pki, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("bad.pdf").write_bytes(flipped_byte(good.read_bytes()))
    words = ("verify", "bad.pdf", "--trust", str(pki.folder), "--report")
    assert sohoa_here(*words, "ra.html", "--language", "vi").status == 1
    assert "KHÔNG HỢP LỆ: nội dung đã ký bị thay đổi" in Path("ra.html").read_text("utf-8")
    assert sohoa_here(*words, str(tmp_path / "no-such-folder" / "ra.xml")).status == 3


@pytest.mark.parametrize(
    "words",
    [
        ("a.pdf", "--report", "ra.doc"),
        ("a.pdf", "b.pdf", "--report", "ra.pdf"),
        ("a.pdf", "--report", "ra.pdf", "--language", "fr"),
    ],
)
def test_a_wish_that_makes_no_sense_is_wrong_usage(
    words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert sohoa_here("verify", *words).status == 2
    assert list(tmp_path.iterdir()) == []


def test_the_policy_can_be_read() -> None:
    shown = sohoa_here("verify", "--show-policy")
    assert shown.status == 0
    assert json.loads(shown.out)["identifier"] == "sohoa-default"
