from datetime import UTC, datetime
from pathlib import Path

import pypdf
import pytest

from ingest.papers.cover import SEPARATOR, CoverSheet, decode
from ingest.papers.cover_sheet import write_cover_sheet, write_separator_sheet
from ingest.pixels.codes import read_codes
from ingest.scans.images import load_page
from ingest.scans.scan import inspect
from ingest.scans.scan_file import ScanLimits
from sohoa.samples.fonts import Style, find_family
from tests.support.archive_checks import violations

WHEN = datetime(2026, 11, 21, tzinfo=UTC)


def codes_on(path: Path) -> list[str]:
    info = inspect(path, path.name, ScanLimits())
    return [code.text for code in read_codes(load_page(path, info, 0), info.pages[0].dpi)]


@pytest.mark.parametrize("parts", [0, 4, 30])
def test_a_printed_cover_sheet_is_read_back(parts: int, tmp_path: Path) -> None:
    sheet = CoverSheet(
        dossier="000.00.04.G18-190715-0012",
        parts=tuple((f"T{number}", f"Giấy tờ số {number} về đất") for number in range(parts)),
    )
    out = tmp_path / "cover.pdf"
    write_cover_sheet(sheet, out, font=find_family().path(Style.REGULAR), created=WHEN)
    assert [decode(code) for code in codes_on(out)] == [sheet]
    assert violations(out) == []
    text = pypdf.PdfReader(out).pages[0].extract_text()
    assert "TỜ BÌA HỒ SƠ" in text
    assert "Mã hồ sơ: 000.00.04.G18-190715-0012" in text
    assert ("… và 6 giấy tờ khác" in text) == (parts == 30)


def test_a_separator_sheet_is_read_back(tmp_path: Path) -> None:
    out = tmp_path / "separator.pdf"
    write_separator_sheet(out, font=find_family().path(Style.REGULAR), created=WHEN)
    assert codes_on(out) == [SEPARATOR]
