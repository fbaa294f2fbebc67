import io
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
import zxingcpp
from PIL import Image, ImageDraw, ImageFilter

from ingest.papers.cover import CoverSheet, decode
from ingest.papers.cover_sheet import write_cover_sheet
from ingest.pixels.codes import PATCH_T, read_codes
from ingest.scans.images import load_page
from ingest.scans.scan import inspect
from ingest.scans.scan_file import ScanLimits
from sohoa.samples.fonts import Style, find_family
from tests.support.patch_sheets import patch_sheet

SHEET = CoverSheet(
    dossier="H32.105-261121-0001",
    parts=(("DON", "Đơn đề nghị"), ("CCCD", "Căn cước"), ("GCN", "Giấy chứng nhận")),
)


@pytest.fixture(scope="module")
def cover(tmp_path_factory: pytest.TempPathFactory) -> Image.Image:
    out = tmp_path_factory.mktemp("cover") / "cover.pdf"
    font = find_family().path(Style.REGULAR)
    write_cover_sheet(SHEET, out, font=font, created=datetime(2026, 11, 21, tzinfo=UTC))
    info = inspect(out, out.name, ScanLimits())
    return Image.fromarray(load_page(Path(out), info, 0)).convert("L")


def at(dpi: int) -> Callable[[Image.Image], Image.Image]:
    return lambda page: page.resize((page.width * dpi // 300, page.height * dpi // 300))


def skewed(degrees: float) -> Callable[[Image.Image], Image.Image]:
    return lambda page: at(150)(page).rotate(degrees, fillcolor=255)


def stamped(page: Image.Image) -> Image.Image:
    page = page.copy()
    draw = ImageDraw.Draw(page)
    middle, half = page.width // 2, 200
    draw.ellipse((middle - half, 1150, middle + half, 1550), outline=90, width=14)
    draw.ellipse((middle - half + 40, 1190, middle + half - 40, 1510), outline=90, width=8)
    return page


def as_jpeg(page: Image.Image) -> Image.Image:
    stream = io.BytesIO()
    at(150)(page).filter(ImageFilter.GaussianBlur(0.8)).save(stream, "JPEG", quality=30)
    return Image.open(stream).convert("L")


def as_fax(page: Image.Image) -> Image.Image:
    stream = io.BytesIO()
    at(150)(page).convert("1", dither=Image.Dither.NONE).save(stream, "TIFF", compression="group4")
    return Image.open(stream).convert("L")


@pytest.mark.parametrize(
    "harm",
    [
        at(150),
        skewed(5),
        skewed(-5),
        skewed(180),
        skewed(90),
        stamped,
        as_jpeg,
        as_fax,
    ],
    ids=["150dpi", "left", "right", "turned", "lying", "stamped", "jpeg30", "g4"],
)
def test_a_cover_sheet_is_read_whatever_the_scanner_did(
    cover: Image.Image, harm: Callable[[Image.Image], Image.Image]
) -> None:
    page = harm(cover)
    dpi = round(page.height / 11.69) if page.height > page.width else round(page.width / 11.69)
    found = read_codes(np.asarray(page), dpi)
    assert [decode(code.text) for code in found] == [SHEET]


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize(("dpi", "skew"), [(150, 0), (200, 5), (300, -3)])
def test_patch_t_is_seen_from_every_side(turn: int, dpi: int, skew: float) -> None:
    (code,) = read_codes(patch_sheet(dpi, turn=turn, skew=skew), dpi)
    assert code.text == PATCH_T
    assert min(code.box.x1 - code.box.x0, code.box.y1 - code.box.y0) > 0.4 * dpi


@pytest.mark.parametrize(
    "runs",
    [
        (0.20, 0.08, 0.08, 0.08, 0.08, 0.08, 0.20),  # patch 2
        (0.08, 0.08, 0.08, 0.08, 0.20, 0.08, 0.20),  # patch 6
        (0.08,) * 7,
        (0.03, 0.03, 0.08, 0.03, 0.03, 0.03, 0.08),  # far too small
    ],
)
def test_other_bars_part_nothing(runs: tuple[float, ...]) -> None:
    assert read_codes(patch_sheet(200, runs=runs), 200) == ()


@pytest.mark.parametrize(
    ("text", "found"), [("PATCHT", [PATCH_T]), ("*PATCHT*", [PATCH_T]), ("ASN00123", [])]
)
def test_of_bar_codes_only_patcht_is_told(text: str, found: list[str]) -> None:
    bars = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.Code128).to_image(scale=3)
    page = np.full((2339, 1654), 255, np.uint8)
    drawn = np.asarray(bars)
    drawn = np.repeat(drawn, max(1, 120 // drawn.shape[0]), axis=0)
    page[300 : 300 + drawn.shape[0], 200 : 200 + drawn.shape[1]] = drawn
    assert [code.text for code in read_codes(page, 200)] == found
