"""Who signed, and in which capacity: the block at the lower right of a document's last pages.

NĐ 30/2020/NĐ-CP, Điều 13 and Phụ lục I: "TM.", "KT.", "TL.", "TUQ.", "Q." before the title, the
signature, and below it the full name. On applications the one who asks signs. The date of papers
that carry it at their end stands above.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from ingest.papers.candidates import Candidate, candidate
from ingest.papers.head_fields import place_before
from ingest.papers.identifiers import normal
from ingest.papers.layout_zones import height_share, middle_share
from ingest.papers.letters import bare, capital_share, similarity
from ingest.papers.person_names import as_name, has_family_name, person_name, with_family_name
from ingest.papers.printed_dates import dates_in_words
from ingest.papers.printed_rows import cells, letter_height, rows
from ingest.text import Line, PageText

_RIGHT_HALF: Final = 0.45  # of the width
_CAPITALS: Final = 0.8
_TITLES: Final = {
    bare(title): title
    for title in (
        "TỔNG GIÁM ĐỐC", "GIÁM ĐỐC", "CHỦ TỊCH", "TRƯỞNG PHÒNG", "CHÁNH VĂN PHÒNG",
        "CHI CỤC TRƯỞNG", "CỤC TRƯỞNG", "VỤ TRƯỞNG", "BỘ TRƯỞNG", "THỨ TRƯỞNG", "VIỆN TRƯỞNG",
        "HIỆU TRƯỞNG", "TRƯỞNG BAN", "THỦ TRƯỞNG", "CHÁNH THANH TRA", "TRƯỞNG CÔNG AN",
        "TRƯỞNG THUẾ", "ĐỘI TRƯỞNG", "CÔNG CHỨNG VIÊN", "THẨM PHÁN", "CHÁNH ÁN", "CHỦ NHIỆM",
    )
}  # fmt: skip
_TITLE: Final = f"(?:{'|'.join(_TITLES)})"
_ORDER: Final = r"(?:TM|KT|TL|TUQ|Q)\s?[.,:;]"
_CAPACITY: Final = re.compile(rf"(?:^|.*?(?<!\w))({_ORDER}|(?:PHO |QUYEN )?{_TITLE}(?!\w))")
_BY_ORDER: Final = re.compile(r"[\W_]*(?:TM|KT|TL|TUQ)\s?[.,:;]")
_DEPUTY: Final = re.compile(rf"[\W_]*KT\s?[.,:;]\s?({_TITLE})\b")
_ASKING: Final = re.compile(
    r"[\W_]*NGUOI (?:YEU CAU|LAM DON|VIET DON|KHAI|DE NGHI|NOP|UY QUYEN|CAM DOAN|DANG KY|XIN)\b"
)
_REACH: Final = 0.28  # of the height: the name is not further below the title
_STEP: Final = 2.2  # of a letter's height: lines of one capacity are no further apart
_LOWER: Final = 0.35  # of the height
_LIKE: Final = 0.8
_LOWEST: Final = 0.45
_TRIM: Final = " .,:;_-*|`'\"~“”‘’=<>^„ˆ⁄\\/()[]{}"


def signer_fields(pages: Sequence[PageText], *, closing_date: bool = True) -> dict[str, Candidate]:
    """Return signer, capacity and closing date, looked for from the last page backwards."""
    fields: dict[str, Candidate] = {}
    for page in reversed(pages):
        column = rows(page, _RIGHT_HALF * page.width, page.width)
        if closing_date:
            _put_date(fields, page)
        if _put_signer(fields, page, column):
            break
    return fields


def _put_signer(fields: dict[str, Candidate], page: PageText, column: Sequence[Line]) -> bool:
    block = _capacity_block(column)
    if block:
        title = column[block[-1]]
        if found := _capacity(page, [column[at] for at in block]):
            fields["chuc_vu"] = found
        below = column[block[-1] + 1 :]
    else:
        asked = [at for at, line in enumerate(column) if _ASKING.match(bare(line.text))]
        if not asked:
            return _put_lone_name(fields, page, column)
        title, below = column[asked[-1]], column[asked[-1] + 1 :]
    names = [
        found
        for line in below
        if line.box.y0 - title.box.y1 < _REACH * page.height and (found := _name(page, line))
    ]
    if names:
        fields["nguoi_ky"] = max(names, key=lambda one: (one.checked, one.mean))
    return True


def _put_lone_name(fields: dict[str, Candidate], page: PageText, column: Sequence[Line]) -> bool:
    """Take a name that stands alone at the lower right, its capacity hidden under a seal."""
    for line in reversed(column):
        found = _name(page, line)
        if found and found.checked and height_share(page, line) > _LOWEST:
            whole = found.value == as_name(normal(line.text.strip(_TRIM)))
            if whole:
                fields["nguoi_ky"] = found.questioned()
                return True
    return False


def _capacity_block(column: Sequence[Line]) -> list[int]:
    """Return the rows of the first block of capacities in which somebody signs."""
    block: list[int] = []
    for index, line in enumerate(column):
        text = bare(line.text)
        match = _CAPACITY.match(text)
        whole = match is not None and capital_share(line.text[match.start(1) :]) >= _CAPITALS
        if whole or (block and _title_like(line.text)):
            last = column[block[-1]] if block else None
            if last is None or line.box.y0 - last.box.y1 < _STEP * letter_height(line):
                block.append(index)
            elif not _BY_ORDER.match(bare(last.text)):
                break
            else:
                block = [index]
    return block


def _capacity(page: PageText, block: Sequence[Line]) -> Candidate | None:
    """Return the signer's own title; by that decree who signs for a head (KT.) is a deputy."""
    line = block[-1]
    match = _CAPACITY.match(bare(line.text))
    if match is None:
        value = _title_like(line.text) or ""
        return candidate(page, line, 0, len(line.text), value, repaired=True)
    start = match.start(1)
    printed = normal(line.text[start:].strip(_TRIM))
    deputy = next(filter(None, (_DEPUTY.search(bare(one.text)) for one in block)), None)
    if _BY_ORDER.search(bare(line.text)):
        if deputy is None:
            return None
        value = f"PHÓ {_TITLES[deputy[1]]}"
        return candidate(page, line, start, len(line.text), value, repaired=True).questioned()
    value = _spelt(printed)
    if deputy and bare(value) == deputy[1]:
        value = f"PHÓ {value}"
        return candidate(page, line, start, len(line.text), value, repaired=True).questioned()
    found = candidate(page, line, start, len(line.text), value, repaired=value != printed)
    lost = re.search(r"[.,:;]", line.text[:start])  # of "TL." only the point was read
    return found.questioned() if lost else found.supported()


def _title_like(text: str) -> str | None:
    """Return the title that a damaged row in capitals is meant to be."""
    if capital_share(text) < _CAPITALS:
        return None
    key = bare(text.strip(_TRIM))
    close = [(similarity(key, lead + one), lead, one) for lead in ("", "PHO ") for one in _TITLES]
    likeness, lead, one = max(close)
    return ("PHÓ " if lead else "") + _TITLES[one] if likeness >= _LIKE else None


def _spelt(printed: str) -> str:
    """Return a title with the marks of the title that it is."""
    for lead in ("", "PHÓ ", "QUYỀN "):
        for title, spelt in _TITLES.items():
            if bare(printed) == bare(lead) + title:
                return lead + spelt
    return printed


def _name(page: PageText, line: Line) -> Candidate | None:
    text = line.text
    start = len(text) - len(text.lstrip(_TRIM))
    span = person_name(text[start:])
    if span is None or _CAPACITY.match(bare(text)) or _title_like(text) is not None:
        return None
    begin, end = start + span[0], start + span[1]
    if any(bare(text[begin:end]) in title for title in _TITLES):
        return None  # the rest of a title, the seal hides its beginning
    printed = as_name(normal(text[begin:end]))
    value = with_family_name(printed)
    found = candidate(page, line, begin, end, value, repaired=value != printed)
    found = replace(found, covered=True)
    if value != printed or text[end:].strip(_TRIM):  # mended, or something hides its end
        return found.questioned()
    return found.supported() if has_family_name(value) else found


def _put_date(fields: dict[str, Candidate], page: PageText) -> None:
    """Find the date above the signature; one in running text is another paper's."""
    if "ngay_ban_hanh" in fields:
        return
    for cell in (cell for line in reversed(rows(page)) for cell in cells(line)):
        if middle_share(page, cell) < _RIGHT_HALF or height_share(page, cell) < _LOWER:
            continue
        for start, end, iso, repaired in dates_in_words(cell.text):
            place = place_before(page, cell, start)
            alone = place is not None or not cell.text[:start].strip(_TRIM + "…")
            if alone and not cell.text[end:].strip(_TRIM):
                fields["ngay_ban_hanh"] = candidate(page, cell, start, end, iso, repaired=repaired)
                if place is not None:
                    fields["dia_danh"] = place
                return
