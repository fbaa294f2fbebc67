"""A report as a PDF on A4: embedded fonts, real text that can be searched and copied."""

import io
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pikepdf

from signing.appearances.embedded_font import embed_font, encoded
from signing.appearances.pdf_values import Name, Reference, Stream, Value
from signing.reports.faces import Faces, find_faces
from signing.reports.pdf_layout import PAGE, LaidPage, lay_out
from signing.reports.report_page import ReportPage


def pdf_report(page: ReportPage, *, font: Path | None = None) -> bytes:
    """Return the report as PDF; `font` instead of the usual ones.

    Raises `SigningError` (font_missing) where no font has the Vietnamese letters.
    """
    faces = find_faces(font)
    laid = lay_out(page, lambda text, size, bold: faces.width(text, size, bold=bold))
    with pikepdf.new() as pdf:
        sink = _Sink(pdf)
        lines = [line for one in laid for line in one.lines]
        fonts = pikepdf.Dictionary(
            {
                key: sink.object(
                    embed_font(
                        sink,
                        faces.face(bold=bold),
                        [faces.shown(line.text, bold=bold) for line in lines],
                    )
                )
                for key, bold in (("/R", False), ("/B", True))
            }
        )
        for one in laid:
            made = pdf.add_blank_page(page_size=PAGE)
            made.obj.Resources = pikepdf.Dictionary(Font=fonts)
            made.obj.Contents = pdf.make_stream(b"\n".join(_drawn(one, faces)))
        pdf.Root.Lang = pikepdf.String(page.language)
        pdf.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
        pdf.docinfo["/Title"] = page.title
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True)
    return out.getvalue()


def _drawn(page: LaidPage, faces: Faces) -> Iterator[bytes]:
    for bar in page.bars:
        place = f"{bar.x:.2f} {bar.y:.2f} {bar.width:.2f} {bar.height:.2f} re f"
        yield f"{_rgb(bar.colour)} {place}".encode("ascii")
    for line in page.lines:
        start = f"BT {_rgb(line.colour)} /{'B' if line.bold else 'R'} {line.size:.2f} Tf "
        place = f"{line.x:.2f} {line.y:.2f} Td "
        shown = encoded(faces.face(bold=line.bold), faces.shown(line.text, bold=line.bold))
        yield (start + place).encode("ascii") + shown + b" Tj ET"


def _rgb(colour: tuple[float, float, float]) -> str:
    return " ".join(f"{part:.3f}" for part in colour) + " rg"


class _Sink:
    """Takes a font's parts into a new PDF (`ObjectSink`)."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self._pdf = pdf
        self._held: dict[int, pikepdf.Object] = {}

    def add(self, value: Value | Stream) -> Reference:
        """Add an object and return how to refer to it."""
        if isinstance(value, Stream):
            made: pikepdf.Object = self._pdf.make_stream(zlib.decompress(value.data))
            for key, item in value.entries.items():
                made[f"/{key}"] = self._plain(item)
        else:
            made = self._pdf.make_indirect(self._plain(value))
        number, generation = made.objgen
        self._held[number] = made
        return Reference(number, generation)

    def object(self, reference: Reference) -> pikepdf.Object:
        """Return what a reference of this sink stands for."""
        return self._held[reference.number]

    def _plain(self, value: Value) -> Any:  # noqa: ANN401 - pikepdf takes Python's own numbers
        match value:
            case Reference():
                return self._held[value.number]
            case Name():
                return pikepdf.Name(f"/{value}")
            case str():
                return pikepdf.String(value)
            case tuple():
                return pikepdf.Array([self._plain(item) for item in value])
            case Mapping():
                return pikepdf.Dictionary({f"/{k}": self._plain(v) for k, v in value.items()})
            case _:
                return value
