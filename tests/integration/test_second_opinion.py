"""Where the look of the lines leaves it in doubt, reading tells which way a page is up."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from ingest.pixels.orientation import Orientation, orientation_of
from ingest.pixels.working import WorkingPicture, working_picture
from ingest.recognition.ocr_tesserocr import TesserocrEngine
from ingest.recognition.tessdata import find_tessdata
from ingest.scans.images import Grey
from ingest.second_opinion import settled
from ingest.text import Line
from sohoa.samples.fonts import find_family
from sohoa.samples.raster import draw
from sohoa.samples.scanner import Scanner, scan
from sohoa.samples.sheet import Sheet
from tests.support.samples import dice


class Unwanted:
    """An engine that nobody may ask."""

    def read(self, image: Grey, dpi: int) -> tuple[Line, ...]:
        raise AssertionError(image.shape, dpi)


def _table_of_digits(turn: int) -> WorkingPicture:
    rng = dice(5)
    sheet = Sheet(find_family())
    for row in range(14):
        for column in range(4):
            sheet.text(90 + 115 * column, 100 + 24 * row, str(rng.randint(10_000, 999_999)))
    jpeg = scan(draw(sheet, rng, dpi=150), Scanner(), rng).jpeg
    grey = np.asarray(Image.open(BytesIO(jpeg)).convert("L"), np.uint8)
    return working_picture(np.ascontiguousarray(np.rot90(grey, -turn // 90)), 150)


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_table_of_digits_is_read_the_right_way_up(turn: int) -> None:
    picture = _table_of_digits(turn)
    lies = orientation_of(picture)
    assert lies.doubtful
    assert settled(lies, picture, TesserocrEngine(find_tessdata())).rotation == turn


def test_no_engine_is_asked_where_there_is_no_doubt() -> None:
    lies = Orientation(rotation=90, skew=0.5, blank=False, margin=0.4)
    assert settled(lies, _table_of_digits(0), Unwanted()) is lies
