"""Whatever the pixels are, lines lie on the page and not on one another."""

import cv2
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.recognition.line_finding import find_lines
from ingest.scans.images import Grey

_MOST_SHARED = 0.75  # of the smaller one's width, within a row: marks reach over
_MARGIN = 0.22  # of each one's size: a large letter's margin may cover a mark at the paper's edge


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
def test_lines_lie_on_the_page_and_apart(page: Grey, dpi: int) -> None:
    height, width = page.shape
    lines = find_lines(page, dpi)
    assert lines == find_lines(page, dpi)
    for line in lines:
        assert 0 <= line.left < line.right <= width
        assert 0 <= line.top < line.bottom <= height
        assert line.size > 0
        assert line.row >= 0
    for index, line in enumerate(lines):
        for other in lines[index + 1 :]:
            if line.row == other.row:
                shared = min(line.right, other.right) - max(line.left, other.left)
                least = min(line.right - line.left, other.right - other.left)
                reached = _MARGIN * (line.size + other.size)
                assert shared - reached <= _MOST_SHARED * least
