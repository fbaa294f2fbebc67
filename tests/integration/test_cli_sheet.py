"""`sohoa sheet`: what is printed is what splitting reads."""

from pathlib import Path

import cv2
import numpy as np
import pypdfium2

from ingest.papers.cover import decode
from ingest.papers.separators import separator_code
from ingest.pixels.codes import read_codes
from tests.support.command import sohoa

DOSSIER = "H32.105-261121-0001"


def codes_on(pdf: Path) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as document:
        pixels = document[0].render(scale=150 / 72).to_numpy()
    grey = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY), np.uint8)
    return [code.text for code in read_codes(grey, 150)]


def test_a_cover_sheet_names_its_dossier_and_parts(tmp_path: Path) -> None:
    out = tmp_path / "new" / "cover.pdf"
    ran = sohoa("sheet", "cover", DOSSIER, "--part", "DON", "--part", "QD:Quyết định", "-o", out)
    assert ran.status == 0, ran.err
    (code,) = codes_on(out)
    sheet = decode(code)
    assert sheet is not None
    assert sheet.dossier == DOSSIER
    assert [part.type for part in sheet.expected] == ["DON", "QD"]
    assert sheet.expected[1].title == "Quyết định"


def test_a_separator_sheet_may_name_what_follows(tmp_path: Path) -> None:
    out = tmp_path / "separator.pdf"
    ran = sohoa("sheet", "separator", "--next", "QD", "-o", out)
    assert ran.status == 0, ran.err
    assert codes_on(out) == [separator_code("QD")]


def test_an_unknown_kind_is_2_and_nothing_is_written(tmp_path: Path) -> None:
    out = tmp_path / "cover.pdf"
    ran = sohoa("sheet", "cover", DOSSIER, "--part", "NOTHING", "-o", out)
    assert ran.status == 2
    assert "NOTHING" in ran.err
    assert not out.exists()
