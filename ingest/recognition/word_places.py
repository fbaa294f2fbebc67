"""Puts the words of a line where their ink is.

The network says a space somewhere in the gap between two words, a little early or late. The gap
in the ink that is wide and near tells where one word ends and the next begins.
"""

from collections.abc import Sequence
from itertools import groupby
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from ingest.recognition.letters import Letter
from ingest.recognition.ocr import as_vietnamese
from ingest.scans.images import Grey
from ingest.text import Box, Word

_INK: Final = 165
_REACH: Final = 0.6  # how far from its space a gap is looked for, in heights of the crop


def words_of(
    letters: Sequence[Letter], pixels: Grey, left: int, top: int, steps: int
) -> tuple[Word, ...]:
    """Return the words of a line, boxes on the page.

    `pixels` is the line's crop, whose corner lies at `left`, `top`; the letters' steps run from 0
    to `steps` over its width. A word is as sure as its weakest letter.
    """
    width = pixels.shape[1]
    ink = pixels < _INK
    gaps = _gaps(ink)
    reach = _REACH * pixels.shape[0]
    words: list[Word] = []
    start = 0
    parts = [list(group) for _, group in groupby(letters, key=lambda letter: letter.text == " ")]
    for number, part in enumerate(parts):
        if part[0].text == " ":
            continue
        end = width
        following = width
        if number + 1 < len(parts):
            space = parts[number + 1]
            middle = (space[0].first + space[-1].last) / 2 * width / steps
            end, following = _nearest_gap(gaps, middle, reach)
        text = as_vietnamese("".join(letter.text for letter in part))
        sure = min(letter.sure for letter in part)
        words.append(
            Word(text, _around(ink, start, max(end, start + 1), left, top), round(sure, 3))
        )
        start = min(following, width - 1)
    return tuple(words)


def _gaps(ink: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return the columns without ink as rows of (first, last exclusive)."""
    bare = np.concatenate([[False], ~ink.any(0), [False]])
    return np.flatnonzero(bare[1:] != bare[:-1]).reshape(-1, 2)


def _nearest_gap(gaps: NDArray[np.int64], middle: float, reach: float) -> tuple[int, int]:
    """Return the end of the word before `middle` and the start of the word after it."""
    if len(gaps):
        away = np.maximum(np.maximum(gaps[:, 0] - middle, middle - gaps[:, 1]), 0)
        worth = np.where(away <= reach, (gaps[:, 1] - gaps[:, 0]) - away / 2, -np.inf)
        best = int(worth.argmax())
        if np.isfinite(worth[best]):
            return int(gaps[best, 0]), int(gaps[best, 1])
    return int(middle), int(middle)


def _around(ink: NDArray[np.bool_], start: int, end: int, left: int, top: int) -> Box:
    """Return the box around the ink in the columns `start` to `end`; all of them without ink."""
    x, y, across, down = cv2.boundingRect(ink[:, start:end].view(np.uint8))
    if not across:
        return Box(left + start, top, left + end, top + ink.shape[0])
    corner, above = float(left + start + x), float(top + y)
    return Box(corner, above, corner + across, above + down)
