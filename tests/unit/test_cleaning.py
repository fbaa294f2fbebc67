"""The image made for the reader is level and free of leaders, and boxes find their way back."""

import cv2
import numpy as np
import pytest

from ingest.pixels.cleaning import clean
from ingest.pixels.quality import measure
from ingest.scans.images import Grey
from ingest.text import Box


def _page_with_mark(x: int, y: int) -> Grey:
    page = np.full((1200, 900), 235, np.uint8)
    page[y : y + 20, x : x + 60] = 10
    return page


def _dark(grey: Grey) -> Box:
    ys, xs = np.nonzero(grey < 120)
    return Box(float(xs.min()), float(ys.min()), float(xs.max() + 1), float(ys.max() + 1))


@pytest.mark.parametrize("skew", [0.0, 0.05, 1.5, -2.8])
@pytest.mark.parametrize(("dpi", "target"), [(300, 180), (150, 180), (200, 100)])
def test_a_box_on_the_clean_image_maps_back_to_the_original(
    skew: float, dpi: int, target: int
) -> None:
    """A mark in a tilted page: found on the clean image, it is where it was drawn."""
    page = _page_with_mark(650, 150)
    turn = cv2.getRotationMatrix2D((450, 600), -skew, 1)
    tilted = np.asarray(
        cv2.warpAffine(page, turn, (900, 1200), borderMode=cv2.BORDER_REPLICATE), np.uint8
    )
    cleaned = clean(tilted, dpi, skew, target)
    assert cleaned.dpi == min(dpi, target)
    found = cleaned.to_original(_dark(cleaned.grey), 900, 1200)
    true = _dark(tilted)
    assert (found.x0 + found.x1) / 2 == pytest.approx((true.x0 + true.x1) / 2, abs=3)
    assert (found.y0 + found.y1) / 2 == pytest.approx((true.y0 + true.y1) / 2, abs=3)


def test_dot_leaders_vanish_and_letters_stay() -> None:
    page = np.full((300, 1000), 240, np.uint8)
    for x in range(100, 900, 8):
        page[150:153, x : x + 3] = 40
    page[120:150, 300:320] = 10
    cleaned = clean(page, 150, 0.0, 150).grey
    assert (cleaned[155:160] > 200).all()
    assert (cleaned[148:156, 500:800] > 200).all()
    assert (cleaned[125:145, 303:317] < 60).all()


def test_three_dots_are_no_leader() -> None:
    page = np.full((300, 1000), 240, np.uint8)
    for x in (100, 108, 116):
        page[150:153, x : x + 3] = 40
    assert (clean(page, 150, 0.0, 150).grey < 120).sum() > 15


def test_uneven_light_is_evened() -> None:
    light = np.linspace(1.0, 0.5, 900)
    page = (np.full((1200, 900), 230) * light).astype(np.uint8)
    cleaned = clean(page, 150, 0.0, 150).grey
    assert int(cleaned.max()) - int(cleaned.min()) < 25


def test_a_blurred_page_measures_blurrier() -> None:
    rng = np.random.default_rng(1)
    page = np.where(rng.random((1200, 900)) < 0.1, 20, 240).astype(np.uint8)
    soft = np.asarray(cv2.GaussianBlur(page, (0, 0), 3), np.uint8)
    sharp_blur, soft_blur = measure(page, 300).blur, measure(soft, 300).blur
    assert sharp_blur is not None
    assert soft_blur is not None
    assert soft_blur < sharp_blur / 5
