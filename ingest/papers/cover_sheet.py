"""Draws the sheets that are printed and put on or between papers before they are scanned.

A cover sheet shows the dossier's code and the expected parts to people, and the same as a QR code
to the scanner; a separator sheet ends one paper where no title would tell. Both come out as
PDF/A-2u, black on white, so that any printer does. They are paper, so their words are Vietnamese.
"""

import io
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import segno
from PIL import Image, ImageDraw, ImageFont

from ingest.archiving.archive import assemble
from ingest.archiving.archive_file import ArchiveMetadata
from ingest.papers.cover import CoverSheet
from ingest.papers.separators import separator_code
from ingest.text import Box, Line, PageKind, PageText, Quality, Word

_DPI: Final = 300
_WIDTH, _HEIGHT = 2480, 3508  # A4
_MARGIN: Final = 300
_QR_SIZE: Final = 900
_QUIET: Final = 4  # modules of white around a QR code (ISO/IEC 18004, 5.3.8)
_MOST_PARTS: Final = 24
_TITLE, _CODE, _TEXT = 110, 76, 54  # letter heights in pixels


@dataclass(frozen=True, slots=True)
class _Printed:
    text: str
    y: int
    size: int
    centred: bool = False


def write_cover_sheet(sheet: CoverSheet, out: Path, *, font: Path, created: datetime) -> None:
    """Write the printable cover sheet to `out`; `font` is a TrueType file with Vietnamese.

    Raises FileNotFoundError when the font is not there.
    """
    head = (
        _Printed("TỜ BÌA HỒ SƠ", 300, _TITLE, centred=True),
        _Printed(f"Mã hồ sơ: {sheet.dossier}", 480, _CODE, centred=True),
        _Printed("Đặt tờ này lên trên cùng của tập giấy trước khi quét.", 620, _TEXT, centred=True),
    )
    titles = [title or kind for kind, title in sheet.parts]
    shown = [f"{number}. {title}" for number, title in enumerate(titles[:_MOST_PARTS], start=1)]
    if len(titles) > _MOST_PARTS:
        shown.append(f"… và {len(titles) - _MOST_PARTS} giấy tờ khác")
    top = 750 + _QR_SIZE + 120
    parts = [
        _Printed(text, top + 100 + row * 62, _TEXT - 8) for row, text in enumerate(shown, start=0)
    ]
    body = [_Printed("Thành phần hồ sơ:", top, _TEXT), *parts] if parts else []
    _write((*head, *body), sheet.encode(), out, font, f"Tờ bìa hồ sơ {sheet.dossier}", created)


def write_separator_sheet(
    out: Path, *, font: Path, created: datetime, next_type: tuple[str, str] | None = None
) -> None:
    """Write the printable separator sheet to `out`.

    `next_type` is code and Vietnamese name of the kind of the paper that follows the sheet. Raises
    ValueError for a code that a sheet cannot carry.
    """
    lines = [
        _Printed("TỜ PHÂN CÁCH", 300, _TITLE, centred=True),
        _Printed("Đặt tờ này giữa hai giấy tờ trước khi quét.", 480, _TEXT, centred=True),
    ]
    if next_type is not None:
        lines.append(_Printed(f"Giấy tờ tiếp theo: {next_type[1]}", 600, _TEXT, centred=True))
    code = separator_code(next_type[0] if next_type else None)
    _write(lines, code, out, font, "Tờ phân cách", created)


def _write(
    lines: Sequence[_Printed], code: str, out: Path, font: Path, title: str, created: datetime
) -> None:
    picture = Image.new("1", (_WIDTH, _HEIGHT), 1)
    _draw_code(picture, code)
    read = tuple(line for printed in lines if (line := _draw_line(picture, printed, font)))
    page = PageText(
        index=0,
        source=0,
        source_page=0,
        kind=PageKind.SCAN,
        width=_WIDTH,
        height=_HEIGHT,
        dpi=_DPI,
        rotation=0,
        skew=0.0,
        blank=False,
        quality=Quality(),
        confidence=1.0,
        lines=read,
        codes=(code,),
    )
    with tempfile.TemporaryDirectory(dir=out.parent) as folder:
        drawn = Path(folder) / "sheet.png"
        picture.save(drawn, dpi=(_DPI, _DPI))
        assemble([drawn], [page], out, ArchiveMetadata(title=title, created=created))


def _draw_code(picture: Image.Image, code: str) -> None:
    stream = io.BytesIO()
    symbol = segno.make(code, micro=False, error="m", encoding="utf-8")
    scale = max(1, _QR_SIZE // symbol.symbol_size(border=_QUIET)[0])
    symbol.save(stream, kind="png", scale=scale, border=_QUIET)
    stream.seek(0)
    with Image.open(stream, formats=["PNG"]) as drawn:
        picture.paste(drawn.convert("1"), ((_WIDTH - drawn.width) // 2, 750))


def _draw_line(picture: Image.Image, printed: _Printed, font: Path) -> Line | None:
    """Draw the words of a line one by one, so that each has its box."""
    size = printed.size
    face = ImageFont.truetype(str(font), size)
    while face.getlength(printed.text) > _WIDTH - 2 * _MARGIN and size > _TEXT // 2:
        size -= 2
        face = ImageFont.truetype(str(font), size)
    draw = ImageDraw.Draw(picture)
    space = face.getlength(" ")
    wide = face.getlength(printed.text)
    x = (_WIDTH - wide) / 2 if printed.centred else float(_MARGIN)
    words: list[Word] = []
    for text in printed.text.split():
        length = face.getlength(text)
        draw.text((x, printed.y), text, font=face, fill=0)
        words.append(Word(text, Box(x, printed.y, x + length, printed.y + size * 1.2), 1.0))
        x += length + space
    return Line(tuple(words)) if words else None
