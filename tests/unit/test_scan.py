"""What a file is, is told by its content; names are only shown."""

from io import BytesIO
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from PIL import Image

from ingest.scans.filenames import display_name
from ingest.scans.images import load_page
from ingest.scans.scan import inspect
from ingest.scans.scan_file import MediaType, ScanLimits
from ingest.text import PageKind
from tests.support import hostile

LIMITS = ScanLimits()


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("đơn.pdf", "đơn.pdf"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("a\x00b.pdf", "ab.pdf"),
        ("\u202efdp.exe", "fdp.exe"),
        ("hồ sơ.pdf", "hồ sơ.pdf"),  # NFD
        ("/", "scan"),
        ("..", "scan"),
        ("", "scan"),
        ("line\nbreak\r.pdf", "linebreak.pdf"),
    ],
)
def test_a_name_is_made_safe_to_show(given: str, shown: str) -> None:
    assert display_name(given) == shown


def test_a_long_name_keeps_its_extension() -> None:
    shown = display_name("x" * 5000 + ".pdf")
    assert len(shown) <= 200
    assert shown.endswith(".pdf")


@pytest.mark.parametrize(
    ("data", "media_type", "pages"),
    [
        (hostile.pdf(3), MediaType.PDF, 3),
        (hostile.jpeg(), MediaType.JPEG, 1),
        (hostile.png(30, 40), MediaType.PNG, 1),
        (hostile.tiff(4), MediaType.TIFF, 4),
    ],
)
def test_the_kind_is_told_by_content(
    tmp_path: Path, data: bytes, media_type: MediaType, pages: int
) -> None:
    info = inspect(hostile.put(tmp_path, data), "lies.docx", LIMITS)
    assert info.media_type is media_type
    assert len(info.pages) == pages
    assert info.size == len(data)
    assert info.name == "lies.docx"


def test_a_page_covered_by_an_image_is_a_scan_and_an_empty_one_is_not(tmp_path: Path) -> None:
    scan = inspect(hostile.put(tmp_path, hostile.pdf(image=(400, 600))), "s", LIMITS)
    assert scan.pages[0].kind is PageKind.SCAN
    assert (scan.pages[0].width, scan.pages[0].height) == (400, 600)
    empty = inspect(hostile.put(tmp_path, hostile.pdf()), "s", LIMITS)
    assert empty.pages[0].kind is PageKind.BORN_DIGITAL


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_turned_pdf_page_is_measured_and_loaded_as_it_is_shown(tmp_path: Path, turn: int) -> None:
    path = hostile.put(tmp_path, hostile.pdf(image=(400, 600), rotate=turn))
    info = inspect(path, "s", LIMITS)
    size = (600, 400) if turn in {90, 270} else (400, 600)
    assert (info.pages[0].width, info.pages[0].height) == size
    assert info.pages[0].shown_turn == turn
    assert load_page(path, info, 0).shape == size[::-1]


@pytest.mark.parametrize(("orientation", "turn"), [(1, 0), (6, 90), (3, 180), (8, 270)])
@pytest.mark.parametrize("kind", ["JPEG", "TIFF"])
def test_a_picture_is_loaded_as_its_orientation_tag_asks(
    tmp_path: Path, kind: str, orientation: int, turn: int
) -> None:
    """A dark patch in the stored top left corner ends up where the tag sends it."""
    stored = np.full((600, 400), 255, np.uint8)
    stored[:150, :100] = 0
    exif = Image.Exif()
    exif[0x0112] = orientation
    stream = BytesIO()
    if kind == "JPEG":
        Image.fromarray(stored).save(stream, kind, exif=exif)
    else:
        Image.fromarray(stored).save(stream, kind, tiffinfo={0x0112: orientation})
    path = hostile.put(tmp_path, stream.getvalue())
    info = inspect(path, "s", LIMITS)
    shown = load_page(path, info, 0)
    expected = np.rot90(stored, -turn // 90)
    assert info.pages[0].shown_turn == turn
    assert shown.shape == expected.shape
    assert np.abs(shown.astype(int) - expected.astype(int)).mean() < 4


def test_red_ink_fades_and_blue_ink_stays(tmp_path: Path) -> None:
    page = np.full((400, 300, 3), 255, np.uint8)
    page[:200] = (220, 30, 40)
    page[200:] = (20, 40, 150)
    stream = BytesIO()
    Image.fromarray(page).save(stream, "PNG")
    path = hostile.put(tmp_path, stream.getvalue())
    grey = load_page(path, inspect(path, "s", LIMITS), 0)
    assert grey[100, 150] > 200
    assert grey[300, 150] < 50


def test_resolution_comes_from_the_paper_when_the_file_says_nonsense(tmp_path: Path) -> None:
    a4_at_300 = Image.new("L", (2480, 3508), 255)
    for claimed, expected in (((300, 300), 300), ((72, 72), 300), ((1, 1), 300)):
        stream = BytesIO()
        a4_at_300.save(stream, "JPEG", dpi=claimed)
        path = hostile.put(tmp_path, stream.getvalue())
        assert inspect(path, "s", LIMITS).pages[0].dpi == expected


def test_a_signed_pdf_is_known_even_if_nothing_points_at_its_signature(tmp_path: Path) -> None:
    assert not inspect(hostile.put(tmp_path, hostile.pdf()), "s", LIMITS).signed
    with pikepdf.open(BytesIO(hostile.pdf())) as document:
        document.Root.Hidden = document.make_indirect(
            pikepdf.Dictionary({"/Type": pikepdf.Name.Sig, "/ByteRange": [0, 1, 2, 3]})
        )
        stream = BytesIO()
        document.save(stream, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    assert inspect(hostile.put(tmp_path, stream.getvalue()), "s", LIMITS).signed
