"""One run of letters on a page: what line finding hands to a recogniser."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedLine:
    """Letters that stand on one baseline and near to each other, in whole pixels of the page.

    `right` and `bottom` are exclusive; the rectangle holds tone marks above and tails below.
    Segments with the same `row` stand side by side: cells of a table, columns of a head.
    `baseline` is the y on which the letters stand, `size` the height of most of them, in pixels.
    """

    left: int
    top: int
    right: int
    bottom: int
    row: int
    baseline: float
    size: float
