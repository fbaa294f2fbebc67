"""Each coding of a picture gives the same page: to the reader, to the screen, to the archive."""

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import cv2
import numpy as np
import pikepdf
import pypdfium2
import pytest
from PIL import Image

from ingest.archiving.archive import assemble
from ingest.archiving.archive_file import ArchiveMetadata
from ingest.digitize import propose
from ingest.scans.images import load_page
from ingest.scans.rendering import render_page
from ingest.scans.scan import inspect
from ingest.scans.scan_file import MediaType, ScanLimits
from ingest.text import PageKind, PageText, Quality, SourceFile
from tests.support import hostile, pictures
from tests.support.heic import Photo, heic

LIMITS = ScanLimits()
META = ArchiveMetadata(title="Đơn", created=datetime(2026, 1, 1, tzinfo=UTC))
TURNS = {1: 0, 6: 90, 3: 180, 8: 270}


@pytest.mark.parametrize("name", pictures.FILES)
def test_the_reader_gets_the_right_pixels(tmp_path: Path, name: str) -> None:
    path = hostile.put(tmp_path, pictures.FILES[name]())
    info = inspect(path, "s", LIMITS)
    assert (info.pages[0].width, info.pages[0].height) == (pictures.WIDTH, pictures.HEIGHT)
    grey = load_page(path, info, 0)
    assert grey.shape == (pictures.HEIGHT, pictures.WIDTH)
    assert grey[40:60, 20:40].mean() < 12
    assert grey[300:400].mean() > 243
    coloured = not any(word in name for word in ("bilevel", "16 bits", "group", "grey", "packbits"))
    assert (grey[20:60, -50:-20].mean() > 180) == coloured  # red fades


@pytest.mark.parametrize("name", pictures.FILES)
def test_the_screen_and_the_archive_show_the_same_page(tmp_path: Path, name: str) -> None:
    path = hostile.put(tmp_path, pictures.FILES[name]())
    png = render_page(path, 0, pictures.WIDTH)
    shown = np.asarray(Image.open(BytesIO(png)).convert("L"), float)
    assert shown[40:60, 20:40].mean() < 12
    out = tmp_path / "out.pdf"
    result = assemble([path], [page_of(path)], out, META)
    assert result.pdfa == (name != "jpeg cmyk of adobe")
    with pypdfium2.PdfDocument(out) as pdf:
        kept = np.asarray(pdf[0].render(scale=pictures.WIDTH / pdf[0].get_width()).to_pil(), float)
    assert kept[40:60, 20:40].mean() < 70  # black of CMYK is not quite black on a screen
    assert kept[300:400].mean() > 243
    assert shown[300:400].mean() > 243


@pytest.mark.parametrize("orientation", TURNS)
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_every_kind_is_turned_as_its_tag_asks(tmp_path: Path, kind: str, orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    path = hostile.put(tmp_path, pictures.coded(kind, exif=exif))
    info = inspect(path, "s", LIMITS)
    expected = np.rot90(pictures.page()[..., 0], -TURNS[orientation] // 90)
    assert info.pages[0].shown_turn == TURNS[orientation]
    assert load_page(path, info, 0).shape == expected.shape
    assert cv2.absdiff(load_page(path, info, 0), expected.copy()).mean() < 4
    out = tmp_path / "out.pdf"
    assemble([path], [page_of(path)], out, META)
    with pypdfium2.PdfDocument(out) as pdf:
        scale = expected.shape[1] / pdf[0].get_width()
        kept = np.asarray(pdf[0].render(scale=scale).to_pil().convert("RGB"))[..., 0]
    kept = kept[: expected.shape[0], : expected.shape[1]]  # a screen rounds up
    assert cv2.absdiff(np.ascontiguousarray(kept), expected.copy()).mean() < 6


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_all_pictures_of_a_heic_file_are_pages_turned_as_it_says(
    tmp_path: Path, turns: int
) -> None:
    other = np.full((64, 96, 3), 200, np.uint8)
    path = hostile.put(tmp_path, heic([Photo(pictures.page(), turns), Photo(other)]))
    info = inspect(path, "s", LIMITS)
    expected = np.rot90(pictures.page()[..., 0], turns)
    assert info.media_type is MediaType.HEIC
    assert [(page.width, page.height) for page in info.pages] == [expected.shape[::-1], (96, 64)]
    assert cv2.absdiff(load_page(path, info, 0), expected.copy()).mean() < 6
    assert abs(float(load_page(path, info, 1).mean()) - 200) < 6


def test_many_frames_of_a_tiff_keep_their_order_and_own_coding(tmp_path: Path) -> None:
    frames = [Image.new("L", (60 + 10 * n, 90), 60 * n) for n in range(4)]
    stream = BytesIO()
    frames[0].save(stream, "TIFF", save_all=True, append_images=frames[1:], compression="tiff_lzw")
    path = hostile.put(tmp_path, stream.getvalue())
    info = inspect(path, "s", LIMITS)
    assert [page.width for page in info.pages] == [60, 70, 80, 90]
    assert [int(load_page(path, info, n).mean()) for n in range(4)] == [0, 60, 120, 180]


def test_a_jpeg_goes_into_the_archive_byte_for_byte_and_a_webp_as_a_good_jpeg(
    tmp_path: Path,
) -> None:
    data = pictures.FILES["jpeg progressive"]()
    assert archived_image(tmp_path, data) == ("/DCTDecode", data)
    assert archived_image(tmp_path, pictures.FILES["webp"]())[0] == "/DCTDecode"
    assert archived_image(tmp_path, pictures.FILES["heic"]())[0] == "/DCTDecode"
    assert archived_image(tmp_path, pictures.FILES["webp lossless"]())[0] == "/FlateDecode"
    assert archived_image(tmp_path, pictures.FILES["bmp"]())[0] == "/FlateDecode"


def test_a_person_is_told_that_a_webp_or_heic_was_coded_anew() -> None:
    kinds = ("image/heic", "image/webp", "image/bmp", "image/jpeg")
    sources = [SourceFile(name=kind, sha256="", media_type=kind) for kind in kinds]
    told = [one for one in propose(sources, [], []).warnings if one.code == "picture_reencoded"]
    assert [kind in one.message for kind, one in zip(kinds, told, strict=False)] == [True, True]


def test_resolution_that_no_file_states_is_said_to_be_assumed(tmp_path: Path) -> None:
    stated = hostile.put(tmp_path, pictures.coded("JPEG", dpi=(120, 120)))
    assert inspect(stated, "s", LIMITS).pages[0].dpi_stated
    for data in (pictures.coded("PNG"), pictures.coded("JPEG", dpi=(72, 72))):
        page = inspect(hostile.put(tmp_path, data), "s", LIMITS).pages[0]
        assert (page.dpi_stated, page.dpi) == (False, 60)


def test_a_picture_that_names_a_lens_is_a_cameras(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Maker"
    scanned = hostile.put(tmp_path, pictures.coded("JPEG", exif=exif))
    assert not inspect(scanned, "s", LIMITS).pages[0].camera
    exif.get_ifd(0x8769)[0x829D] = 1.8
    photo = hostile.put(tmp_path, pictures.coded("JPEG", exif=exif))
    assert inspect(photo, "s", LIMITS).pages[0].camera


def page_of(path: Path) -> PageText:
    page = inspect(path, "s", LIMITS).pages[0]
    return PageText(
        index=0,
        source=0,
        source_page=0,
        kind=PageKind.SCAN,
        width=page.width,
        height=page.height,
        dpi=page.dpi,
        rotation=0,
        skew=0,
        blank=True,
        quality=Quality(),
        confidence=1,
        lines=(),
    )


def archived_image(folder: Path, data: bytes) -> tuple[str, bytes]:
    path = hostile.put(folder, data)
    out = folder / "out.pdf"
    assemble([path], [page_of(path)], out, META)
    with pikepdf.open(out) as pdf:
        (image,) = pdf.pages[0].get_images().values()
        return str(image.Filter), image.read_raw_bytes()
