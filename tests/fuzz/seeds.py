"""Small files of every kind that an office hands in: what mutations start from."""

from collections.abc import Mapping
from functools import cache
from io import BytesIO

import numpy as np
import pikepdf
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from tests.support import hostile
from tests.support.heic import Photo, heic

_SIZE = (216, 304)


@cache
def seeds() -> Mapping[str, bytes]:
    """Return one small file of each kind and coding, by name."""
    return {
        "jpeg": _picture("JPEG", quality=60),
        "jpeg-colour": _picture("JPEG", mode="RGB", quality=50, progressive=True),
        "png": _picture("PNG"),
        "png-palette": _picture("PNG", mode="P"),
        "webp": _picture("WEBP", mode="RGB"),
        "bmp": _picture("BMP"),
        "tiff-g4": _picture("TIFF", mode="1", compression="group4"),
        "tiff-lzw": _picture("TIFF", compression="tiff_lzw"),
        "tiff-jpeg": _picture("TIFF", mode="RGB", compression="jpeg"),
        "tiff-pages": hostile.tiff(3, _SIZE),
        "heic": heic([Photo(np.asarray(_drawn().convert("RGB")))]),
        "pdf-jpeg": _pdf(_picture("JPEG", quality=60), "/DCTDecode"),
        "pdf-streams": _pdf(_picture("JPEG", quality=60), "/DCTDecode", streams=True),
        "pdf-raw": _pdf(_grey().tobytes(), None),
        "pdf-flate": _born_digital(),
        "pdf-locked": hostile.pdf(image=_SIZE, password="mật khẩu"),
        "pdf-pages": hostile.pdf(5, image=_SIZE, rotate=90),
    }


def _drawn() -> Image.Image:
    picture = Image.new("L", _SIZE, 250)
    pen = ImageDraw.Draw(picture)
    pen.text((20, 20), "QUYET DINH", fill=10)
    for row in range(60, 260, 14):
        pen.text((16, row), "Can cu Luat To chuc chinh quyen", fill=30)
    return picture


def _grey() -> NDArray[np.uint8]:
    return np.asarray(_drawn(), np.uint8)


def _picture(kind: str, mode: str = "L", **options: object) -> bytes:
    stream = BytesIO()
    _drawn().convert(mode).save(stream, kind, dpi=(72, 72), **options)
    return stream.getvalue()


def _pdf(image: bytes, coding: str | None, *, streams: bool = False) -> bytes:
    document = pikepdf.new()
    document.add_blank_page(page_size=_SIZE)
    picture = pikepdf.Stream(document, image)
    picture.update(
        pikepdf.Dictionary(
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Image,
            Width=_SIZE[0],
            Height=_SIZE[1],
            ColorSpace=pikepdf.Name.DeviceGray,
            BitsPerComponent=8,
        )
    )
    if coding:
        picture.Filter = pikepdf.Name(coding)
    page = document.pages[0]
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=picture))
    page.Contents = pikepdf.Stream(document, b"q %d 0 0 %d 0 0 cm /Im0 Do Q" % _SIZE)
    return _saved(document, streams=streams)


def _born_digital() -> bytes:
    document = pikepdf.new()
    document.add_blank_page(page_size=(595, 842))
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    page = document.pages[0]
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    text = b"".join(b"1 0 0 1 72 %d Tm (Dieu %d) Tj " % (800 - 20 * n, n) for n in range(20))
    page.Contents = pikepdf.Stream(document, b"BT /F1 12 Tf " + text + b"ET")
    return _saved(document, streams=False)


def _saved(document: pikepdf.Pdf, *, streams: bool) -> bytes:
    modes = pikepdf.ObjectStreamMode
    out = BytesIO()
    document.save(out, object_stream_mode=modes.generate if streams else modes.disable)
    return out.getvalue()
