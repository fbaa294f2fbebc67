"""A QR code with a short link, drawn on a draft's first page where it covers no letter.

It goes on before the first signature, like number and date (law 5). Squares of 20 mm are tried in
the bottom left corner, then along the bottom and in the top left; a page without such room gets
none.
"""

from collections.abc import Iterator, Sequence
from typing import Final

import segno

from signing.appearances.placement import Box, SeenPage
from signing.appearances.text_positions import Letter
from signing.errors import UnsuitableDocumentError

_MM: Final = 72 / 25.4
_SIDE: Final = 20 * _MM  # with the quiet zone of four modules (ISO/IEC 18004 clause 6.3.8)
_MARGIN: Final = 8 * _MM
_QUIET: Final = 4
_MOST_CHARACTERS: Final = 200  # longer ones make modules too fine for a camera at this size


def short_link_drawing(link: str, page: SeenPage, letters: Sequence[Letter]) -> bytes:
    """Return the operators that draw the link's code on a page that is not turned; none: no room.

    Raises `UnsuitableDocumentError` (`link_too_long`) for more than 200 characters.
    """
    if len(link) > _MOST_CHARACTERS:
        raise UnsuitableDocumentError("the link is too long for a code", code="link_too_long")
    for left, bottom in _places(page.box):
        square = (left, bottom, left + _SIDE, bottom + _SIDE)
        if not any(_overlap(square, letter.box) for letter in letters):
            return _drawn(link, left, bottom)
    return b""


def _places(box: Box) -> Iterator[tuple[float, float]]:
    x0, y0, x1, y1 = box
    left, right = x0 + _MARGIN, x1 - _MARGIN - _SIDE
    bottom, top = y0 + _MARGIN, y1 - _MARGIN - _SIDE
    if right < left or top < bottom:
        return
    yield from ((left, bottom), ((left + right) / 2, bottom), (right, bottom), (left, top))


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _drawn(link: str, left: float, bottom: float) -> bytes:
    rows = [[bool(module) for module in row] for row in _matrix(link)]
    module = _SIDE / (len(rows) + 2 * _QUIET)
    parts = [b"q 1 g %.3f %.3f %.3f %.3f re f 0 g" % (left, bottom, _SIDE, _SIDE)]
    for down, row in enumerate(rows):
        y = bottom + _SIDE - (_QUIET + down + 1) * module
        for start, length in _runs(row):
            x = left + (_QUIET + start) * module
            parts.append(b"%.3f %.3f %.3f %.3f re" % (x, y, length * module, module))
    return b"\n".join([*parts, b"f Q"])


def _matrix(link: str) -> Sequence[Sequence[int]]:
    code = segno.make(link, micro=False, error="m")
    matrix: Sequence[Sequence[int]] = code.matrix
    return matrix


def _runs(row: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Yield start and length of each stretch of dark modules: no seams between neighbours."""
    start: int | None = None
    for at, dark in enumerate([*row, False]):
        if dark and start is None:
            start = at
        elif not dark and start is not None:
            yield start, at - start
            start = None
