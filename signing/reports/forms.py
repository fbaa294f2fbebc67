"""The forms in which a verdict can be handed out, and their names for programs."""

from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Final

from signing.evidence_piece import Piece
from signing.reports.etsi_report import etsi_report
from signing.reports.html_report import html_report
from signing.reports.report_page import report_page
from signing.reports.words import ReportWords
from signing.verdict import FileVerdict


class Form(StrEnum):
    """A form by the ending of its file's name."""

    HTML = "html"
    PDF = "pdf"
    XML = "xml"


MEDIA_TYPES: Final = MappingProxyType(
    {Form.HTML: "text/html", Form.PDF: "application/pdf", Form.XML: "application/xml"}
)


def write_report(
    form: Form,
    name: str,
    verdict: FileVerdict,
    words: ReportWords,
    *,
    evidence: Iterable[Piece] = (),
    font: Path | None = None,
) -> bytes:
    """Return the report on the file called `name`.

    Raises `SigningError` (font_missing) where a PDF is wanted and no font has the letters for it.
    """
    if form is Form.XML:
        return etsi_report(verdict, evidence)
    page = report_page(name, verdict, words, evidence)
    if form is Form.HTML:
        return html_report(page)
    from signing.reports.pdf_report import pdf_report  # noqa: PLC0415 - with what writes archives

    return pdf_report(page, font=font)
