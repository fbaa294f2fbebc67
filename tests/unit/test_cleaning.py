"""The image made for the reader is level and free of leaders, and boxes find their way back."""

import cv2
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ingest.pixels.cleaning import clean, cleaned_page
from ingest.pixels.orientation import Orientation
from ingest.pixels.working import working_picture
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
    (found,) = cleaned.to_original([_dark(cleaned.grey)], 900, 1200)
    true = _dark(tilted)
    assert (found.x0 + found.x1) / 2 == pytest.approx((true.x0 + true.x1) / 2, abs=3)
    assert (found.y0 + found.y1) / 2 == pytest.approx((true.y0 + true.y1) / 2, abs=3)


@given(
    skew=st.floats(-8, 8),
    turn=st.sampled_from([0, 90, 180, 270]),
    x=st.integers(150, 1500),
    y=st.integers(200, 1900),
    dpi=st.sampled_from([150, 200, 300]),
)
@settings(deadline=None, max_examples=30)
def test_a_box_on_a_turned_and_tilted_page_maps_back_within_two_pixels(
    skew: float, turn: int, x: int, y: int, dpi: int
) -> None:
    width, height = 1700, 2200
    page = np.full((height, width), 235, np.uint8)
    page[y : y + 24, x : x + 24] = 10
    tilt = cv2.getRotationMatrix2D((width / 2, height / 2), -skew, 1)
    upright = np.asarray(cv2.warpAffine(page, tilt, (width, height), borderValue=(235,)), np.uint8)
    assume((upright < 120).sum() > 500)
    lying = np.ascontiguousarray(np.rot90(upright, -turn // 90))
    lies = Orientation(rotation=turn, skew=skew, blank=False, margin=1.0)
    cleaned = cleaned_page(working_picture(lying, dpi), lies)
    assume((cleaned.grey < 120).sum() > 100)
    (found,) = cleaned.to_original([_dark(cleaned.grey)], width, height)
    true = _dark(upright)
    assert (found.x0 + found.x1) / 2 == pytest.approx((true.x0 + true.x1) / 2, abs=2)
    assert (found.y0 + found.y1) / 2 == pytest.approx((true.y0 + true.y1) / 2, abs=2)


@pytest.mark.parametrize("grey", [110, 150])
def test_a_grey_ring_over_print_fades_and_the_print_stays(grey: int) -> None:
    page = np.full((1200, 900), 240, np.uint8)
    cv2.circle(page, (400, 400), 100, grey, 6)
    cv2.circle(page, (400, 400), 60, grey, 3)
    ring = page < 200
    for row in (360, 400, 440):
        cv2.putText(page, "UY BAN NHAN DAN", (250, row), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 25, 2)
    text = page < 60
    cleaned = clean(page, 150, 0.0, 150).grey
    assert (cleaned[text] < 100).mean() > 0.9
    near_text = cv2.dilate(text.astype(np.uint8), np.ones((7, 7), np.uint8)) > 0
    assert (cleaned[ring & ~near_text] > 200).mean() > 0.95


def test_a_table_of_pale_rules_keeps_them() -> None:
    page = np.full((1200, 900), 240, np.uint8)
    for at in range(100, 801, 100):
        page[at : at + 2, 100:800] = 130
        page[100:800, at : at + 2] = 130
    for row in range(150, 800, 100):
        cv2.putText(page, "1.234", (120, row), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 25, 2)
    cleaned = clean(page, 150, 0.0, 150).grey
    assert (cleaned[100, 110:790] < 200).all()


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
