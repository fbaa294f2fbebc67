"""A PDF whose password is known is read as if it had none."""

from pathlib import Path

import pikepdf
import pytest

from ingest.errors import EncryptedScanError, UnreadableScanError
from ingest.scans.scan import inspect
from ingest.scans.scan_file import ScanLimits
from ingest.scans.unlocking import unlock
from tests.support.blank_pdfs import blank_pdf

PASSWORD = "mở khóa"


@pytest.fixture
def locked(tmp_path: Path) -> Path:
    (tmp_path / "open.pdf").write_bytes(blank_pdf(pages=3))
    path = tmp_path / "locked.pdf"
    with pikepdf.open(tmp_path / "open.pdf") as pdf:
        pdf.save(path, encryption=pikepdf.Encryption(user=PASSWORD, owner="chủ"))
    return path


def test_the_right_password_gives_an_open_copy(locked: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.pdf"
    unlock(locked, PASSWORD, copy)
    assert len(inspect(copy, "copy.pdf", ScanLimits()).pages) == 3


def test_a_wrong_password_opens_nothing(locked: Path, tmp_path: Path) -> None:
    with pytest.raises(EncryptedScanError):
        unlock(locked, "sai", tmp_path / "copy.pdf")
    assert not (tmp_path / "copy.pdf").exists()


def test_a_damaged_file_is_unreadable(tmp_path: Path) -> None:
    (tmp_path / "bad.pdf").write_bytes(b"%PDF-1.7\nnothing")
    with pytest.raises(UnreadableScanError):
        unlock(tmp_path / "bad.pdf", PASSWORD, tmp_path / "copy.pdf")
