"""The sample dossier as a clerk gets it: one scanned stack of 12 pages, and a draft decision.

Cover sheet, application (3 pages), citizen card copy (1), confirmation (3), land certificate (4).
The same folder, seed and dossier code always give the same bytes and the same truth.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Final

import pikepdf

from ingest.papers.cover import CoverSheet
from sohoa.samples.application import application
from sohoa.samples.citizen_card import citizen_card
from sohoa.samples.confirmation import confirmation
from sohoa.samples.decision import write_draft_decision
from sohoa.samples.facts import SAMPLE_DAY, Facts, invent_facts
from sohoa.samples.fonts import FontFamily, Style, find_family
from sohoa.samples.land import land_certificate
from sohoa.samples.paper import Paper
from sohoa.samples.raster import draw
from sohoa.samples.scanner import ScannedPage, Scanner, scan
from sohoa.samples.sheet import WIDTH, QrCode, Sheet

SAMPLE_DOSSIER: Final = "H32.105-261121-0001"
_UPSIDE_DOWN: Final = 6  # somebody put the confirmation's second page in the wrong way round
_TITLES: Final = {"DON": "Đơn", "CCCD": "CCCD", "GXN": "Giấy xác nhận", "GCN": "GCN QSDĐ"}


@dataclass(frozen=True, slots=True, kw_only=True)
class TruePage:
    """What is on a page of the stack, and how it lay on the glass (clockwise)."""

    lines: tuple[str, ...]
    rotation: int
    skew: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TrueDocument:
    """A paper of the stack: type, title, indexes of its pages, values of its fields."""

    type: str
    title: str
    pages: tuple[int, ...]
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoStack:
    """Where the files are, and the truth about them."""

    pdf: Path
    decision: Path
    dossier: str
    facts: Facts
    pages: tuple[TruePage, ...]
    documents: tuple[TrueDocument, ...]
    decision_lines: tuple[str, ...]


def make_demo_stack(
    folder: Path, seed: int, dossier: str = SAMPLE_DOSSIER, today: date = SAMPLE_DAY
) -> DemoStack:
    """Write `stack.pdf` and `decision.pdf` into `folder` (made if missing); return the truth.

    Raises FileNotFoundError when no font with Vietnamese letters is installed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    rng = Random(seed)  # noqa: S311 - invents paper, guards nothing
    fonts = find_family()
    facts = invent_facts(rng, today)
    papers = sample_papers(facts, fonts)
    sheets = [_cover(dossier, papers, fonts), *(one for paper in papers for one in paper.sheets)]
    scanner = Scanner()
    scans = [
        scan(draw(sheet, rng), scanner, rng, rotation=180 if index == _UPSIDE_DOWN else 0)
        for index, sheet in enumerate(sheets)
    ]
    stack = folder / "stack.pdf"
    stack.write_bytes(scans_to_pdf(scans))
    decision = folder / "decision.pdf"
    draft = write_draft_decision(facts, fonts, decision)
    return DemoStack(
        pdf=stack,
        decision=decision,
        dossier=dossier,
        facts=facts,
        pages=tuple(
            TruePage(lines=tuple(sheet.lines), rotation=one.rotation, skew=one.skew)
            for sheet, one in zip(sheets, scans, strict=True)
        ),
        documents=_true_documents(papers),
        decision_lines=tuple(draft.lines),
    )


def sample_papers(facts: Facts, fonts: FontFamily) -> tuple[Paper, ...]:
    """Return the four papers of the sample dossier."""
    return (
        application(facts, fonts),
        citizen_card(facts, fonts),
        confirmation(facts, fonts),
        land_certificate(facts, fonts),
    )


def scans_to_pdf(scans: Sequence[ScannedPage]) -> bytes:
    """Return a PDF of scans as office scanners write it: one JPEG a page, no text."""
    pdf = pikepdf.new()
    for one in scans:
        width, height = one.width * 72 / one.dpi, one.height * 72 / one.dpi
        image = pikepdf.Stream(
            pdf,
            one.jpeg,
            {
                "/Type": pikepdf.Name.XObject,
                "/Subtype": pikepdf.Name.Image,
                "/Width": one.width,
                "/Height": one.height,
                "/ColorSpace": pikepdf.Name.DeviceRGB if one.colour else pikepdf.Name.DeviceGray,
                "/BitsPerComponent": 8,
                "/Filter": pikepdf.Name.DCTDecode,
            },
        )
        pdf.add_blank_page(page_size=(width, height))
        page = pdf.pages[-1]
        page.Resources = pikepdf.Dictionary({"/XObject": pikepdf.Dictionary({"/Im0": image})})
        page.Contents = pikepdf.Stream(
            pdf, f"q {width:.3f} 0 0 {height:.3f} 0 0 cm /Im0 Do Q".encode()
        )
    stream = BytesIO()
    pdf.save(stream, deterministic_id=True)
    return stream.getvalue()


def _true_documents(papers: Sequence[Paper]) -> tuple[TrueDocument, ...]:
    documents = []
    first = 1  # the cover sheet is page 0
    for paper in papers:
        pages = tuple(range(first, first + len(paper.sheets)))
        documents.append(
            TrueDocument(type=paper.type, title=paper.title, pages=pages, fields=paper.fields)
        )
        first += len(pages)
    return tuple(documents)


def _cover(dossier: str, papers: Sequence[Paper], fonts: FontFamily) -> Sheet:
    """Return the cover sheet that binds the stack to its dossier and names its parts."""
    sheet = Sheet(fonts)
    middle = WIDTH / 2
    code = CoverSheet(
        dossier=dossier, parts=tuple((paper.type, _TITLES[paper.type]) for paper in papers)
    )
    sheet.centred(middle, 96, "TỜ BÌA HỒ SƠ", 20, Style.BOLD)
    sheet.centred(middle, 124, f"Mã hồ sơ: {dossier}", 15, Style.BOLD)
    sheet.items.append(QrCode(code.encode(), middle - 95, 150, 190))
    sheet.y = 396
    sheet.text(85, 376, "Thành phần hồ sơ:", 13, Style.BOLD)
    sheet.table(
        (("STT", 0.12), ("Loại", 0.2), ("Tên giấy tờ", 0.68)),
        [(str(number), paper.type, paper.title) for number, paper in enumerate(papers, start=1)],
        12,
    )
    sheet.paragraph("Đặt tờ bìa này lên trên cùng của tập giấy trước khi quét.", 12, Style.ITALIC)
    return sheet
