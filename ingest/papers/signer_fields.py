"""Who signed, and in which capacity: the block at the lower right of a document's last pages.

NĐ 30/2020/NĐ-CP, Điều 13 and Phụ lục I: "TM.", "KT.", "TL.", "TUQ.", "Q." before the title, the
signature, and below it the full name. The date of papers that carry it at their end stands above.
"""

import re
from collections.abc import Sequence
from typing import Final

from ingest.papers.layout_zones import lines_within, stretch
from ingest.papers.letters import bare, capital_share
from ingest.papers.person_names import person_name
from ingest.papers.printed_dates import dates_in_words
from ingest.text import Field, FieldSource, Line, PageText

_RIGHT_HALF: Final = 0.48  # of the width
_CAPITALS: Final = 0.8
_CAPACITY: Final = re.compile(
    r"\W*((TM|KT|TL|TUQ|Q)\b\W|(PHO |QUYEN )?"
    r"(CHU TICH|GIAM DOC|TONG GIAM DOC|TRUONG PHONG|CHANH VAN PHONG|CUC TRUONG|CHI CUC TRUONG|"
    r"VU TRUONG|BO TRUONG|THU TRUONG|VIEN TRUONG|HIEU TRUONG|TRUONG BAN|THU TRUONG|CHANH THANH TRA|"
    r"TRUONG CONG AN|CONG CHUNG VIEN))"
)
_BY_ORDER: Final = re.compile(r"\W*(TM|KT|TL|TUQ)\b\W")
_REACH: Final = 0.28  # of the height: the name is not further below the title


def signer_fields(pages: Sequence[PageText]) -> dict[str, Field]:
    """Return signer, capacity and closing date, looked for from the last page backwards."""
    fields: dict[str, Field] = {}
    for page in reversed(pages):
        column = list(lines_within(page, _RIGHT_HALF * page.width, page.width))
        _put_date(fields, page, column)
        last = _last_capacity(column)
        if last is None:
            continue
        title = column[last]
        fields["chuc_vu"] = _field(page, title, 0, len(title.text))
        for line in column[last + 1 :]:
            name = person_name(line.text)
            if line.box.y0 - title.box.y1 > _REACH * page.height:
                break
            if name is not None:
                fields["nguoi_ky"] = _field(page, line, *name)
                return fields
        return fields
    return fields


def _last_capacity(column: Sequence[Line]) -> int | None:
    """Return the line of the signer's own title: the last of the first block of capacities."""
    found: int | None = None
    for index, line in enumerate(column):
        text = bare(line.text)
        if capital_share(line.text) >= _CAPITALS and _CAPACITY.match(text):
            if found is None or index == found + 1 or _BY_ORDER.match(bare(column[found].text)):
                found = index
        elif found is not None and not _BY_ORDER.match(bare(column[found].text)):
            break
    return found


def _put_date(fields: dict[str, Field], page: PageText, column: Sequence[Line]) -> None:
    if "ngay_ban_hanh" in fields:
        return
    for line in reversed(column):
        for start, end, iso, repaired in dates_in_words(line.text):
            if not line.text[end:].strip(" .,;:_-"):
                source = FieldSource.RULE if repaired else FieldSource.OCR
                fields["ngay_ban_hanh"] = _field(page, line, start, end, iso, source)
                return


def _field(
    page: PageText,
    line: Line,
    start: int,
    end: int,
    value: str | None = None,
    source: FieldSource = FieldSource.OCR,
) -> Field:
    found = stretch(line, start, end)
    return Field(
        value=value or found.text.strip(" .,:;_-*|"),
        confidence=found.confidence,
        page=page.index,
        box=found.box,
        source=source,
    )
