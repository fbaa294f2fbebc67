"""How a page lies is told without a second recogniser."""

from io import BytesIO

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from ingest.pixels.cleaning import cleaned_page
from ingest.pixels.orientation import find_orientation, orientation_of
from ingest.pixels.reading_scale import choose_dpi
from ingest.pixels.tilt import MOST_TILT
from ingest.pixels.working import working_picture
from ingest.scans.images import Grey
from sohoa.samples.confirmation import confirmation
from sohoa.samples.facts import invent_facts
from sohoa.samples.fonts import Style, find_family
from sohoa.samples.raster import blank_page, draw
from sohoa.samples.scanner import Scanner, scan
from sohoa.samples.sheet import Sheet
from sohoa.samples.stack import sample_papers
from tests.support.samples import dice


def _grey(jpeg: bytes) -> Grey:
    return np.asarray(Image.open(BytesIO(jpeg)).convert("L"), np.uint8)


def _empty_sheet() -> Sheet:
    sheet = confirmation(invent_facts(dice(1)), find_family()).sheets[0]
    sheet.items.clear()
    return sheet


@pytest.fixture(scope="module", params=range(4), ids=["DON", "CCCD", "GXN", "GCN"])
def page(request: pytest.FixtureRequest) -> tuple[Grey, float]:
    rng = dice(request.param)
    sheet = sample_papers(invent_facts(rng), find_family())[request.param].sheets[0]
    one = scan(draw(sheet, rng, dpi=150), Scanner(tilt=3.0), rng)
    return _grey(one.jpeg), one.skew


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_each_of_the_four_turns_is_found(page: tuple[Grey, float], turn: int) -> None:
    grey, skew = page
    found = find_orientation(np.ascontiguousarray(np.rot90(grey, -turn // 90)), 150)
    assert found.rotation == turn
    assert found.skew == pytest.approx(skew, abs=0.25)
    assert found.margin > 0
    assert not found.blank


@pytest.mark.parametrize("tilt", [-8.0, 4.5, 8.0])
@pytest.mark.parametrize("turn", [0, 90])
def test_a_sheet_far_askew_is_levelled(page: tuple[Grey, float], turn: int, tilt: float) -> None:
    grey, skew = page
    if abs(skew + tilt) > MOST_TILT:
        tilt = -tilt
    height, width = grey.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -tilt, 1)
    askew = cv2.warpAffine(grey, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE)
    found = find_orientation(np.ascontiguousarray(np.rot90(askew, -turn // 90)), 150)
    assert found.rotation == turn
    assert found.skew == pytest.approx(skew + tilt, abs=0.25)


def test_prose_is_no_matter_of_doubt(page: tuple[Grey, float]) -> None:
    assert not find_orientation(page[0], 150).doubtful


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_table_of_digits_shows_its_axis_and_admits_that_it_may_stand_on_its_head(
    turn: int,
) -> None:
    rng = dice(5)
    sheet = _empty_sheet()
    for row in range(14):
        for column in range(4):
            number = str(rng.randint(10_000, 999_999))
            sheet.text(90 + 115 * column, 100 + 24 * row, number)
    one = scan(draw(sheet, rng, dpi=150), Scanner(), rng)
    found = find_orientation(np.ascontiguousarray(np.rot90(_grey(one.jpeg), -turn // 90)), 150)
    assert found.rotation % 180 == turn % 180
    assert found.doubtful


@pytest.mark.parametrize("turn", [0, 90])
def test_a_title_of_large_type_is_not_blank(turn: int) -> None:
    rng = dice(2)
    sheet = _empty_sheet()
    sheet.text(200, 300, "TỜ BÌA", size=28, style=Style.BOLD)
    one = scan(draw(sheet, rng, dpi=200), Scanner(), rng)
    found = find_orientation(np.ascontiguousarray(np.rot90(_grey(one.jpeg), -turn // 90)), 200)
    assert not found.blank


def test_the_height_of_small_letters_follows_the_size_of_print() -> None:
    heights = []
    for size in (8, 14):
        rng = dice(3)
        sheet = _empty_sheet()
        for row in range(20):
            sheet.text(
                300, 300 + 100 * row, "Căn cứ Luật Tổ chức chính quyền địa phương", size=size
            )
        one = scan(draw(sheet, rng, dpi=300), Scanner(), rng)
        heights.append(find_orientation(_grey(one.jpeg), 300).x_height)
    small, usual = heights
    assert usual / small == pytest.approx(14 / 8, rel=0.15)
    assert choose_dpi(small, 300) > choose_dpi(usual, 300)
    assert choose_dpi(small, 100) == 100


@pytest.mark.parametrize("seed", range(2))
def test_holes_a_dark_edge_and_print_showing_through_leave_a_page_blank(seed: int) -> None:
    rng = dice(seed)
    back = confirmation(invent_facts(rng), find_family()).sheets[0]
    behind = _grey(scan(draw(back, rng, dpi=150), Scanner(tilt=0, noise=0), rng).jpeg)[:, ::-1]
    through = cv2.GaussianBlur(np.ascontiguousarray(behind), (0, 0), 2.5).astype(np.float32)
    paper = 240 - (240 - np.minimum(through, 240)) * 0.2
    paper *= np.linspace(1, 0.55, paper.shape[1], dtype=np.float32)
    paper += np.random.default_rng(seed).normal(0, 4, paper.shape)
    page = np.clip(paper, 0, 255).astype(np.uint8)
    page[:, :20] = 15
    for row in (400, 800, 1000, 1300):
        cv2.circle(page, (60, row), 17, 30, -1)
    assert find_orientation(page, 150).blank


@given(
    shape=st.tuples(st.integers(1, 300), st.integers(1, 300)),
    dpi=st.integers(50, 1200),
    seed=st.integers(0, 9),
)
@settings(deadline=None, max_examples=60)
def test_noise_of_any_size_is_measured_and_cleaned_without_a_fault(
    shape: tuple[int, int], dpi: int, seed: int
) -> None:
    noise = np.random.default_rng(seed).integers(0, 256, shape, np.uint8)
    picture = working_picture(noise, dpi)
    found = orientation_of(picture)
    assert found.rotation in {0, 90, 180, 270}
    assert abs(found.skew) <= MOST_TILT
    assert cleaned_page(picture, found).grey.dtype == np.uint8


@pytest.mark.parametrize("seed", range(4))
def test_an_empty_sheet_is_blank_however_dirty_the_glass(seed: int) -> None:
    rng = dice(seed)
    dirty = Scanner(noise=9, light=0.4, paper=(0.97, 0.95, 0.88))
    one = scan(blank_page(find_family(), dpi=200), dirty, rng)
    assert find_orientation(_grey(one.jpeg), 200).blank


def test_a_page_with_one_short_line_is_not_blank() -> None:
    rng = dice(1)
    sheet = _empty_sheet()
    sheet.text(200, 200, "PHỤ LỤC I")
    one = scan(draw(sheet, rng, dpi=200), Scanner(), rng)
    assert not find_orientation(_grey(one.jpeg), 200).blank


def test_a_uniform_picture_is_blank() -> None:
    assert find_orientation(np.full((400, 300), 255, np.uint8), 72).blank
    assert find_orientation(np.zeros((400, 300), np.uint8), 72).blank
    assert find_orientation(np.zeros((1, 1), np.uint8), 72).blank
