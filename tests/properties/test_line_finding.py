"""Whatever the pixels are, lines lie on the page and not on one another."""

import cv2
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.recognition.line_finding import find_lines
from ingest.recognition.printed import without_scraps
from ingest.recognition.runs import Runs
from ingest.scans.images import Grey

_SAME_LINE = 0.5  # of the longer run's letters
_INSIDE = 0.5  # of the shorter run's width


@st.composite
def _pages(draw: st.DrawFn) -> Grey:
    """Noise of any grain and darkness, with rules and blots thrown in."""
    height, width = draw(st.integers(1, 400)), draw(st.integers(1, 400))
    grain = draw(st.integers(1, 12))
    seed = draw(st.integers(0, 2**32 - 1))
    random = np.random.default_rng(seed)
    small = random.integers(0, 256, (height // grain + 1, width // grain + 1)).astype(np.uint8)
    small[small > draw(st.integers(0, 255))] = 240
    page = cv2.resize(small, (width, height), interpolation=draw(st.sampled_from([0, 1])))
    page = np.asarray(page, np.uint8).reshape(height, width)
    for _ in range(draw(st.integers(0, 4))):
        x, y = int(random.integers(0, width)), int(random.integers(0, height))
        page[y : y + 3] = 0
        page[:, x : x + 2] = 0
    return page


@settings(max_examples=60, deadline=None)
@given(_pages(), st.sampled_from([100, 150, 180, 300]))
def test_lines_lie_on_the_page_and_no_two_are_one(page: Grey, dpi: int) -> None:
    height, width = page.shape
    lines = find_lines(page, dpi)
    assert lines == find_lines(page, dpi)
    for line in lines:
        assert 0 <= line.left < line.right <= width
        assert 0 <= line.top < line.bottom <= height
        assert line.size > 0
        assert line.row >= 0
    assert len({(line.left, line.top, line.right, line.bottom) for line in lines}) == len(lines)


@st.composite
def _runs(draw: st.DrawFn) -> Runs:
    """Runs of any width on a few lines, many of them over one another."""
    count = draw(st.integers(0, 40))
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    left, size = random.uniform(0, 300, count), random.uniform(1, 30, count)
    baseline = random.uniform(20, draw(st.sampled_from([30, 100, 400])), count)
    return Runs(
        left=left,
        top=baseline - size,
        right=left + random.uniform(1, 300, count),
        bottom=baseline,
        baseline=baseline,
        size=size,
        count=random.integers(1, 20, count),
        fill=random.uniform(0, 1, count),
        lean=np.zeros(count),
    )


@given(_runs(), st.sampled_from([100, 300]))
def test_of_two_runs_on_one_another_only_the_longer_stays(runs: Runs, dpi: int) -> None:
    """Of noise, too: what lines share on a page are margins, and marks given back afterwards."""
    left = without_scraps(runs, dpi)
    for one in range(len(left)):
        for other in range(len(left)):
            longer = (left.count[one], -one) > (left.count[other], -other)
            level = abs(left.baseline[one] - left.baseline[other]) < _SAME_LINE * left.size[one]
            if one != other and longer and level:
                shared = min(left.right[one], left.right[other])
                shared -= max(left.left[one], left.left[other])
                assert shared <= _INSIDE * (left.right[other] - left.left[other])
