"""A page's picture is judged as a clerk would judge it: good ones pass, spoiled ones are named."""

from collections.abc import Callable
from random import Random

import cv2
import numpy as np
import pytest

from ingest.papers.page_looks import first_twins, likeness
from ingest.pixels.orientation import find_orientation
from ingest.pixels.quality import judge
from ingest.scans.images import small_colour
from ingest.text import Fault, Quality
from sohoa.samples.fonts import find_family
from sohoa.samples.raster import blank_page
from sohoa.samples.scanner import Scanner, scan
from tests.support import bad_pages
from tests.support.bad_pages import Pixels
from tests.support.scanned_pages import DPI, scanned


@pytest.fixture(scope="module", params=[True, False], ids=["colour", "grey"])
def page(request: pytest.FixtureRequest) -> Pixels:
    return scanned(0, colour=request.param)


@pytest.fixture(scope="module")
def in_colour() -> Pixels:
    return scanned(0)


def judged(page: Pixels, dpi: int = DPI, *, dpi_stated: bool = True) -> dict[Fault, float]:
    return dict(quality_of(page, dpi, dpi_stated=dpi_stated)[1])


def quality_of(
    page: Pixels, dpi: int = DPI, *, dpi_stated: bool = True
) -> tuple[Quality, dict[Fault, float]]:
    grey = np.ascontiguousarray(page if page.ndim == 2 else page[..., 2])
    lies = find_orientation(grey, dpi)
    verdict = judge(grey, small_colour(page, dpi), dpi, lies, dpi_stated=dpi_stated)
    return verdict.quality, {one.code: one.measure for one in verdict.findings}


@pytest.mark.parametrize("number", range(11))
def test_nothing_is_wrong_with_an_office_scan(number: int) -> None:
    assert judged(scanned(number)) == {}


@pytest.mark.parametrize("number", [0, 4, 9])
def test_nothing_is_wrong_with_a_grey_scan_that_lies_on_its_side(number: int) -> None:
    assert judged(scanned(number, colour=False, rotation=90)) == {}


SPOILED: dict[Fault, Callable[[Pixels], Pixels]] = {
    Fault.BLURRED: lambda page: bad_pages.blurred(page, DPI, 0.34),
    Fault.TOO_DARK: lambda page: bad_pages.darkened(page, 0.4),
    Fault.TOO_LIGHT: lambda page: bad_pages.paled(page, 0.2),
    Fault.CUT_OFF: lambda page: np.ascontiguousarray(page[:, int(page.shape[1] * 0.2) :]),
    Fault.FOLD: lambda page: bad_pages.with_crease(page, DPI, np.random.default_rng(1)),
    Fault.UPSIDE_DOWN: lambda page: np.ascontiguousarray(page[::-1, ::-1]),
}


PALE = {Fault.BLURRED, Fault.TOO_LIGHT}


@pytest.mark.parametrize("fault", SPOILED)
def test_a_spoiled_page_is_named(page: Pixels, fault: Fault) -> None:
    found = set(judged(SPOILED[fault](page)))
    # What is blurred is paler, too; how a page in pale ink lies, or that it is one, is hard to say.
    beside = {Fault.TOO_LIGHT, Fault.UPSIDE_DOWN, Fault.BLANK} if fault in PALE else set()
    assert fault in found <= {fault, *beside}


def test_a_blurred_page_measures_blurrier(page: Pixels) -> None:
    sharp, soft = (quality_of(one)[0].blur for one in (page, SPOILED[Fault.BLURRED](page)))
    assert sharp is not None
    assert soft is not None
    assert soft < sharp / 5


@pytest.mark.parametrize("seed", range(6))
def test_a_finger_and_a_note_are_told_apart_by_their_colour(in_colour: Pixels, seed: int) -> None:
    rng = np.random.default_rng(seed)
    assert set(judged(bad_pages.with_finger(in_colour, DPI, rng))) == {Fault.FINGER}
    assert set(judged(bad_pages.with_note(in_colour, DPI, rng))) == {Fault.STICKY_NOTE}
    assert Fault.FOLD in judged(bad_pages.with_turned_corner(in_colour, DPI, rng))


def test_a_finger_on_a_grey_scan_is_a_dark_shape_from_an_edge(in_colour: Pixels) -> None:
    finger = bad_pages.with_finger(in_colour, DPI, np.random.default_rng(0))
    assert set(judged(np.asarray(cv2.cvtColor(finger, cv2.COLOR_BGR2GRAY), np.uint8))) == {
        Fault.FINGER
    }


def test_a_blank_page_is_blank_and_nothing_else() -> None:
    rng = Random(3)  # noqa: S311 - draws, guards nothing
    page = scan(blank_page(find_family(), DPI), Scanner(), rng)
    pixels = cv2.imdecode(np.frombuffer(page.jpeg, np.uint8), cv2.IMREAD_UNCHANGED)
    assert set(judged(np.asarray(pixels, np.uint8))) == {Fault.BLANK}


def test_too_few_dots_are_told_only_where_the_file_states_them(page: Pixels) -> None:
    coarse = np.asarray(cv2.resize(page, None, fx=0.6, fy=0.6, interpolation=cv2.INTER_AREA))
    assert judged(coarse, 120) == {Fault.LOW_RESOLUTION: 120}
    assert Fault.LOW_RESOLUTION not in judged(coarse, 120, dpi_stated=False)


def test_a_page_scanned_twice_looks_the_same_either_way_round() -> None:
    first, _ = quality_of(scanned(0))
    again = scanned(0, colour=False)
    again = bad_pages.darkened(bad_pages.blurred(again, DPI, 0.1), 0.9)
    turned = np.ascontiguousarray(again[::-1, ::-1])
    for second in (quality_of(again)[0], quality_of(turned)[0]):
        assert likeness(first.look, second.look) > 0.8
    backwards = quality_of(scanned(1))[0].look
    assert likeness(first.look, backwards) < 0.6


def test_the_first_of_all_alike_is_named_and_a_page_without_print_never() -> None:
    looks = [quality_of(scanned(number))[0].look for number in (0, 1, 0, 2)]
    twins = first_twins([*looks, "", "", "?"], 0.9)
    assert {later: earlier for later, (earlier, _) in twins.items()} == {2: 0}
    assert first_twins([], 0.9) == {}
