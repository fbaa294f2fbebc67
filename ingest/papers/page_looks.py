"""Compares pages by what they look like from afar: grids of printed cells, as whole numbers.

A look (`ingest.pixels.duplicates`) is a grid of 64 by 88 cells, each printed or not. Bits of one
large number are compared without a matrix library, which whoever only proposes would have to load.
"""

import base64
import binascii
from collections.abc import Sequence
from typing import Final

ACROSS: Final = 64
DOWN: Final = 88
_CELLS: Final = ACROSS * DOWN
_ALL: Final = (1 << _CELLS) - 1
# A cell's play in every direction; what leaves the grid comes in again on the other side.
_PLAY: Final = tuple(ACROSS * down + across for down in (-1, 0, 1) for across in (-1, 0, 1))


def likeness(one: str, other: str) -> float:
    """Return how alike two looks are, 0 to 1, either way round; 0 where one says nothing."""
    return _likeness(_cells(one), _ways(_cells(other)))


def first_twins(looks: Sequence[str], least: float) -> dict[int, tuple[int, float]]:
    """Return for each page that repeats an earlier one: that page, and how alike they are."""
    cells = [_cells(look) for look in looks]
    twins: dict[int, tuple[int, float]] = {}
    for later, grid in enumerate(cells):
        if not grid or not later:
            continue
        ways = _ways(grid)
        alike = [_likeness(earlier, ways) for earlier in cells[:later]]
        best = max(alike)
        if best >= least:
            twins[later] = (alike.index(best), round(best, 3))
    return twins


def _likeness(one: int, ways: Sequence[int]) -> float:
    """Return the share of cells printed in both, of those printed in either."""
    both = max((one & way).bit_count() for way in ways)
    either = one.bit_count() + ways[0].bit_count() - both
    return both / either if either else 0.0


def _ways(grid: int) -> Sequence[int]:
    """Return the grid as it may lie on another scan: moved a little, or the other way round."""
    turned = int(f"{grid:0{_CELLS}b}"[::-1], 2)
    return [_moved(way, play) for way in (grid, turned) for play in _PLAY]


def _moved(grid: int, by: int) -> int:
    by %= _CELLS
    return ((grid << by) | (grid >> (_CELLS - by))) & _ALL


def _cells(look: str) -> int:
    """Return the grid, a bit for each cell; 0 where a look says nothing."""
    try:
        packed = base64.b64decode(look, validate=True)
    except (binascii.Error, ValueError):
        return 0
    return int.from_bytes(packed) if len(packed) * 8 == _CELLS else 0
