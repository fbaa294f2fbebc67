"""Finds the room above the signer's printed name, where a person's signature belongs.

NĐ 30/2020, Phụ lục I, mục II.7: between the title and the name. Where the page prints no such name,
or leaves no room, there is no answer and the usual place is taken.
"""

import unicodedata
from collections.abc import Sequence

from signing.appearances.placement import Box
from signing.appearances.text_positions import Letter

_LEAST_HEIGHT = 24.0
_CLEAR = 4.0  # between the signature and the printed lines
_SAME_LINE = 2.0


def room_above(letters: Sequence[Letter], name: str, wide: float, high: float) -> Box | None:
    """Return a box of at most that size above the last line that is the name, in page space."""
    printed = "".join(letter.text for letter in letters).casefold()
    wanted = "".join(unicodedata.normalize("NFC", name).split()).casefold()
    start = printed.rfind(wanted) if wanted and len(printed) == len(letters) else -1
    if start < 0:
        return None
    found = letters[start : start + len(wanted)]
    if any(abs(letter.baseline - found[0].baseline) > _SAME_LINE for letter in found):
        return None
    middle = (found[0].box[0] + found[-1].box[2]) / 2
    left, right = middle - wide / 2, middle + wide / 2
    bottom = max(letter.box[3] for letter in found) + _CLEAR
    above = [
        letter.box[1]
        for letter in letters
        if letter.box[1] >= bottom and letter.box[2] > left and letter.box[0] < right
    ]
    top = min([bottom + high, *(low - _CLEAR for low in above)])
    return (left, bottom, right, top) if top - bottom >= _LEAST_HEIGHT else None
