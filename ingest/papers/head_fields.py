"""The head of an official document: issuing agency, number and symbol, place, date, abstract.

Places are those of NĐ 30/2020/NĐ-CP, Phụ lục I: on the left the agency and below it the number, on
the right place and date, in the middle the title and below it the abstract; an official letter
has its abstract ("V/v") under the number instead. An annex names its decision under its title.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from ingest.papers.agencies import agency_candidates
from ingest.papers.candidates import Candidate, candidate
from ingest.papers.document_symbols import document_symbol
from ingest.papers.identifiers import normal
from ingest.papers.layout_zones import column_edge, height_share, middle_share, stretch
from ingest.papers.letters import bare, capital_share
from ingest.papers.place_names import known_place
from ingest.papers.printed_dates import dates_in_words
from ingest.papers.printed_rows import letter_height, rows
from ingest.papers.titles import Title, find_title
from ingest.papers.types import PaperType
from ingest.text import FieldSource, Line, PageText

_HEAD: Final = 0.35  # of the height
_CAPITALS: Final = 0.7
_NUMBER: Final = re.compile(r"^[\W_]*S\w{1,2}\s*[:;.,]?\s*(?=[0-9OIL])")
_NO_NUMBER: Final = re.compile(
    r"^[\W_]*S\w{1,2}\s*[:;.,]?[\s.,…_]*/"
)  # of a draft: room is left for it
_ANNEX: Final = re.compile(r"\bKEM THEO\b.{0,40}?\bSO\s*:?\s*(?=\d)")
_ANNEX_TOP: Final = 0.25  # of the height
_PLACE: Final = re.compile(r"^[\W_]*(?:(?:TP|TX)\.\s?)?([^\W\d_][^\d,;:]{1,30}?)\s?[,.;]?\s*$")
_ABSTRACT_ENDS: Final = re.compile(r"\W*(CAN CU|KINH GUI|THEO|XET|DIEU|[IVX]+\.|\d+\.)")
_SUBJECT: Final = re.compile(r"[\W_]*(V\s?[/⁄|]?\s?V|VW)\b")  # "VW": how V/v is misread
_TRIM: Final = " .,:;_-*…|`'\"~^()‘’“”"
_OFF_MIDDLE: Final = 0.09
_INDENT: Final = 0.22  # of the width: a line that begins further left is running text
_MOST_LINES: Final = 4
_BESIDE: Final = 1.2  # of a letter's height: how far number and date may be off one height


def head_fields(page: PageText, types: Sequence[PaperType]) -> dict[str, Candidate]:
    """Return what the head on a document's first page says."""
    fields: dict[str, Candidate] = {}
    edge = column_edge(page)
    title = find_title(page, types)
    left = _head_rows(page, 0, edge if edge is not None else page.width)
    date_row = _put_date(fields, page, _head_rows(page, edge or 0, page.width))
    number_at = _put_number(fields, page, left, date_row)
    if edge is not None:
        fields.update(agency_candidates(page, _above(left, number_at, date_row, title)))
        below = [] if number_at is None else left[number_at + 1 :]
        subject = _subject(below)
        if subject:
            fields["trich_yeu"] = _with_lead(_joined(page, subject))
    if title is not None and title.lines and "trich_yeu" not in fields:
        abstract = _abstract(page, title)
        if abstract:
            fields["trich_yeu"] = _joined(page, abstract)
    if "so_ky_hieu" not in fields:
        fields.update(_annex(page))
    return fields


def _head_rows(page: PageText, left: float, right: float) -> list[Line]:
    return [line for line in rows(page, left, right) if height_share(page, line) < _HEAD]


def _above(
    left: Sequence[Line], number_at: int | None, date_row: Line | None, title: Title | None
) -> Sequence[Line]:
    """Return the rows in which the agencies stand: those above number, date and title."""
    if number_at is not None:
        return left[:number_at]
    ends = [line.box.y0 for line in (date_row, *(title.lines[:1] if title else ())) if line]
    return [line for line in left if not ends or line.box.y0 + line.box.y1 < 2 * min(ends)]


def _put_number(
    fields: dict[str, Candidate], page: PageText, lines: Sequence[Line], date_row: Line | None
) -> int | None:
    """Find number and symbol; return at which row, so that what stands above is the agency."""
    for index, line in enumerate(lines):
        text = bare(line.text)
        if _NO_NUMBER.match(text):
            return index
        label = _NUMBER.match(text)
        symbol = document_symbol(line.text, label.end() if label else 0)
        if symbol is None:
            continue
        if label is None and not (symbol.known and _beside(line, date_row)):
            continue
        found = candidate(
            page, line, symbol.start, symbol.end, symbol.value, repaired=symbol.repaired
        )
        if symbol.known:
            fields["so_ky_hieu"] = found.supported() if label else found
        else:
            fields["so_ky_hieu"] = found.questioned()
        return index
    return None


def _beside(line: Line, date_row: Line | None) -> bool:
    """Say whether a row stands at the date's height, where the number has its place."""
    if date_row is None:
        return False
    off = (line.box.y0 + line.box.y1 - date_row.box.y0 - date_row.box.y1) / 2
    return abs(off) < _BESIDE * letter_height(date_row)


def _put_date(fields: dict[str, Candidate], page: PageText, lines: Sequence[Line]) -> Line | None:
    """Find place and date in the right half; return their row."""
    for line in lines:
        for start, end, iso, repaired in dates_in_words(line.text):
            place = place_before(page, line, start)
            alone = place is not None or not line.text[:start].strip(_TRIM)
            right = middle_share(page, line) > 0.5  # noqa: PLR2004 - the right half
            if right and alone and not line.text[end:].strip(_TRIM):
                found = candidate(page, line, start, end, iso, repaired=repaired)
                fields["ngay_ban_hanh"] = found
                if place is not None:
                    fields["dia_danh"] = place
                return line
    return None


def place_before(page: PageText, line: Line, end: int) -> Candidate | None:
    """Return the place that is printed before a date."""
    match = _PLACE.match(line.text[:end])
    if match is None or not match[1][0].isupper():
        return None
    place = known_place(normal(match[1]))
    found = candidate(page, line, *match.span(1), place.text, repaired=place.repaired)
    return found.supported() if place.known else found


def _annex(page: PageText) -> dict[str, Candidate]:
    """Return number and date of the document that an annex names under its title."""
    for line in page.lines:
        match = _ANNEX.search(bare(line.text))
        if match is None or height_share(page, line) > _ANNEX_TOP:
            continue
        symbol = document_symbol(line.text, match.end())
        if symbol is None:
            return {}
        fields = {
            "so_ky_hieu": candidate(
                page, line, symbol.start, symbol.end, symbol.value, repaired=symbol.repaired
            )
        }
        for start, end, iso, repaired in dates_in_words(line.text):
            fields["ngay_ban_hanh"] = candidate(page, line, start, end, iso, repaired=repaired)
            break
        return fields
    return {}


def _subject(lines: Sequence[Line]) -> list[Line]:
    """Return the lines of "V/v ..." under the number of an official letter."""
    for index, line in enumerate(lines):
        if _SUBJECT.match(bare(line.text)):
            subject = [line]
            for following in lines[index + 1 : index + _MOST_LINES]:
                near = following.box.y0 - subject[-1].box.y1 < line.box.y1 - line.box.y0
                if not near or _ABSTRACT_ENDS.match(bare(following.text)):
                    break
                subject.append(following)
            return subject
    return []


def _with_lead(one: Candidate) -> Candidate:
    match = _SUBJECT.match(bare(one.value))
    printed = one.value[match.start(1) : match.end()] if match else "V/v"
    if match is None or printed.replace(" ", "").casefold() == "v/v":
        return one
    value = f"V/v{one.value[match.end() :]}"
    return replace(one, value=value, source=FieldSource.RULE)


def _abstract(page: PageText, title: Title) -> list[Line]:
    """Return the centred lines under the title, up to where the text begins."""
    bottom = max(line.box.y1 for line in title.lines)
    abstract: list[Line] = []
    below = [line for line in rows(page) if line.box.y0 > bottom - letter_height(line) / 2]
    for line in below[:_MOST_LINES]:
        last = abstract[-1] if abstract else title.lines[-1]
        far = line.box.y0 - last.box.y1 > 1.5 * (last.box.y1 - last.box.y0)
        text = bare(line.text)
        centred = abs(middle_share(page, line) - middle_share(page, title.lines[0])) < _OFF_MIDDLE
        shouted = capital_share(line.text) > _CAPITALS
        running = line.box.x0 < _INDENT * page.width
        if far or not centred or shouted or running or _ABSTRACT_ENDS.match(text):
            break
        abstract.append(line)
    return abstract


def _joined(page: PageText, lines: Sequence[Line]) -> Candidate:
    whole = Line(tuple(word for line in lines for word in line.words))
    text = stretch(whole, 0, len(whole.text)).text
    return candidate(page, whole, 0, len(text), normal(text).strip(_TRIM))
