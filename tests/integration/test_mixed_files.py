"""Pages are decided one by one: another program's text goes, what is seen stays as it is."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pikepdf
import pypdfium2
import pytest
from PIL import Image, ImageCms, ImageDraw

from ingest.archiving.archive import assemble
from ingest.archiving.archive_file import ArchiveMetadata
from ingest.text import PageKind, PageText
from sohoa.samples.stack import DemoStack
from tests.support.archive_checks import claims_pdfa, violations
from tests.support.printed_pages import page, printed

META = ArchiveMetadata(title="Hồ sơ", created=datetime(2026, 11, 21, tzinfo=UTC))
OURS = "Số: 15/QĐ-UBND ngày hai mươi"
FONT = pikepdf.Dictionary(
    Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
)
HIDDEN = b"BT /T 10 Tf 3 Tr 20 400 Td (Theirs) Tj ET"


def read() -> PageText:
    return replace(page(printed(12, 20, OURS)), width=2480, height=3508, dpi=300)


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    """A scanned page as a scanner writes it, 595 x 842 points."""
    picture = Image.new("RGB", (1240, 1754), "white")
    ImageDraw.Draw(picture).ellipse((800, 1200, 1040, 1440), outline="red", width=12)
    picture.save(tmp_path / "scan.pdf", "PDF", resolution=150)
    return tmp_path / "scan.pdf"


def add(scan: Path, content: bytes) -> None:
    """Draw more on the page, in a font that is there by name only."""
    with pikepdf.open(scan, allow_overwriting_input=True) as pdf:
        first = pdf.pages[0]
        first.obj.Resources.Font = pikepdf.Dictionary(T=FONT)
        first.contents_add(pdf.make_stream(content))
        pdf.save(scan)


def words(path: Path, number: int = 0) -> str:
    with pypdfium2.PdfDocument(path) as pdf:
        return " ".join(pdf[number].get_textpage().get_text_range().split())


def seen(path: Path, number: int = 0) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    with pypdfium2.PdfDocument(path) as pdf:
        return np.asarray(pdf[number].render(scale=1).to_numpy(), np.uint8)


def test_text_that_another_program_hid_on_the_page_is_replaced(scan: Path, tmp_path: Path) -> None:
    add(scan, HIDDEN)
    assert assemble([scan], [read()], tmp_path / "out.pdf", META).pdfa
    assert words(tmp_path / "out.pdf") == OURS


def test_text_that_another_program_hid_in_a_form_is_replaced(scan: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.pdf"
    with pikepdf.open(scan, allow_overwriting_input=True) as pdf:
        form = pdf.make_stream(HIDDEN)
        form.Type, form.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
        form.BBox = pikepdf.Array([0, 0, 595, 842])
        form.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(T=FONT))
        pdf.pages[0].Resources.XObject["/OCR"] = form
        pdf.pages[0].contents_add(pdf.make_stream(b"q /OCR Do Q"))
        pdf.save(scan)
    assert words(scan) == "Theirs"
    assert assemble([scan], [read()], out, META).pdfa
    assert violations(out) == []
    assert words(out) == OURS
    assert np.array_equal(seen(scan), seen(out))


def test_a_stamp_of_text_over_a_scan_stays_and_only_hidden_text_goes(
    scan: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.pdf"
    add(scan, HIDDEN + b" BT 0 Tr /T 20 Tf 40 60 Td (RECEIVED) Tj ET")
    with pikepdf.open(scan, allow_overwriting_input=True) as pdf:
        note = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Square, Rect=[9, 9, 90, 90], F=4
        )
        pdf.pages[0].Annots = pikepdf.Array([pdf.make_indirect(note)])
        pdf.save(scan)
    result = assemble([scan], [read()], out, META)
    assert (result.pdfa, [one.code for one in result.warnings]) == (False, ["not_pdfa"])
    assert claims_pdfa(out) is None
    found = words(out)
    assert "Theirs" not in found
    assert "RECEIVED" in found
    assert OURS in found
    assert np.array_equal(seen(scan), seen(out))
    with pikepdf.open(out) as pdf:
        assert len(pdf.pages[0].Annots) == 1


def test_seen_text_that_goes_on_where_hidden_text_ended_leaves_the_page_alone(
    scan: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.pdf"
    add(scan, b"BT /T 20 Tf 3 Tr 40 60 Td (Theirs) Tj 0 Tr (RECEIVED) Tj ET")
    assemble([scan], [read()], out, META)
    assert "RECEIVED" in words(out)
    assert np.array_equal(seen(scan), seen(out))


def test_scans_among_printed_pages_get_their_text(
    scan: Path, sample_stack: DemoStack, tmp_path: Path
) -> None:
    out = tmp_path / "out.pdf"
    with pikepdf.open(sample_stack.decision) as pdf, pikepdf.open(scan) as scanned:
        pdf.pages.append(scanned.pages[0])
        pdf.save(tmp_path / "mixed.pdf")
        last = len(pdf.pages) - 1
    digital = replace(page(), kind=PageKind.BORN_DIGITAL)
    mixed = [digital, replace(read(), index=1, source_page=last)]
    result = assemble([tmp_path / "mixed.pdf"], mixed, out, META)
    assert not result.pdfa
    assert [one.page for one in result.warnings] == [0]
    assert words(out) == words(sample_stack.decision)
    assert words(out, 1) == OURS
    assert np.array_equal(seen(out), seen(sample_stack.decision))


def profile() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def jp2() -> bytes:
    stream = BytesIO()
    Image.new("RGB", (40, 40), "red").save(stream, "JPEG2000")
    return stream.getvalue()


# What is changed in the scanner's image, and whether the file is still PDF/A-2.
CHANGES: dict[str, tuple[Callable[[pikepdf.Pdf], dict[str, Any]], bool]] = {
    "profile": (lambda pdf: {"ColorSpace": icc(pdf, profile(), 3)}, True),
    "no profile": (lambda pdf: {"ColorSpace": icc(pdf, b"nothing" * 50, 3)}, False),
    "profile of other colours": (lambda pdf: {"ColorSpace": icc(pdf, profile(), 1)}, False),
    "soft mask": (lambda pdf: {"SMask": mask(pdf, "FlateDecode")}, True),
    "stencil mask": (lambda pdf: {"Mask": mask(pdf, "FlateDecode", stencil=True)}, True),
    "mask that is packed by LZW": (lambda pdf: {"Mask": mask(pdf, "LZWDecode")}, True),
    "inks of a printing press": (lambda _: {"ColorSpace": pikepdf.Name.DeviceCMYK}, False),
    "hidden layer": (lambda _: {"OC": pikepdf.Dictionary(Type=pikepdf.Name.OCG)}, False),
}


def icc(pdf: pikepdf.Pdf, data: bytes, components: int) -> pikepdf.Array:
    return pikepdf.Array([pikepdf.Name.ICCBased, pdf.make_stream(data, N=components)])


def mask(pdf: pikepdf.Pdf, packing: str, *, stencil: bool = False) -> pikepdf.Object:
    made = pdf.make_stream(b"\xff" * 1, Width=1, Height=1, BitsPerComponent=1 if stencil else 8)
    made.Type, made.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    if stencil:
        made.ImageMask = True
    else:
        made.ColorSpace = pikepdf.Name.DeviceGray
    made.write(b"\xff", filter=None)
    if packing == "LZWDecode":
        made.write(b"\x80\x3f\xe0\x20", filter=pikepdf.Name.LZWDecode)
    return made


@pytest.mark.parametrize("name", CHANGES)
def test_the_claim_depends_on_what_each_image_is(name: str, scan: Path, tmp_path: Path) -> None:
    change, pdfa = CHANGES[name]
    out = tmp_path / "out.pdf"
    with pikepdf.open(scan, allow_overwriting_input=True) as pdf:
        (image,) = pdf.pages[0].Resources.XObject.values()
        before = image.read_raw_bytes()
        for key, value in change(pdf).items():
            image["/" + key] = value
        pdf.save(scan, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    assert assemble([scan], [read()], out, META).pdfa is pdfa
    assert (claims_pdfa(out) is not None) is pdfa
    assert not pdfa or violations(out) == []
    assert OURS in words(out)
    with pikepdf.open(out) as pdf:
        (image,) = pdf.pages[0].resources.XObject.values()
        assert image.read_raw_bytes() == before


@pytest.mark.parametrize(
    ("spoil", "pdfa"),
    [
        (lambda data: data, True),
        (lambda data: data.replace(b"\0\0\0\x10", b"\0\0\0\x0c", 1), False),  # other colours
        (lambda data: data[data.index(b"\xff\x4f\xff\x51") :], False),  # no boxes around it
    ],
)
def test_a_jpeg_2000_picture_is_looked_into(
    spoil: object, pdfa: bool, scan: Path, tmp_path: Path
) -> None:
    assert callable(spoil)
    with pikepdf.open(scan, allow_overwriting_input=True) as pdf:
        (image,) = pdf.pages[0].Resources.XObject.values()
        image.write(spoil(jp2()), filter=pikepdf.Name.JPXDecode)
        image.Width = image.Height = 40
        pdf.save(scan)
    assert assemble([scan], [read()], tmp_path / "out.pdf", META).pdfa is pdfa
