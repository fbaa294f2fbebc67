"""Tells the two faces of an identity card apart: copied on two pages, they are one paper."""

import re
from enum import Flag, auto
from typing import Final

from ingest.papers.citizen_card import citizen_card
from ingest.papers.letters import bare
from ingest.text import PageText

_FRONT: Final = re.compile(
    r"CAN CUOC( CONG DAN)?\b|CHUNG MINH NHAN DAN|PLACE OF ORIGIN|IDENTITY CARD|FULL NAME"
)
_BACK: Final = re.compile(
    r"DAC DIEM NHAN DANG|PERSONAL IDENTIFICATION|NGON TRO (TRAI|PHAI)|INDEX FINGER"
    r"|I[D0O]VNM\d|CUC TRUONG CUC CANH SAT|PLACE OF BIRTH REGISTRATION"
)
_FEW_LINES: Final = 40  # a card's copy holds little else


class Faces(Flag):
    """The faces of a card that are seen on a page."""

    NONE = 0
    FRONT = auto()
    BACK = auto()


def card_faces(page: PageText) -> Faces:
    """Return which faces of an identity card the page shows."""
    faces = Faces.FRONT if any(map(citizen_card, page.codes)) else Faces.NONE
    if len(page.lines) > _FEW_LINES:
        return faces
    hits = {Faces.FRONT: 0, Faces.BACK: 0}
    for line in page.lines:
        text = bare(line.text)
        hits[Faces.FRONT] += bool(_FRONT.search(text))
        hits[Faces.BACK] += bool(_BACK.search(text))
    for face, count in hits.items():
        if count >= 2:  # noqa: PLR2004 - one may be a mention
            faces |= face
    return faces
