"""What one page shows by itself of where it belongs: head, numbers, first and last words.

Seen once a page; what the signs mean beside the page before is `boundaries.py`'s to say.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median
from typing import Final

from ingest.papers.attachments import attached
from ingest.papers.card_faces import Faces, card_faces
from ingest.papers.known_titles import KnownTitles
from ingest.papers.layout_zones import has_motto, height_share, middle_share
from ingest.papers.letters import bare
from ingest.papers.page_numbers import PageNumber, page_number
from ingest.papers.titles import Title, known_title, letter_title, strange_title
from ingest.papers.types import Marks
from ingest.text import Line, PageText

_HEAD: Final = 0.3  # of the height
_FORM_HEAD: Final = 0.15
_MARGIN: Final = 0.085  # running heads and feet stand in the outermost of the height
_END: Final = 0.35
_NUMBER: Final = re.compile(r"^\W*S\w{1,2}\s*[:;.,]?\s*[\d.…_\s]*/\s*[A-Z\d]")
_SYMBOL: Final = re.compile(
    r"^\W*S\w{1,2}\s*[:;.,]?\s*[\d.…_\s]{1,8}(?:/\s*\d{4}\s*)?/\s*([A-Z]{2,5})-"
)
_DATE: Final = re.compile(r"\bNGAY\b.{1,12}\bTHANG\b.{1,12}\bNAM\b")
_FORM: Final = re.compile(r"\bM[AÂ]U\s*(?:SO)?\s*[:.]?\s*(?=\S*\d)(\S{2,16}(?:\s?/\s?\S+)?)")
_ENUMERATOR: Final = re.compile(r"^\W*([IVX]+|\d+|[A-Z])\s*[.)\-]\s*")
_ARTICLE: Final = re.compile(r"^\W*DIEU (\d{1,3})\b")
_SIGNED: Final = re.compile(
    r"^\W*(KT|TM|TL|TUQ|Q)\s?\. [A-Z]|^\W*((PHO )?(CHU TICH|GIAM DOC|TRUONG PHONG|CUC TRUONG)|CHANH"
    r" VAN PHONG|THU TRUONG)\W*$|CONG CHUNG VIEN\W*$|KY,? (VA )?(GHI|DONG DAU)|^\W*NOI NHAN"
    r"|^\W*NGUOI (DE NGHI|YEU CAU|KHAI|LAM DON|VIET DON|UY QUYEN|NOP|CAM DOAN|LAP)"
)
_ADDRESSEE: Final = re.compile(r"\W*KINH GUI\b")
_SENTENCE_ENDS: Final = re.compile(r"[.:;!?…/)\"”]\s*$")
_FULL_LINE: Final = 0.72  # of the width: where a line that runs on ends


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSigns:
    """The signs of one page. `letter_height` is in inches; 0 where nothing is printed."""

    title: Title | None
    strange: Title | None
    national_name: bool
    office_head: bool
    symbol_type: str | None  # the kind that the document's number names
    form_type: str | None  # a kind's code; empty for a form of no kind we know
    number: PageNumber | None
    faces: Faces
    says_attached: bool
    articles: tuple[int, ...]
    addressee: bool
    headings: tuple[str, ...]  # kinds' codes that go on under a heading of this page
    begins_within: bool  # with a small letter
    ends_within: bool  # on a full line without a stop
    signed: bool
    margins: frozenset[str]
    letter_height: float


def page_signs(page: PageText, known: KnownTitles, marks: Mapping[str, Marks]) -> PageSigns:
    """Look at one page."""
    texts = [(height_share(page, line), bare(line.text)) for line in page.lines]
    body = [line for line in page.lines if _MARGIN < height_share(page, line) < 1 - _MARGIN]
    title = known_title(page, known) or letter_title(page, known)
    return PageSigns(
        title=title,
        strange=None if title else strange_title(page),
        national_name=has_motto(page),
        office_head=_office_head(texts),
        symbol_type=_symbol_type(texts, marks),
        form_type=_form_type(texts, marks),
        number=page_number(page),
        faces=card_faces(page),
        says_attached=attached(page) is not None,
        articles=tuple(int(found[1]) for _, text in texts if (found := _ARTICLE.match(text))),
        addressee=any(y < _END and _ADDRESSEE.match(text) for y, text in texts),
        headings=_headings(texts, marks),
        begins_within=_begins_within(body),
        ends_within=_ends_within(page, body),
        signed=any(y > _END and _SIGNED.search(text) for y, text in texts),
        margins=_margins(page),
        letter_height=_letter_height(page),
    )


def _office_head(texts: list[tuple[float, str]]) -> bool:
    head = [text for y, text in texts if y < _HEAD]
    return any(map(_NUMBER.search, head)) and any(map(_DATE.search, head))


def _symbol_type(texts: list[tuple[float, str]], marks: Mapping[str, Marks]) -> str | None:
    for y, text in texts:
        number = _SYMBOL.search(text) if y < _HEAD else None
        if number:
            return next((code for code, mark in marks.items() if number[1] in mark.symbols), None)
    return None


def _form_type(texts: list[tuple[float, str]], marks: Mapping[str, Marks]) -> str | None:
    for y, text in texts:
        form = _FORM.search(text) if y < _FORM_HEAD else None
        if form:
            kinds = {
                code
                for code, mark in marks.items()
                if any(re.match(pattern, form[1]) for pattern in mark.form_codes)
            }
            return kinds.pop() if len(kinds) == 1 else ""
    return None


def _headings(texts: list[tuple[float, str]], marks: Mapping[str, Marks]) -> tuple[str, ...]:
    upper = [_ENUMERATOR.sub("", text) for y, text in texts if y < _HEAD]
    return tuple(
        code
        for code, mark in marks.items()
        if any(text.startswith(bare(begin)) for text in upper for begin in mark.continued_by)
    )


def _begins_within(body: list[Line]) -> bool:
    return bool(body) and body[0].text[:1].islower() and len(body[0].words) > 1


def _ends_within(page: PageText, body: list[Line]) -> bool:
    if not body:
        return False
    last = body[-1]
    full = last.box.x1 > _FULL_LINE * page.width and len(last.words) > 3  # noqa: PLR2004 - no stray words
    return full and not _SENTENCE_ENDS.search(last.text)


def _margins(page: PageText) -> frozenset[str]:
    """Return what stands at the very top and bottom, without digits and page numbers."""
    found = set()
    for line in page.lines:
        if not _MARGIN < height_share(page, line) < 1 - _MARGIN:
            letters = "".join(filter(str.isalpha, bare(line.text)))
            if len(letters) > 7 and abs(middle_share(page, line) - 0.5) < 0.5:  # noqa: PLR2004 - no specks
                found.add(letters)
    return frozenset(found)


def _letter_height(page: PageText) -> float:
    heights = [line.box.y1 - line.box.y0 for line in page.lines]
    return median(heights) / page.dpi if heights else 0.0
