"""The head of an official document: issuing agency, number and symbol, date, abstract.

Places are those of NĐ 30/2020/NĐ-CP, Phụ lục I: on the left the agency and below it the number, on
the right place and date, in the middle the title and below it the abstract; an official letter
has its abstract ("V/v") under the number instead.
"""

import re
from collections.abc import Sequence
from typing import Final

from ingest.papers.identifiers import DocumentNumber, digits_repaired, document_number, normal
from ingest.papers.layout_zones import (
    column_edge,
    height_share,
    lines_within,
    middle_share,
    stretch,
)
from ingest.papers.letters import bare, capital_share
from ingest.papers.printed_dates import dates_in_words
from ingest.papers.titles import Title, find_title
from ingest.papers.types import PaperType
from ingest.text import Field, FieldSource, Line, PageText

_HEAD: Final = 0.35  # of the height
_CAPITALS: Final = 0.7
_NUMBER: Final = re.compile(r"^\W*S\w{1,2}\s*[:;.,]?\s*(?=[0-9OIL])")
_NO_NUMBER: Final = re.compile(
    r"^\W*S\w{1,2}\s*[:;.,]?[\s.,…_]*/"
)  # of a draft: room is left for it
_SYMBOL: Final = re.compile(
    r"([0-9OIl|]{1,5})\s*((?:/\s*(?:19|20)\d{2})?\s*/\s*[^\W\d_][\w\-.&–]*)"
)
# Abbreviations whose Đ recognisers read as D (NĐ 30/2020/NĐ-CP, Phụ lục III).
_STROKED: Final = {"QD": "QĐ", "ND": "NĐ", "HD": "HĐ", "HDND": "HĐND", "DKDD": "ĐKĐĐ"}
_ALONE: Final = re.compile(r"\W*(UY BAN NHAN DAN|UBND|HOI DONG NHAN DAN)\W*$")
_UNFINISHED: Final = re.compile(r"\b(VA|CUA|CHO|VE)\W*$")
_ABSTRACT_ENDS: Final = re.compile(r"\W*(CAN CU|KINH GUI|THEO|XET|DIEU|[IVX]+\.|\d+\.)")
_SUBJECT: Final = re.compile(r"\W*V\s?/\s?V\b")
_OFF_MIDDLE: Final = 0.09
_INDENT: Final = 0.22  # of the width: a line that begins further left is running text
_MOST_LINES: Final = 4


def head_fields(page: PageText, types: Sequence[PaperType]) -> dict[str, Field]:
    """Return what the head on a document's first page says."""
    fields: dict[str, Field] = {}
    edge = column_edge(page)
    left = _head_lines(page, 0, edge if edge is not None else page.width)
    number_at = _put_number(fields, page, left)
    right = _head_lines(page, edge or 0, page.width)
    _put_date(fields, page, right)
    if edge is not None:
        _put_agencies(fields, page, left[:number_at])
        below = [] if number_at is None else left[number_at + 1 :]
        subject = _subject(below)
        if subject:
            fields["trich_yeu"] = _joined(page, subject)
    title = find_title(page, types)
    if title is not None and title.lines and "trich_yeu" not in fields:
        abstract = _abstract(page, title)
        if abstract:
            fields["trich_yeu"] = _joined(page, abstract)
    return fields


def _head_lines(page: PageText, left: float, right: float) -> list[Line]:
    return [line for line in lines_within(page, left, right) if height_share(page, line) < _HEAD]


def _put_number(fields: dict[str, Field], page: PageText, lines: Sequence[Line]) -> int | None:
    """Find number and symbol; return at which line, so that what stands above is the agency."""
    for index, line in enumerate(lines):
        if _NO_NUMBER.match(bare(line.text)):
            return index
        start = _NUMBER.match(bare(line.text))
        match = _SYMBOL.search(line.text, start.end()) if start else None
        if match is None:
            continue
        printed = normal(match[0])
        number = document_number(digits_repaired(match[1]) + normal(match[2]))
        if number is None:
            continue
        value = str(_stroked(number))
        found = stretch(line, *match.span())
        as_read = re.sub(r"\s", "", printed) == value
        fields["so_ky_hieu"] = Field(
            value=value,
            confidence=found.confidence,
            page=page.index,
            box=found.box,
            source=FieldSource.OCR if as_read else FieldSource.RULE,
        )
        return index
    return None


def _stroked(number: DocumentNumber) -> DocumentNumber:
    parts = [_STROKED.get(part, part) for part in number.symbol.split("-")]
    return DocumentNumber(number=number.number, year=number.year, symbol="-".join(parts))


def _put_date(fields: dict[str, Field], page: PageText, lines: Sequence[Line]) -> None:
    for line in lines:
        for start, end, iso, repaired in dates_in_words(line.text):
            if middle_share(page, line) > 0.5 and not line.text[end:].strip(" .,;:_-"):  # noqa: PLR2004 - right half
                found = stretch(line, start, end)
                fields["ngay_ban_hanh"] = Field(
                    value=iso,
                    confidence=found.confidence,
                    page=page.index,
                    box=found.box,
                    source=FieldSource.RULE if repaired else FieldSource.OCR,
                )
                return


def _put_agencies(fields: dict[str, Field], page: PageText, lines: Sequence[Line]) -> None:
    """Tell the issuing agency from its parent above it; a name may run over several lines."""
    names: list[list[Line]] = []
    for line in lines:
        if capital_share(line.text) < _CAPITALS:
            continue
        above = bare(names[-1][-1].text) if names else ""
        if names and (_ALONE.match(above) or _UNFINISHED.search(above)):
            names[-1].append(line)
        else:
            names.append([line])
    if not names:
        return
    parents, own = names[:1], names[1:]
    if not own:
        parents, own = [], names
    fields["co_quan"] = _joined(page, [line for name in own for line in name])
    if parents:
        fields["co_quan_chu_quan"] = _joined(page, parents[0])


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


def _abstract(page: PageText, title: Title) -> list[Line]:
    """Return the centred lines under the title, up to where the text begins."""
    after = page.lines.index(title.lines[-1]) + 1
    abstract: list[Line] = []
    for line in page.lines[after : after + _MOST_LINES]:
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


def _joined(page: PageText, lines: Sequence[Line]) -> Field:
    whole = Line(tuple(word for line in lines for word in line.words))
    found = stretch(whole, 0, len(whole.text))
    return Field(
        value=normal(found.text).strip(" .,:;_-*"),
        confidence=found.confidence,
        page=page.index,
        box=found.box,
    )
