"""`sohoa verify` as a program sees it: JSON Lines and the exit status."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from tests.attacks.forgeries import flipped_byte
from tests.support.blank_pdfs import blank_pdf
from tests.support.command import Ran, sohoa, sohoa_here
from tests.support.pki import PIN, Pki
from tests.support.signed_pdfs import paper_pdf, signed_by


def run(*arguments: str | Path, by: Callable[..., Ran] = sohoa_here) -> tuple[int, list[Any]]:
    ran = by("verify", "--json", *arguments)
    return ran.status, ran.records


@pytest.fixture(scope="module")
def good(pki: Pki, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("papers") / "tốt.pdf"
    path.write_bytes(signed_by(pki.leader, paper_pdf()))
    return path


def test_all_valid_is_zero(good: Path, pki: Pki) -> None:
    status, (report,) = run(good, "--trust", pki.folder, by=sohoa)
    assert (status, report["conclusion"], report["file"]) == (0, "valid", str(good))


def test_one_bad_file_among_good_ones_is_one(good: Path, pki: Pki, tmp_path: Path) -> None:
    bad = tmp_path / "bad.pdf"
    bad.write_bytes(flipped_byte(good.read_bytes()))
    status, reports = run(good, bad, good, "--trust", pki.folder)
    assert status == 1
    assert [one["conclusion"] for one in reports] == ["valid", "invalid", "valid"]


def test_no_trust_is_at_best_indeterminate(good: Path) -> None:
    status, (report,) = run(good)
    assert (status, report["conclusion"]) == (1, "indeterminate")
    assert report["signatures"][0]["trust"] == "unknown"


def test_a_missing_or_unreadable_file_is_two(good: Path, pki: Pki, tmp_path: Path) -> None:
    text = tmp_path / "text.pdf"
    text.write_text("not a PDF")
    status, reports = run(tmp_path / "missing.pdf", text, good, "--trust", pki.folder)
    assert status == 2
    assert [one["conclusion"] for one in reports] == ["unreadable", "unreadable", "valid"]


def test_a_bad_trust_folder_or_time_is_two(good: Path, tmp_path: Path) -> None:
    assert run(good, "--trust", tmp_path / "nowhere") == (2, [])
    assert run(good, "--at", "yesterday") == (2, [])


def test_another_time_gives_another_answer(good: Path, pki: Pki) -> None:
    status, (report,) = run(
        good, "--trust", pki.folder, "--at", "2001-01-01T00:00:00Z", "--offline"
    )
    assert status == 1
    assert report["conclusion"] != "valid"


def test_a_locked_paper_is_signed_and_judged_with_its_password(pki: Pki, tmp_path: Path) -> None:
    (tmp_path / "open.pdf").write_bytes(blank_pdf())
    (tmp_path / "password").write_text("mở khóa")
    (tmp_path / "pin").write_text(PIN)
    pki.leader.write_p12(tmp_path / "leader.p12", PIN)
    with pikepdf.open(tmp_path / "open.pdf") as pdf:
        locked = pikepdf.Encryption(user="mở khóa", owner="chủ")
        pdf.save(tmp_path / "locked.pdf", encryption=locked)
    key = ("--key", "p12:leader.p12", "--pin-file", "pin", "--password-file", "password")
    for given in ("locked.pdf", "signed.pdf"):  # twice: the second comes after a signed revision
        ran = sohoa_here("sign", given, "-o", "signed.pdf", *key, cwd=tmp_path)
        assert ran.status == 0, ran.err
        assert "signed.pdf" in ran.out
    signed = tmp_path / "signed.pdf"
    status, (report,) = run(signed, "--trust", pki.folder)
    assert (status, report["findings"][0]["code"]) == (2, "encrypted")
    status, (report,) = run(signed, "--trust", pki.folder, "--password-file", tmp_path / "password")
    assert (status, report["conclusion"], len(report["signatures"])) == (0, "valid", 2)


def test_what_sign_refuses_is_said_in_words_too(tmp_path: Path) -> None:
    words = ("in.pdf", "-o", "out.pdf", "--key", "p12:none.p12")
    ran = sohoa_here("sign", *words, cwd=tmp_path)
    assert ran.status == 2
    assert "in.pdf" in ran.out
    ran = sohoa("sign", *words, "--json", cwd=tmp_path)
    assert (ran.status, ran.records[0]["signed"]) == (2, False)
    assert "in.pdf" in ran.err


def test_thousands_of_files_are_judged_in_order(good: Path, pki: Pki, tmp_path: Path) -> None:
    missing = [tmp_path / f"{number}-{'x' * 80}.pdf" for number in range(2000)]
    status, reports = run(good, *missing, good, "--trust", pki.folder, by=sohoa)
    assert status == 2
    assert [one["file"] for one in reports] == [str(path) for path in (good, *missing, good)]
    assert reports[-1]["conclusion"] == "valid"
