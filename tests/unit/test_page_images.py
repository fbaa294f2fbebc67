"""Whatever way a page's picture is stored, its pixels come out as a viewer shows them."""

import zlib
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from numpy.typing import NDArray
from PIL import Image

from ingest.scans.images import load_page
from ingest.scans.scan import inspect
from ingest.scans.scan_file import ScanLimits
from ingest.text import PageKind
from tests.support import hostile

WIDTH, HEIGHT = 480, 640
NAME = pikepdf.Name
Parts = tuple[bytes, Mapping[str, object]]


def pattern() -> NDArray[np.uint8]:
    """White paper with a black patch in its upper left corner."""
    page = np.full((HEIGHT, WIDTH), 255, np.uint8)
    page[:160, :120] = 0
    return page


def _picture(kind: str, mode: str, **options: object) -> bytes:
    stream = BytesIO()
    Image.fromarray(pattern()).convert(mode).save(stream, kind, **options)
    return stream.getvalue()


def _group_4() -> Parts:
    """Take the strip out of a TIFF, where a coded white run means black (BlackIsZero)."""
    whole = _picture("TIFF", "1", compression="group4")
    with Image.open(BytesIO(whole)) as picture:
        (start,), (length,) = picture.tag_v2[273], picture.tag_v2[279]  # type: ignore[attr-defined]
    parameters = {"/K": -1, "/Columns": WIDTH, "/Rows": HEIGHT, "/BlackIs1": True}
    return whole[start : start + length], {
        "/ColorSpace": NAME.DeviceGray,
        "/BitsPerComponent": 1,
        "/Filter": NAME.CCITTFaxDecode,
        "/DecodeParms": pikepdf.Dictionary(parameters),
    }


def _stored() -> dict[str, Parts]:
    grey = pattern()
    packed = np.packbits(grey < 128, axis=1).tobytes()
    indexes = (grey < 128).astype(np.uint8).tobytes()
    palette = pikepdf.Array([NAME.Indexed, NAME.DeviceRGB, 1, b"\xff\xff\xff\x00\x00\x00"])
    return {
        "grey jpeg": (
            _picture("JPEG", "L"),
            {"/ColorSpace": NAME.DeviceGray, "/Filter": NAME.DCTDecode},
        ),
        "colour jpeg": (
            _picture("JPEG", "RGB"),
            {"/ColorSpace": NAME.DeviceRGB, "/Filter": NAME.DCTDecode},
        ),
        "cmyk jpeg": (
            _picture("JPEG", "CMYK"),
            {"/ColorSpace": NAME.DeviceCMYK, "/Filter": NAME.DCTDecode},
        ),
        "jpx": (
            _picture("JPEG2000", "L"),
            {"/ColorSpace": NAME.DeviceGray, "/Filter": NAME.JPXDecode},
        ),
        "flate": (
            zlib.compress(grey.tobytes()),
            {"/ColorSpace": NAME.DeviceGray, "/Filter": NAME.FlateDecode},
        ),
        "indexed": (
            zlib.compress(indexes),
            {"/ColorSpace": palette, "/Filter": NAME.FlateDecode},
        ),
        "mask": (
            zlib.compress(packed),
            {
                "/ImageMask": True,
                "/BitsPerComponent": 1,
                "/Decode": [1, 0],
                "/Filter": NAME.FlateDecode,
            },
        ),
        "group 4": _group_4(),
    }


def _pdf(parts: Parts, matrix: str) -> bytes:
    data, entries = parts
    document = pikepdf.new()
    document.add_blank_page(page_size=(480, 640))
    image = pikepdf.Stream(document, data)
    image.stream_dict = pikepdf.Dictionary(
        {
            "/Type": NAME.XObject,
            "/Subtype": NAME.Image,
            "/Width": WIDTH,
            "/Height": HEIGHT,
            "/BitsPerComponent": 8,
            **entries,
        }
    )
    page = document.pages[0]
    page.Resources = pikepdf.Dictionary({"/XObject": pikepdf.Dictionary({"/Im0": image})})
    page.Contents = pikepdf.Stream(document, f"q {matrix} cm /Im0 Do Q".encode())
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def _load(folder: Path, data: bytes) -> NDArray[np.uint8]:
    path = hostile.put(folder, data)
    info = inspect(path, "s", ScanLimits())
    assert info.pages[0].kind is PageKind.SCAN
    return load_page(path, info, 0)


@pytest.mark.parametrize("kind", sorted(_stored()))
def test_each_kind_of_image_stream_is_read(tmp_path: Path, kind: str) -> None:
    shown = _load(tmp_path, _pdf(_stored()[kind], "480 0 0 640 0 0"))
    height, width = shown.shape
    assert shown[: height // 5, : width // 5].mean() < 60
    assert shown[height // 2 :, width // 2 :].mean() > 225


@pytest.mark.parametrize(
    ("matrix", "rows", "columns"),
    [
        ("-480 0 0 640 480 0", slice(0, 100), slice(-100, None)),  # mirrored left to right
        ("480 0 0 -640 0 640", slice(-100, None), slice(0, 100)),  # mirrored top to bottom
        ("-480 0 0 -640 480 640", slice(-100, None), slice(-100, None)),  # upside down
    ],
)
def test_a_turned_or_mirrored_image_is_loaded_as_it_is_drawn(
    tmp_path: Path, matrix: str, rows: slice, columns: slice
) -> None:
    shown = _load(tmp_path, _pdf(_stored()["flate"], matrix))
    assert shown[rows, columns].mean() < 60
    assert shown[:100, :100].mean() > 225


def test_a_page_scanned_in_strips_is_one_page(tmp_path: Path) -> None:
    data = _pdf(_stored()["flate"], "480 0 0 320 0 320")
    with pikepdf.open(BytesIO(data)) as document:
        page = document.pages[0]
        page.Contents = pikepdf.Stream(
            document,
            b"q 480 0 0 320 0 320 cm /Im0 Do Q q 480 0 0 320 0 0 cm /Im0 Do Q",
        )
        stream = BytesIO()
        document.save(stream)
    shown = _load(tmp_path, stream.getvalue())
    height = shown.shape[0]
    assert shown[: height // 10, :50].mean() < 60
    assert shown[height // 2 + 5 : height // 2 + height // 10, :50].mean() < 60
