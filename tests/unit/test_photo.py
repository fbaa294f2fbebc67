"""A photographed sheet becomes a scan, and what is found on it is found in the photograph."""

from io import BytesIO
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from ingest.pixels.photo import Flattened, flatten
from ingest.pixels.sheet_outline import find_outline
from ingest.reading import read_page
from ingest.recognition.ocr import OcrEngine
from ingest.scans.images import Seen, small_colour
from ingest.scans.scan import inspect
from ingest.scans.scan_file import PageInfo, ScanLimits
from ingest.text import Box, Line, PageKind, PageText, Word
from tests.support import hostile
from tests.support.bad_pages import Pixels
from tests.support.photographed import Photographed, photograph
from tests.support.scanned_pages import scanned


def page_of(pixels: Pixels, *, dpi_stated: bool = False, camera: bool = True) -> PageInfo:
    height, width = pixels.shape[:2]
    return PageInfo(
        number=0,
        kind=PageKind.SCAN,
        width=width,
        height=height,
        dpi=round(width / 8.27),
        dpi_stated=dpi_stated,
        camera=camera,
    )


def seen(pixels: Pixels) -> Seen:
    grey = np.ascontiguousarray(pixels if pixels.ndim == 2 else pixels[..., 2])
    return Seen(grey, small_colour(pixels, page_of(pixels).dpi))


def flat(pixels: Pixels) -> Flattened:
    found = flatten(seen(pixels), page_of(pixels))
    assert found is not None
    return found


def placed(way: np.ndarray, x: float, y: float) -> np.ndarray:
    return cv2.perspectiveTransform(np.array([[[x, y]]], np.float64), way)[0, 0]


@pytest.fixture(scope="module", params=range(3))
def taken(request: pytest.FixtureRequest) -> tuple[Pixels, Photographed]:
    page = scanned(request.param)
    return page, photograph(page, np.random.default_rng(request.param))


def test_the_sheet_is_found_to_a_hundredth_of_its_width(
    taken: tuple[Pixels, Photographed],
) -> None:
    page, photo = taken
    outline = find_outline(photo.pixels)
    assert outline is not None
    height, width = page.shape[:2]
    true = [placed(photo.way, *at) for at in ((0, 0), (width, 0), (width, height), (0, height))]
    away = np.linalg.norm(outline.corners - np.array(true), axis=1)
    assert away.max() < 0.01 * photo.pixels.shape[1]


def test_the_flat_sheet_is_a4_at_the_resolution_that_the_photo_has_of_it(
    taken: tuple[Pixels, Photographed],
) -> None:
    _, photo = taken
    found = flat(photo.pixels)
    height, width = found.seen.grey.shape
    assert height / width == pytest.approx(297 / 210, rel=0.01)
    assert width / found.dpi == pytest.approx(8.27, rel=0.01)
    assert found.seen.colour is not None
    assert found.seen.colour.shape[1] == pytest.approx(8.27 * 50, abs=3)


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_word_on_the_sheet_is_placed_in_the_photo_that_lies_turned(rotation: int) -> None:
    page = scanned(0)
    photo = photograph(page, np.random.default_rng(3))
    turned = np.ascontiguousarray(np.rot90(photo.pixels, -rotation // 90))
    found = flat(turned)
    tall, wide = page.shape[:2]
    # The upright sheet's own pixels: the page's, scaled.
    upright = found.seen.grey.shape if rotation % 180 == 0 else found.seen.grey.shape[::-1]
    for x, y in ((0.2, 0.1), (0.8, 0.5), (0.4, 0.9)):
        at = Box(x * upright[1] - 40, y * upright[0] - 10, x * upright[1] + 40, y * upright[0] + 10)
        line = found.on_photo(Line((Word("chữ", at, 1),)), rotation)
        box = line.words[0].box
        middle = np.array([(box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2])
        assert np.linalg.norm(middle - placed(photo.way, x * wide, y * tall)) < 20
        assert 0.75 < (box.x1 - box.x0) / 80 < 1.25
        assert 0.75 < (box.y1 - box.y0) / 20 < 1.25


def test_a_scan_is_left_alone_whatever_its_file_says() -> None:
    for number in (0, 4, 5, 10):
        for page in (scanned(number), scanned(number, colour=False)):
            assert flatten(seen(page), page_of(page)) is None


def test_what_states_its_resolution_and_names_no_lens_is_a_scan() -> None:
    photo = photograph(scanned(0), np.random.default_rng(0)).pixels
    assert flatten(seen(photo), page_of(photo, dpi_stated=True, camera=False)) is None
    assert flatten(seen(photo), page_of(photo, dpi_stated=True, camera=True)) is not None


def test_a_desk_without_a_sheet_is_left_as_it_is() -> None:
    rng = np.random.default_rng(2)
    desk = np.clip(rng.normal(90, 12, (1600, 1200, 3)), 0, 255).astype(np.uint8)
    assert flatten(seen(desk), page_of(desk)) is None
    dark_sheet = desk.copy()
    dark_sheet[300:1300, 250:950] //= 3
    assert flatten(seen(dark_sheet), page_of(dark_sheet)) is None


def test_a_photograph_is_read_like_a_scan_and_its_words_lie_where_they_stand(
    tmp_path: Path, engine: OcrEngine
) -> None:
    page = scanned(0)
    photo = photograph(page, np.random.default_rng(1))
    stream = BytesIO()
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x829D] = 1.8
    Image.fromarray(np.ascontiguousarray(photo.pixels[..., ::-1])).save(
        stream, "JPEG", quality=88, exif=exif
    )
    path = hostile.put(tmp_path, stream.getvalue())
    read = read_page(path, inspect(path, "ảnh.jpg", ScanLimits()), 0, engine)
    assert (read.width, read.height) == (photo.pixels.shape[1], photo.pixels.shape[0])
    straight = read_scan(tmp_path, page, engine)
    words = {word.text: word.box for line in read.lines for word in line.words}
    true = {word.text: word.box for line in straight.lines for word in line.words}
    assert len(words.keys() & true.keys()) > 0.9 * len(true)
    once = [text for text in words.keys() & true.keys() if straight.text.split().count(text) == 1]
    away = [
        np.linalg.norm(placed(photo.way, *middle(true[text])) - np.array(middle(words[text])))
        for text in once
        if read.text.split().count(text) == 1
    ]
    assert len(away) > 20
    assert np.median(away) < 12


def middle(box: Box) -> tuple[float, float]:
    return (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2


def read_scan(folder: Path, page: Pixels, engine: OcrEngine) -> PageText:
    stream = BytesIO()
    Image.fromarray(np.ascontiguousarray(page[..., ::-1])).save(stream, "PNG", dpi=(200, 200))
    path = hostile.put(folder, stream.getvalue(), "scan.png")
    return read_page(path, inspect(path, "s", ScanLimits()), 0, engine)
