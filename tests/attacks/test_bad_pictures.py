"""Pictures that claim more than any paper has are refused by their headers, at no cost."""

import contextlib
import struct
import tracemalloc
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from ingest.errors import IngestError, TooLargeError, UnreadableScanError
from ingest.scans.exif import PictureTags, read_exif
from ingest.scans.images import load_page
from ingest.scans.scan import inspect
from ingest.scans.scan_file import ScanLimits
from tests.support import hostile, pictures
from tests.support.heic import Photo, heic

LIMITS = ScanLimits()
HUGE = 50_000


def webp_that_claims(kind: bytes) -> bytes:
    body = {
        b"VP8 ": b"\x10\0\0\x9d\x01\x2a" + struct.pack("<HH", 16_383, 16_383),
        b"VP8L": b"\x2f" + struct.pack("<I", 16_382 | 16_382 << 14),
        b"VP8X": bytes(4) + (HUGE - 1).to_bytes(3, "little") * 2,
    }[kind]
    chunk = kind + struct.pack("<I", len(body)) + body + bytes(len(body) % 2)
    return b"RIFF" + struct.pack("<I", 4 + len(chunk)) + b"WEBP" + chunk


def bmp_that_claims(width: int, height: int) -> bytes:
    return b"BM" + struct.pack(
        "<IIIIiiHHIIiiII", 54, 0, 54, 40, width, height, 1, 24, 0, 0, 2835, 2835, 0, 0
    )


def tiff_with(tag: int, value: int) -> bytes:
    """Return the small tiled TIFF with one tag's value replaced."""
    data = bytearray(pictures.FILES["tiff tiled"]())
    at = struct.unpack_from("<I", data, 4)[0] + 2
    while struct.unpack_from("<H", data, at)[0] != tag:
        at += 12
    (kind,) = struct.unpack_from("<H", data, at + 2)
    data[at + 4 : at + 12] = struct.pack("<II" if kind == 4 else "<IH2x", 1, value)
    return bytes(data)


def jpeg_of_endless_scans() -> bytes:
    data = pictures.FILES["jpeg progressive"]()
    at = data.rindex(b"\xff\xda")
    return data[:at] + data[at:-2] * 200 + data[-2:]


FLOODS: dict[str, Callable[[], bytes]] = {
    "png": lambda: hostile.png(10, 10, claim=(HUGE, HUGE)),
    "jpeg": lambda: hostile.jpeg_that_claims(HUGE, HUGE),
    "jpeg of endless scans": jpeg_of_endless_scans,
    "tiff": lambda: hostile.tiff_that_claims(HUGE, HUGE),
    "tiff tile": lambda: tiff_with(322, 16_000_000),
    "tiff samples": lambda: tiff_with(277, 60_000),
    "webp lossy": lambda: webp_that_claims(b"VP8 "),
    "webp lossless": lambda: webp_that_claims(b"VP8L"),
    "webp canvas": lambda: webp_that_claims(b"VP8X"),
    "bmp": lambda: bmp_that_claims(HUGE, HUGE),
    "bmp upside down": lambda: bmp_that_claims(HUGE, -HUGE),
    "heic": lambda: heic([Photo(pictures.page()[:64, :64], claim=(15_000, 15_000))]),
}


@pytest.mark.parametrize("name", FLOODS)
def test_a_flood_of_pixels_is_refused_before_it_unfolds(tmp_path: Path, name: str) -> None:
    path = hostile.put(tmp_path, FLOODS[name]())
    tracemalloc.start()
    try:
        with pytest.raises(TooLargeError):
            inspect(path, "s", LIMITS)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 4_000_000


def test_a_heic_picture_larger_than_its_box_says_is_not_decoded(tmp_path: Path) -> None:
    path = hostile.put(tmp_path, heic([Photo(pictures.page(), claim=(64, 64))]))
    info = inspect(path, "s", LIMITS)
    with contextlib.suppress(UnreadableScanError):
        assert load_page(path, info, 0).shape == (64, 64)


def test_too_many_pictures_in_a_heic_file_are_refused(tmp_path: Path) -> None:
    small = Photo(pictures.page()[:32, :32])
    path = hostile.put(tmp_path, heic([small] * 6))
    with pytest.raises(TooLargeError):
        inspect(path, "s", ScanLimits(pages=5))


def test_an_animation_is_no_paper(tmp_path: Path) -> None:
    stream = BytesIO()
    first = Image.new("RGB", (64, 64), "white")
    first.save(stream, "WEBP", save_all=True, append_images=[Image.new("RGB", (64, 64), "red")])
    with pytest.raises(UnreadableScanError):
        inspect(hostile.put(tmp_path, stream.getvalue()), "s", LIMITS)


@pytest.mark.parametrize("kept", [0.05, 0.3, 0.9, 0.99])
@pytest.mark.parametrize("name", ["webp", "webp lossless", "bmp", "tiff tiled", "heic"])
def test_a_picture_cut_off_is_unreadable(tmp_path: Path, name: str, kept: float) -> None:
    whole = pictures.FILES[name]()
    path = hostile.put(tmp_path, whole[: int(len(whole) * kept)])
    with pytest.raises(UnreadableScanError):
        load_page(path, inspect(path, "s", LIMITS), 0)


@pytest.mark.parametrize("name", ["webp", "bmp", "heic", "tiff lzw", "png palette"])
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_no_damage_to_a_header_brings_anything_but_a_refusal(
    tmp_path_factory: pytest.TempPathFactory, name: str, data: st.DataObject
) -> None:
    whole = bytearray(pictures.FILES[name]())
    for _ in range(data.draw(st.integers(1, 6))):
        whole[data.draw(st.integers(0, min(len(whole) - 1, 600)))] = data.draw(st.integers(0, 255))
    path = hostile.put(tmp_path_factory.getbasetemp(), bytes(whole), "damaged")
    with contextlib.suppress(IngestError):
        inspect(path, "s", LIMITS)


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reader_of_exif(noise: bytes) -> None:
    for order in (b"II*\0", b"MM\0*"):
        assert isinstance(read_exif(order + noise), PictureTags)
    assert read_exif(noise[:7]) == PictureTags()
