"""What spares a page the slow look agrees with it: where bars may stand, and levels counted."""

import cv2
import numpy as np
import pytest

from ingest.pixels.bars import bars_stand
from ingest.pixels.levels import Levels
from tests.support.scanned_pages import DPI, scanned


def barred(tilt: float) -> np.ndarray:
    """Return a sheet of 150 dpi with narrow bars, an inch and a half of them, 9 mm high."""
    sheet = np.full((1200, 900), 230, np.uint8)
    bars = np.random.default_rng(2).integers(0, 2, 110).repeat(2)
    sheet[500:553, 300:520] = np.where(bars, 60, 230)
    matrix = cv2.getRotationMatrix2D((450, 600), tilt, 1)
    return np.asarray(cv2.warpAffine(sheet, matrix, (900, 1200), borderValue=230), np.uint8)


@pytest.mark.parametrize("tilt", [-8, -3, 0, 5])
@pytest.mark.parametrize("turns", [0, 1])
def test_bars_are_seen_lying_standing_and_tilted(tilt: float, turns: int) -> None:
    assert bars_stand(np.ascontiguousarray(np.rot90(barred(tilt), turns)), 150)


def test_a_page_of_print_has_no_bars() -> None:
    assert not bars_stand(scanned(0, colour=False), DPI)


def test_levels_counted_are_those_of_sorted_pixels() -> None:
    picture = np.random.default_rng(1).normal(150, 40, (90, 70)).clip(0, 255).astype(np.uint8)
    levels = Levels.of(picture)
    for share in (0.5, 20, 50, 70, 98):
        assert levels.percentile(share) == np.percentile(picture, share, method="inverted_cdf")
    assert levels.share_below(128) == pytest.approx(np.mean(picture < 128))
