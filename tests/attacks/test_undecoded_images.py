"""An image that does not decode is said to be damaged: pdfium would draw a white page, silently."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, TiffImagePlugin

from ingest.archiving.archive import assemble
from ingest.archiving.archive_file import ArchiveMetadata
from ingest.errors import IngestError, UnreadableScanError
from ingest.scans.born_digital import read_born_digital
from ingest.scans.images import load_page
from ingest.scans.jbig2 import holds_whole_regions
from ingest.scans.scan import inspect
from ingest.scans.scan_file import ScanLimits
from ingest.text import PageKind
from tests.support import coded_images, hostile
from tests.support.coded_images import SIZE, Coded, all_codings, pdf_with
from tests.support.samples import dice
from workers.page_reading import unread_page

CODINGS = all_codings()
# The same image, told apart only by how the page draws it: plainly, turned over, twice in strips.
DRAWINGS = {
    "plainly": b"q %d 0 0 %d 0 0 cm /Im0 Do Q" % SIZE,
    "mirrored": b"q -%d 0 0 %d %d 0 cm /Im0 Do Q" % (SIZE[0], SIZE[1], SIZE[0]),
    "in halves": b"q %d 0 0 220 0 220 cm /Im0 Do Q q %d 0 0 220 0 0 cm /Im0 Do Q"
    % (SIZE[0], SIZE[0]),
}


def loaded(folder: Path, data: bytes) -> NDArray[np.uint8]:
    path = hostile.put(folder, data)
    return load_page(path, inspect(path, "scan.pdf", ScanLimits()), 0)


@pytest.mark.parametrize("drawing", DRAWINGS)
@pytest.mark.parametrize("name", CODINGS)
def test_a_whole_image_is_read_however_it_is_drawn(tmp_path: Path, name: str, drawing: str) -> None:
    pixels = loaded(tmp_path, pdf_with(CODINGS[name], content=DRAWINGS[drawing]))
    assert pixels.min() < 100 < pixels.max()


@pytest.mark.parametrize("kept", [0.0, 0.1, 0.5, 0.9])
@pytest.mark.parametrize("drawing", DRAWINGS)
@pytest.mark.parametrize("name", CODINGS)
def test_an_image_that_is_cut_off_is_no_page(
    tmp_path: Path, name: str, drawing: str, kept: float
) -> None:
    image = CODINGS[name]
    cut = replace(image, data=image.data[: int(len(image.data) * kept)])
    with pytest.raises(UnreadableScanError):
        loaded(tmp_path, pdf_with(cut, content=DRAWINGS[drawing]))


@pytest.mark.parametrize("drawing", DRAWINGS)
@pytest.mark.parametrize("name", sorted({*CODINGS} - {"bare", "fax", "fax, 1 is black"}))
def test_noise_in_the_place_of_an_image_is_no_page(tmp_path: Path, name: str, drawing: str) -> None:
    """Bare pixels and fax codes have no form: any bytes are some picture."""
    noise = replace(CODINGS[name], data=dice(3).randbytes(5_000))
    with pytest.raises(UnreadableScanError):
        loaded(tmp_path, pdf_with(noise, content=DRAWINGS[drawing]))


def test_a_jpeg_that_ends_early_and_says_that_it_is_whole_is_no_page(tmp_path: Path) -> None:
    data = coded_images.saved("JPEG", quality=70)
    lying = Coded(data=data[: len(data) // 2] + b"\xff\xd9", filters=("DCTDecode",))
    with pytest.raises(UnreadableScanError):
        loaded(tmp_path, pdf_with(lying))


def test_a_white_margin_is_no_damage(tmp_path: Path) -> None:
    """Every row of one value asks for a closer look; only missing data are damage."""
    white = bytes([255]) * (SIZE[0] * SIZE[1])
    assert loaded(tmp_path, pdf_with(Coded(data=white, filters=()))).min() == 255
    black = Coded(data=bytes(SIZE[0] * SIZE[1]), filters=())
    assert loaded(tmp_path, pdf_with(black)).max() == 0


def test_segments_of_a_jbig2_image_are_walked_to_their_end() -> None:
    whole = coded_images.jbig2()
    assert holds_whole_regions(whole)
    assert not holds_whole_regions(b"")
    assert not any(holds_whole_regions(whole[:end]) for end in range(len(whole)))
    page_only = whole[:30]
    assert not holds_whole_regions(page_only)
    assert not holds_whole_regions(b"\xff" * 2_000)


@pytest.mark.parametrize("kid", [b"99 0 R", b"null", b"1 0 R"])
def test_one_page_that_cannot_be_opened_keeps_its_place(tmp_path: Path, kid: bytes) -> None:
    data = coded_images.pdf_of_pages(*[CODINGS["jpeg"]] * 3)
    path = hostile.put(tmp_path, data.replace(b"4 0 R 5 0 R ]", kid + b" 5 0 R]"))
    info = inspect(path, "scan.pdf", ScanLimits())
    assert len(info.pages) == 3
    assert load_page(path, info, 0).shape == load_page(path, info, 2).shape == SIZE[::-1]
    with pytest.raises(UnreadableScanError):
        load_page(path, info, 1)


def test_a_file_of_which_no_page_can_be_opened_is_refused(tmp_path: Path) -> None:
    data = coded_images.pdf_of_pages(*[CODINGS["jpeg"]] * 3)
    path = hostile.put(tmp_path, data.replace(b"3 0 R 4 0 R 5 0 R ]", b"null null null    ]"))
    with pytest.raises(UnreadableScanError):
        inspect(path, "scan.pdf", ScanLimits())


@pytest.mark.parametrize("entry", [b"/Im0 Do", b"/Subtype /Image"])
def test_a_page_that_asks_for_an_image_and_gets_none_is_not_blank(
    tmp_path: Path, entry: bytes
) -> None:
    data = pdf_with(CODINGS["jpeg"])
    path = hostile.put(tmp_path, data.replace(entry, entry.replace(b"Im", b"Jm")))
    info = inspect(path, "scan.pdf", ScanLimits())
    assert info.pages[0].kind is PageKind.BORN_DIGITAL
    with pytest.raises(UnreadableScanError):
        read_born_digital(path, info.pages[0])


def test_an_empty_page_is_blank(tmp_path: Path) -> None:
    path = hostile.put(tmp_path, pdf_with(content=b"q Q"))
    info = inspect(path, "scan.pdf", ScanLimits())
    assert read_born_digital(path, info.pages[0]) == ()


def test_a_page_of_endless_size_is_not_drawn(tmp_path: Path) -> None:
    data = pdf_with(content=b"q Q").replace(b"[ 0 0 320 440 ]", b"[ 0 0 2000000000 2000000000 ]")
    with pytest.raises(UnreadableScanError):
        loaded(tmp_path, data)


def test_an_empty_page_that_another_reader_finds_locked_is_not_blank(tmp_path: Path) -> None:
    """An open file before a locked one without a table: pdfium sees the first, qpdf the second."""
    locked = hostile.pdf(password="x").replace(b"startxref", b"startxxxx")
    path = hostile.put(tmp_path, pdf_with(content=b"q Q") + locked)
    info = inspect(path, "scan.pdf", ScanLimits())
    with pytest.raises(UnreadableScanError):
        read_born_digital(path, info.pages[0])
    out, meta = tmp_path / "out.pdf", ArchiveMetadata(title="x", created=datetime.now(UTC))
    with pytest.raises(IngestError):
        assemble([path], [unread_page(info.pages[0])], out, meta)
    assert not out.exists()


def fax_tiff(page: Image.Image, spoil: Callable[[bytes], bytes]) -> bytes:
    stream = BytesIO()
    page.save(stream, "TIFF", compression="group4")
    data = bytearray(stream.getvalue())
    with Image.open(BytesIO(data)) as frame:
        assert isinstance(frame, TiffImagePlugin.TiffImageFile)
        for at, count in zip(frame.tag_v2[273], frame.tag_v2[279], strict=True):
            data[at : at + count] = spoil(bytes(data[at : at + count]))
    return bytes(data)


def test_fax_codes_that_make_no_sense_are_no_blank_page(tmp_path: Path) -> None:
    page = coded_images.printed("1")
    assert loaded(tmp_path, fax_tiff(page, lambda codes: codes)).mean() < 250
    with pytest.raises(UnreadableScanError):
        loaded(tmp_path, fax_tiff(page, lambda codes: dice(5).randbytes(len(codes))))


def test_a_fax_of_an_empty_page_with_a_speck_is_read(tmp_path: Path) -> None:
    page = Image.new("1", (2_480, 3_508), 1)
    assert loaded(tmp_path, fax_tiff(page, lambda codes: codes)).min() == 255
    for at in range(300):
        page.putpixel((at * 8, 11 * at), 0)
    assert loaded(tmp_path, fax_tiff(page, lambda codes: codes)).min() == 0
