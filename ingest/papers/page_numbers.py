"""Finds the page number that is printed at a page's head or foot.

NĐ 30/2020/NĐ-CP, Phụ lục I: centred at the top from the second page on; contracts, forms and
notarial copies have it at the foot, with or without the number of all pages.
"""

import re
from dataclasses import dataclass
from typing import Final

from ingest.papers.layout_zones import height_share, middle_share
from ingest.papers.letters import bare
from ingest.text import PageText

_HEAD: Final = 0.085  # of the height
_FOOT: Final = 0.92
_OUTER: Final = 0.3  # of the width: a bare number further left is a line's own
_MOST: Final = 400
_NUMBER: Final = re.compile(r"[-–—_.|\s]*(\d{1,3})[-–—_.|\s]*")
_OF_ALL: Final = re.compile(
    r"\W*(?:TRANG|TR\.|PAGE|TO SO|SO TRANG)?\s*:?\s*(\d{1,3})\s*(?:/|TREN|OF)\s*(\d{1,3})\W*"
)
_NAMED: Final = re.compile(r"\W*(?:TRANG|TR\.|PAGE)\s*:?\s*(?:SO)?\s*:?\s*(\d{1,3})\W*")


@dataclass(frozen=True, slots=True)
class PageNumber:
    """What is printed: the page's number, and how many there are, where it says so."""

    number: int
    of: int | None = None


def page_number(page: PageText) -> PageNumber | None:
    """Return the number printed on the page; None where there is none or it cannot be one."""
    for line in page.lines:
        if not (height_share(page, line) < _HEAD or height_share(page, line) > _FOOT):
            continue
        text = bare(line.text)
        whole = _OF_ALL.fullmatch(text)
        if whole and 0 < int(whole[1]) <= int(whole[2]) <= _MOST:
            return PageNumber(int(whole[1]), int(whole[2]))
        alone = _NAMED.fullmatch(text)
        if alone is None and middle_share(page, line) > _OUTER:
            alone = _NUMBER.fullmatch(text)
        if alone and 0 < int(alone[1]) <= _MOST:
            return PageNumber(int(alone[1]))
    return None
