"""`sohoa verify` as a program sees it: JSON Lines and the exit status."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.attacks.forgeries import flipped_byte
from tests.support.pki import Pki
from tests.support.signed_pdfs import paper_pdf, signed_by


def run(*arguments: object) -> tuple[int, list[dict[str, Any]]]:
    done = subprocess.run(
        [sys.executable, "-m", "sohoa", "verify", "--json", *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture(scope="module")
def good(pki: Pki, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("papers") / "tốt.pdf"
    path.write_bytes(signed_by(pki.leader, paper_pdf()))
    return path


def test_all_valid_is_zero(good: Path, pki: Pki) -> None:
    status, (report,) = run(good, "--trust", pki.folder)
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
