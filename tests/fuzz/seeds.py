"""Small files of every kind that an office hands in: what mutations start from."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from io import BytesIO
from pathlib import Path

import numpy as np
import pikepdf
from numpy.typing import NDArray
from pikepdf import Array, Name
from PIL import Image, ImageDraw

from tests.support import coded_images, hostile, pdf_attacks, picture_attacks, pictures
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
        **_pictures(),
        **_images_in_pdf(),
        **_odd_pdfs(),
    }


def _pictures() -> dict[str, bytes]:
    return {
        "jpeg-cmyk": _picture("JPEG", mode="CMYK", quality=50),
        "png-16-bit": picture_attacks.png(60, 80, (b"zTXt", b"a\0\0" + b"x" * 90), bits=16),
        "webp-animated": picture_attacks.animation("WEBP"),
        "webp-lossless": _picture("WEBP", mode="RGB", lossless=True),
        "tiff-tiled": pictures.FILES["tiff tiled"](),
        "tiff-loop": picture_attacks.tiff_loop(),
        "tiff-deflate": _picture("TIFF", compression="tiff_deflate"),
        "heic-items": heic([Photo(np.zeros((32, 32, 3), np.uint8))] * 5),
        "heic-grid": picture_attacks.heic_grid(2, 2),
        "gif": picture_attacks.animation("GIF"),
        "jpeg-pdf": picture_attacks.jpeg_around(_born_digital()),
        "pdf-zip": _born_digital() + picture_attacks.archive(),
    }


def _images_in_pdf() -> dict[str, bytes]:
    """Return each coding of an image, and the ways a page may place one."""
    codings = coded_images.all_codings()
    grey = codings["flate"]
    indexed = Array([Name.Indexed, Name.DeviceRGB, 255, pikepdf.String(bytes(range(256)) * 3)])
    masked = replace(
        codings["fax"], colours=None, extras={"ImageMask": True, "Decode": Array([1, 0])}
    )
    inline = b"q 300 0 0 400 9 9 cm BI /W 8 /H 8 /BPC 8 /CS /G ID %b EI Q" % bytes(range(64, 128))
    return {
        **{f"pdf {name}": coded_images.pdf_with(image) for name, image in codings.items()},
        "pdf-indexed": coded_images.pdf_with(replace(grey, colours=indexed)),
        "pdf-profile": coded_images.pdf_with_profile(grey),
        "pdf-masked": coded_images.pdf_with(masked),
        "pdf-soft-mask": coded_images.pdf_with_soft_mask(codings["jpeg"], grey),
        "pdf-inline": coded_images.pdf_with(content=inline),
        "pdf-strips": coded_images.pdf_with(
            codings["jpeg"],
            grey,
            content=b"q 320 0 0 220 0 220 cm /Im0 Do Q q 320 0 0 220 0 0 cm /Im1 Do Q",
        ),
        "pdf-object-streams": coded_images.pdf_with(codings["jbig2"], object_streams=True),
    }


def _odd_pdfs() -> dict[str, bytes]:
    whole = coded_images.pdf_with(coded_images.all_codings()["jpeg"])
    return {
        "pdf-tree": pdf_attacks.deep_tree(12),
        "pdf-circle": pdf_attacks.recursive_tree(),
        "pdf-kids": pdf_attacks.many_kids(30),
        "pdf-tables": pdf_attacks.tables_in_a_circle(),
        "pdf-arrays": pdf_attacks.deep_arrays(40),
        "pdf-content": pdf_attacks.endless_content(30),
        "pdf-bomb": pdf_attacks.flate_bomb(2, 1 << 20),
        "pdf-lzw": pdf_attacks.lzw_bomb(320 * 440),
        "pdf-runs": pdf_attacks.run_length_bomb(320 * 440),
        "pdf-scripts": pdf_attacks.with_canary(Path("/nowhere"), "http://127.0.0.1:9/"),
        "pdf-rc4": pdf_attacks.locked(whole, 3, aes=False),
        "pdf-aes": pdf_attacks.locked(whole, 6, aes=True),
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
