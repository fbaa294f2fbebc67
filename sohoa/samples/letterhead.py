"""The parts that official documents share: national motto, head, signature block, page number.

Places and sizes follow Nghị định 30/2020/NĐ-CP, Phụ lục I.
"""

from sohoa.samples.facts import long_date
from sohoa.samples.fonts import Style
from sohoa.samples.sheet import LEFT, RIGHT, WIDTH, PenStroke, Seal, Sheet

_MOTTO = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
_AGENCY_X = LEFT + 88
_NATION_X = RIGHT - 132
SIGNER_X = RIGHT - 112


def motto(sheet: Sheet) -> None:
    """Print the national name and motto in the middle of a form."""
    middle = (LEFT + RIGHT) / 2
    sheet.centred(middle, sheet.y, _MOTTO[0], 13, Style.BOLD)
    sheet.centred(middle, sheet.y + 18, _MOTTO[1], 13.5, Style.BOLD, underline=1)
    sheet.y += 52


def head(
    sheet: Sheet,
    *,
    parent: str,
    agency: str,
    number: str,
    place: str,
    date: tuple[int, int, int] | int,
) -> None:
    """Print the two-column head; where the date is only a year, its blanks are to be filled."""
    y = sheet.y
    sheet.centred(_AGENCY_X, y, parent, 12.5)
    sheet.centred(_NATION_X, y, _MOTTO[0], 12, Style.BOLD)
    sheet.centred(_AGENCY_X, y + 17, agency, 12.5, Style.BOLD, underline=0.45)
    sheet.centred(_NATION_X, y + 17, _MOTTO[1], 13, Style.BOLD, underline=1)
    blanks = f"ngày      tháng      năm {date}"
    when = blanks if isinstance(date, int) else long_date(date)
    sheet.centred(_AGENCY_X, y + 46, f"Số: {number}", 13)
    sheet.centred(_NATION_X, y + 46, f"{place}, {when}", 13, Style.ITALIC)
    sheet.y = y + 84


def signature_block(
    sheet: Sheet, *, capacity: tuple[str, ...], name: str, seal: str, recipients: tuple[str, ...]
) -> None:
    """Print capacity, pen stroke, red seal (over a third of the stroke, on its left) and name.

    Without a `seal` the room is left empty: the paper is signed digitally.
    """
    y = sheet.y + 16
    below = y
    if recipients:
        sheet.text(LEFT, y, "Nơi nhận:", 12, Style.BOLD_ITALIC)
        for line in recipients:
            below += 14
            sheet.text(LEFT, below, line, 11)
    for line in capacity:
        sheet.centred(SIGNER_X, y, line, 13, Style.BOLD)
        y += 17
    if seal:
        sheet.items.append(PenStroke(SIGNER_X + 8, y + 38, 108, 44))
        sheet.items.append(Seal(SIGNER_X - 50, y + 34, 51, seal))
    sheet.centred(SIGNER_X, y + 92, name, 13.5, Style.BOLD)
    sheet.y = max(y + 112, below + 16)


def page_number(sheet: Sheet, number: int) -> None:
    """Print the number in the middle of the top margin, from page 2."""
    sheet.centred(WIDTH / 2, 45, str(number), 13)
