"""Cuts lines that lean into level pieces, at words.

A crop is upright: over a hundred letters, half a degree that levelling left, or the fold of a bound
volume, carries a line out of its own rectangle.
"""

from typing import Final

import numpy as np

from ingest.recognition.components import Components, Ints
from ingest.recognition.runs import Runs

_MOST_FALL: Final = 0.4  # of the letter height, over the whole run
_PIECE_FALL: Final = 0.28
_WORD_GAP: Final = 0.22  # letter heights


def level_pieces(letters: Components, numbers: Ints, runs: Runs) -> Ints:
    """Return the runs' numbers anew, the leaning ones cut."""
    fall = np.abs(runs.lean) * (runs.right - runs.left)
    pieces = np.where(
        fall > _MOST_FALL * runs.size, np.ceil(fall / (_PIECE_FALL * runs.size)), 1
    ).astype(np.int64)
    if not len(runs) or int(pieces.max()) == 1:
        return numbers
    order = np.lexsort((letters.left, numbers))
    run, left, right = numbers[order], letters.left[order], letters.right[order]
    new_word = np.ones(len(run), bool)
    new_word[1:] = (run[1:] != run[:-1]) | (left[1:] - right[:-1] > _WORD_GAP * runs.size[run[1:]])
    # A word goes where its first letter is.
    begin = left[new_word][np.cumsum(new_word) - 1]
    share = (begin - runs.left[run]) / np.maximum(1.0, runs.right[run] - runs.left[run])
    piece = np.minimum((share * pieces[run]).astype(np.int64), pieces[run] - 1)
    result = np.empty(len(numbers), np.int64)
    result[order] = np.unique(run * (int(pieces.max()) + 1) + piece, return_inverse=True)[1]
    return result
