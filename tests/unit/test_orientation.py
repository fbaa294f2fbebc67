"""How a page lies is told without a second recogniser."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from ingest.pixels.orientation import find_orientation
from ingest.scans.images import Grey
from sohoa.samples.confirmation import confirmation
from sohoa.samples.facts import invent_facts
from sohoa.samples.fonts import find_family
from sohoa.samples.raster import blank_page, draw
from sohoa.samples.scanner import Scanner, scan
from sohoa.samples.stack import sample_papers
from tests.support.samples import dice


def _grey(jpeg: bytes) -> Grey:
    return np.asarray(Image.open(BytesIO(jpeg)).convert("L"), np.uint8)


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


@pytest.mark.parametrize("seed", range(4))
def test_an_empty_sheet_is_blank_however_dirty_the_glass(seed: int) -> None:
    rng = dice(seed)
    dirty = Scanner(noise=9, light=0.4, paper=(0.97, 0.95, 0.88))
    one = scan(blank_page(find_family(), dpi=200), dirty, rng)
    assert find_orientation(_grey(one.jpeg), 200).blank


def test_a_page_with_one_short_line_is_not_blank() -> None:
    rng = dice(1)
    sheet = confirmation(invent_facts(rng), find_family()).sheets[0]
    sheet.items.clear()
    sheet.text(200, 200, "PHỤ LỤC I")
    one = scan(draw(sheet, rng, dpi=200), Scanner(), rng)
    assert not find_orientation(_grey(one.jpeg), 200).blank


def test_a_uniform_picture_is_blank() -> None:
    assert find_orientation(np.full((400, 300), 255, np.uint8), 72).blank
    assert find_orientation(np.zeros((400, 300), np.uint8), 72).blank
    assert find_orientation(np.zeros((1, 1), np.uint8), 72).blank
