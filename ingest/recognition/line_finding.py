"""Finds the printed lines of a page, cell by cell in tables, column by column in heads.

    ink -> without rules -> pieces -> letters -> linked, cut -> marks given back -> rows -> order

Stamps, pens, photographs, punch holes and dirt are no letters. What a line says is not looked at.
"""

from typing import Final

import cv2
import numpy as np

from ingest.recognition.components import (
    Components,
    Floats,
    Ints,
    from_stats,
    letter_like,
    letters_among,
    sizes_around,
)
from ingest.recognition.leaning import level_pieces
from ingest.recognition.linking import link
from ingest.recognition.marks import with_marks, without_lone_marks
from ingest.recognition.pictures import on_pictures
from ingest.recognition.printed import with_lone_dashes, without_scraps
from ingest.recognition.printed_line import PrintedLine
from ingest.recognition.reading_order import page_lean, reading_order, rows_of
from ingest.recognition.rectangles import Sums, filled
from ingest.recognition.ruling import Ruling, find_ruling, without_rules
from ingest.recognition.runs import Runs, measure
from ingest.scans.images import Grey

_INK: Final = 165
_LEAST_AREA: Final = 3
_SPECK: Final = 0.02  # of the square of the letter height
_MOST_MARK: Final = 0.4  # of the dpi
# In letter heights; the network expects lines with their ascenders and tails.
_MARGIN_BESIDE: Final = 0.22
_MARGIN_OVER: Final = 0.22
_MARGIN_UNDER: Final = 0.22
_OVER: Final = (1.0, 1.75)
_UNDER: Final = (0.25, 0.5)


def find_lines(grey: Grey, dpi: int) -> tuple[PrintedLine, ...]:
    """Return the printed lines of an upright, evenly lit page in reading order."""
    ink = np.asarray(cv2.threshold(grey, _INK, 1, cv2.THRESH_BINARY_INV)[1], np.uint8)
    ruling = find_ruling(ink, dpi)
    ink = without_rules(ink, ruling)
    stats = cv2.connectedComponentsWithStatsWithAlgorithm(ink, 8, cv2.CV_32S, cv2.CCL_GRANA)[2]
    pieces = from_stats(np.asarray(stats, np.int32))
    pieces = pieces.chosen(pieces.area >= _LEAST_AREA)
    pieces = pieces.chosen(~on_pictures(grey, pieces, dpi))
    candidates = letter_like(pieces, dpi)
    sizes = sizes_around(pieces, candidates, dpi, grey.shape)
    is_letter = letters_among(pieces, candidates, sizes)
    if not is_letter.any():
        return ()
    letters = pieces.chosen(is_letter)
    shape = (grey.shape[0], grey.shape[1])
    numbers = link(letters, sizes[is_letter], ruling.standing, _body(pieces, sizes, shape), shape)
    whole = measure(letters, numbers)
    runs = measure(letters, level_pieces(letters, numbers, whole))
    runs = without_scraps(without_lone_marks(runs), dpi)
    rest = ~is_letter & (pieces.height < _MOST_MARK * dpi)
    small = pieces.chosen(rest)
    runs, taken = with_marks(runs, small)
    runs = with_lone_dashes(runs, small.chosen(~taken))
    return _placed(runs, rows_of(runs, page_lean(whole)), ruling, shape)


def _body(pieces: Components, sizes: Floats, shape: tuple[int, int]) -> Sums:
    """Return where print is: letters, marks and dashes, not the finest dirt."""
    solid = pieces.chosen((pieces.area >= _SPECK * sizes * sizes) & (pieces.height <= 3 * sizes))
    return Sums.of(filled(solid.left, solid.top, solid.right, solid.bottom, shape))


def _placed(
    runs: Runs, rows: Ints, ruling: Ruling, shape: tuple[int, int]
) -> tuple[PrintedLine, ...]:
    over = np.clip(runs.baseline - runs.top, _OVER[0] * runs.size, _OVER[1] * runs.size)
    under = np.clip(runs.bottom - runs.baseline, _UNDER[0] * runs.size, _UNDER[1] * runs.size)
    left = np.maximum(0, runs.left - _MARGIN_BESIDE * runs.size).astype(np.int64)
    right = np.minimum(shape[1], runs.right + _MARGIN_BESIDE * runs.size).astype(np.int64)
    top = np.maximum(0, np.round(runs.baseline - over - _MARGIN_OVER * runs.size)).astype(np.int64)
    bottom = np.minimum(
        shape[0], np.round(runs.baseline + under + _MARGIN_UNDER * runs.size)
    ).astype(np.int64)
    return tuple(
        PrintedLine(
            left=int(left[run]),
            top=int(top[run]),
            right=int(right[run]),
            bottom=int(bottom[run]),
            row=int(rows[run]),
            baseline=float(runs.baseline[run]),
            size=float(runs.size[run]),
        )
        for run in reading_order(runs, rows, ruling).tolist()
    )
