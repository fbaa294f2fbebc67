"""What others say of our archive files: PDFBox Preflight on a part-1 variant, and the metadata."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pikepdf
import pytest
from PIL import Image, ImageDraw

from ingest.archiving.archive import assemble
from ingest.archiving.archive_file import ArchiveMetadata, PdfaLevel
from ingest.archiving.xmp import OWN_NAMESPACE
from ingest.text import PageText
from sohoa.samples.stack import DemoStack
from tests.support.archive_checks import claims_pdfa, violations
from tests.support.preflight import preflight
from tests.support.printed_pages import page, printed

HANOI = timezone(timedelta(hours=7))
META = ArchiveMetadata(
    title="Quyết định <cấp> & đổi\x07",
    created=datetime(2026, 11, 21, 8, 30, tzinfo=HANOI),
    dossier="H10.12-261121-0003",
    document="H10.12_QĐ_000021_V1",
    type="QUYET_DINH",
    agency="Sở Tài nguyên & Môi trường",
    digitised=datetime(2026, 11, 21, 8, 15, tzinfo=HANOI),
)
FORMS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "colour": ("RGB", "JPEG", {"quality": 60}),
    "grey": ("L", "JPEG", {"quality": 60}),
    "palette": ("P", "PNG", {}),
    "bilevel": ("1", "TIFF", {"compression": "group4"}),
    "packed": ("RGB", "TIFF", {"compression": "tiff_lzw"}),
}


def read() -> PageText:
    lines = (printed(12, 20, "ỦY BAN NHÂN DÂN"), printed(12, 26, "Số: 15/QĐ-UBND (m²) \\ 𝒳"))
    return replace(page(*lines), width=2480, height=3508, dpi=300)


def scans(folder: Path) -> dict[str, Path]:
    picture = Image.new("RGB", (620, 877), "white")
    ImageDraw.Draw(picture).ellipse((400, 600, 520, 720), outline="red", width=6)
    made = {}
    for name, (mode, form, options) in FORMS.items():
        made[name] = folder / name
        picture.convert(mode).save(made[name], form, **options)
    return made


def test_preflight_finds_no_fault_in_any_kind_of_picture(
    sample_stack: DemoStack, sample_pages: tuple[PageText, ...], tmp_path: Path
) -> None:
    outs = []
    for name, scan in scans(tmp_path).items():
        outs.append(tmp_path / f"{name}.pdf")
        assert assemble([scan], [read()], outs[-1], META, level=PdfaLevel.A1B).pdfa
        assert claims_pdfa(outs[-1]) == ("1", "B")
    outs.append(tmp_path / "stack.pdf")
    assemble([sample_stack.pdf], sample_pages, outs[-1], META, level=PdfaLevel.A1B)
    broken = tmp_path / "broken.pdf"
    with pikepdf.open(outs[0]) as pdf:
        del pdf.Root.OutputIntents
        pdf.save(broken)
    found = preflight([*outs, broken], tmp_path / "judged")
    told = found.pop("broken.pdf")
    assert told, "a judge that finds nothing wrong with anything is none"
    assert found == {out.name: [] for out in outs}


@pytest.mark.parametrize("level", list(PdfaLevel))
def test_the_office_codes_are_in_the_file_and_explained(level: PdfaLevel, tmp_path: Path) -> None:
    out = tmp_path / "out.pdf"
    assemble([scans(tmp_path)["colour"]], [read()], out, META, level=level)
    assert violations(out) == []
    with pikepdf.open(out) as pdf:
        packet = ET.fromstring(pdf.Root.Metadata.read_bytes())  # noqa: S314 - we wrote it
        assert str(pdf.docinfo.Title) == "Quyết định <cấp> & đổi"
        assert str(pdf.docinfo.CreationDate) == "D:20261121083000+07'00'"
    own = f"{{{OWN_NAMESPACE}}}"
    said = {one.tag.removeprefix(own): one.text for one in packet.iter() if one.tag.startswith(own)}
    assert said == {
        "DossierCode": META.dossier,
        "DocumentCode": META.document,
        "DocumentType": META.type,
        "Agency": META.agency,
        "DigitisedAt": "2026-11-21T08:15:00+07:00",
        "PageAmount": "1",
    }


def test_a_file_of_no_office_says_nothing_of_codes(tmp_path: Path) -> None:
    out = tmp_path / "out.pdf"
    bare = ArchiveMetadata(title="x", created=META.created)
    assemble([scans(tmp_path)["colour"]], [read()], out, bare)
    assert violations(out) == []
    with pikepdf.open(out) as pdf:
        assert OWN_NAMESPACE.encode() not in pdf.Root.Metadata.read_bytes()
