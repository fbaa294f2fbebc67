"""Writes sheets as a born-digital PDF: real text, fonts embedded, as a word processor would.

pdfium embeds the faces; pikepdf packs the result.
"""

import ctypes
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pikepdf
import pypdfium2
from pypdfium2 import raw

from sohoa.samples.fonts import Style
from sohoa.samples.sheet import HEIGHT, WIDTH, Rule, Sheet, Text

_EMBED_AS_UNICODE: Final = 1


def write_pdf(sheets: Sequence[Sheet], path: Path, title: str) -> None:
    """Write sheets of text and rules; raise ValueError for things only paper can carry."""
    pdf = pypdfium2.PdfDocument.new()
    faces: dict[Style, tuple[object, object]] = {}
    for sheet in sheets:
        page = pdf.new_page(WIDTH, HEIGHT)
        for item in sheet.items:
            match item:
                case Text():
                    if item.style not in faces:
                        faces[item.style] = _load(pdf, sheet.fonts.path(item.style))
                    _put_text(pdf, page, item, faces[item.style][0])
                case Rule():
                    _put_rule(page, item)
                case _:
                    raise ValueError(f"a born-digital sheet holds text and rules, not {item!r}")
        page.gen_content()
        page.close()
    loose = path.with_suffix(".loose")
    pdf.save(loose)
    pdf.close()
    with pikepdf.open(loose) as packed:
        packed.docinfo["/Title"] = title
        packed.Root.Lang = pikepdf.String("vi-VN")
        packed.save(path, compress_streams=True, recompress_flate=True)
    loose.unlink()


def _load(pdf: pypdfium2.PdfDocument, path: Path) -> tuple[object, object]:
    """Return pdfium's font and the buffer that must live as long as it."""
    data = path.read_bytes()
    buffer = (ctypes.c_ubyte * len(data)).from_buffer_copy(data)
    font = raw.FPDFText_LoadFont(pdf, buffer, len(data), raw.FPDF_FONT_TRUETYPE, _EMBED_AS_UNICODE)
    return font, buffer


def _put_text(
    pdf: pypdfium2.PdfDocument, page: pypdfium2.PdfPage, item: Text, font: object
) -> None:
    shown = raw.FPDFPageObj_CreateTextObj(pdf, font, item.size)
    encoded = (item.text + "\0").encode("utf-16-le")
    buffer = (ctypes.c_ushort * (len(encoded) // 2)).from_buffer_copy(encoded)
    raw.FPDFText_SetText(shown, buffer)
    raw.FPDFPageObj_SetFillColor(shown, item.shade, item.shade, item.shade, 255)
    raw.FPDFPageObj_Transform(shown, 1, 0, 0, 1, item.x, HEIGHT - item.y)
    raw.FPDFPage_InsertObject(page, shown)


def _put_rule(page: pypdfium2.PdfPage, item: Rule) -> None:
    line = raw.FPDFPageObj_CreateNewPath(item.x0, HEIGHT - item.y0)
    raw.FPDFPath_LineTo(line, item.x1, HEIGHT - item.y1)
    raw.FPDFPageObj_SetStrokeWidth(line, item.width)
    raw.FPDFPageObj_SetStrokeColor(line, 0, 0, 0, 255)
    raw.FPDFPath_SetDrawMode(line, raw.FPDF_FILLMODE_NONE, 1)
    raw.FPDFPage_InsertObject(page, line)
