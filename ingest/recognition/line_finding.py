"""Finds the printed lines of a page, cell by cell in tables, column by column in heads.

    ink -> without rules -> pieces -> letters -> linked, cut -> marks given back -> rows -> order

Stamps, pens, photographs, punch holes and dirt are no letters. What a line says is not looked at.
"""

from typing import Final

import cv2
import numpy as np

from ingest.recognition.components import (
    from_stats,
    letter_like,
    letters_among,
    sizes_around,
)
from ingest.recognition.linking import link
from ingest.recognition.marks import with_marks, without_lone_marks
from ingest.recognition.pictures import on_pictures
from ingest.recognition.printed_line import PrintedLine
from ingest.recognition.reading_order import reading_order, rows_of
from ingest.recognition.ruling import find_ruling, without_rules
from ingest.recognition.runs import Runs, measure
from ingest.scans.images import Grey

_INK: Final = 165
_LEAST_AREA: Final = 3
_LEAST_SIZE: Final = 6.5 / 150  # of the dpi: capitals of 5 points
_MARGIN: Final = 4 / 150  # of the dpi
# Heights over and under the baseline that the network expects, in letter heights.
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
    runs = measure(letters, link(letters, sizes[is_letter], ruling.standing, grey.shape))
    runs = without_lone_marks(runs)
    runs, _ = with_marks(runs, pieces.chosen(~is_letter & (pieces.height < 0.4 * dpi)))
    runs = runs.chosen(runs.size >= _LEAST_SIZE * dpi)
    return _placed(runs, dpi, grey.shape)


def _placed(runs: Runs, dpi: int, shape: tuple[int, int]) -> tuple[PrintedLine, ...]:
    margin = _MARGIN * dpi
    over = np.clip(runs.baseline - runs.top, _OVER[0] * runs.size, _OVER[1] * runs.size)
    under = np.clip(runs.bottom - runs.baseline, _UNDER[0] * runs.size, _UNDER[1] * runs.size)
    left = np.maximum(0, runs.left - margin).astype(np.int64)
    right = np.minimum(shape[1], runs.right + margin).astype(np.int64)
    top = np.maximum(0, np.round(runs.baseline - over - margin)).astype(np.int64)
    bottom = np.minimum(shape[0], np.round(runs.baseline + under + margin)).astype(np.int64)
    rows = rows_of(runs)
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
        for run in reading_order(runs, rows).tolist()
    )
