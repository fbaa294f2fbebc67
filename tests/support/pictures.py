"""Picture files in every coding that an office may hand in, all of the same page."""

import struct
from collections.abc import Callable
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tests.support.heic import Photo, heic

WIDTH, HEIGHT = 320, 448


def page() -> NDArray[np.uint8]:
    """White paper; a black patch at its top left, a red one at its top right."""
    paper = np.full((HEIGHT, WIDTH, 3), 255, np.uint8)
    paper[:96, :64] = 0
    paper[:96, -64:] = (220, 30, 40)
    return paper


def coded(kind: str, mode: str = "RGB", **options: object) -> bytes:
    stream = BytesIO()
    Image.fromarray(page()).convert(mode).save(stream, kind, **options)
    return stream.getvalue()


def _see_through() -> Image.Image:
    """Return the page with nothing at all where it is white."""
    picture = Image.fromarray(page()).convert("RGBA")
    empty = (page() == 255).all(2)
    pixels = np.array(picture)
    pixels[empty] = 0
    return Image.fromarray(pixels)


def _see_through_coded(kind: str, **options: object) -> bytes:
    stream = BytesIO()
    _see_through().save(stream, kind, **options)
    return stream.getvalue()


def _sixteen_bits(kind: str, **options: object) -> bytes:
    stream = BytesIO()
    grey = np.asarray(Image.fromarray(page()).convert("L"), np.uint16) * 257
    Image.fromarray(grey).save(stream, kind, **options)
    return stream.getvalue()


def _tiled() -> bytes:
    """Return an uncompressed TIFF in tiles of 64 x 64 (TIFF 6.0, section 15)."""
    pixels = page()
    tiles = [
        pixels[down : down + 64, across : across + 64].tobytes()
        for down in range(0, HEIGHT, 64)
        for across in range(0, WIDTH, 64)
    ]
    count = len(tiles)
    offsets_at = 8 + sum(map(len, tiles))
    bits_at = offsets_at + 8 * count
    starts = [8 + 64 * 64 * 3 * index for index in range(count)]
    entries = (
        *((256, 4, 1, WIDTH), (257, 4, 1, HEIGHT), (258, 3, 3, bits_at), (259, 3, 1, 1)),
        *((262, 3, 1, 2), (277, 3, 1, 3), (322, 4, 1, 64), (323, 4, 1, 64)),
        *((324, 4, count, offsets_at), (325, 4, count, offsets_at + 4 * count)),
    )
    body = b"".join(tiles) + struct.pack(f"<{count}I", *starts)
    body += struct.pack(f"<{count}I", *(64 * 64 * 3 for _ in tiles))
    body += struct.pack("<3H", 8, 8, 8) + bytes(2)
    directory = struct.pack("<H", len(entries))
    directory += b"".join(struct.pack("<HHII", *entry) for entry in entries) + bytes(4)
    return b"II*\0" + struct.pack("<I", 8 + len(body)) + body + directory


FILES: dict[str, Callable[[], bytes]] = {
    "jpeg": lambda: coded("JPEG", quality=95),
    "jpeg grey": lambda: coded("JPEG", "L"),
    "jpeg progressive": lambda: coded("JPEG", progressive=True, quality=95),
    "jpeg cmyk of adobe": lambda: coded("JPEG", "CMYK", quality=95),
    "png": lambda: coded("PNG"),
    "png palette": lambda: coded("PNG", "P"),
    "png bilevel": lambda: coded("PNG", "1"),
    "png 16 bits": lambda: _sixteen_bits("PNG"),
    "png see-through": lambda: _see_through_coded("PNG"),
    "webp": lambda: coded("WEBP", quality=95),
    "webp lossless": lambda: coded("WEBP", lossless=True),
    "webp see-through": lambda: _see_through_coded("WEBP", lossless=True),
    "bmp": lambda: coded("BMP"),
    "bmp bilevel": lambda: coded("BMP", "1"),
    "tiff group 4": lambda: coded("TIFF", "1", compression="group4"),
    "tiff group 3": lambda: coded("TIFF", "1", compression="group3"),
    "tiff lzw": lambda: coded("TIFF", compression="tiff_lzw"),
    "tiff deflate": lambda: coded("TIFF", compression="tiff_adobe_deflate"),
    "tiff packbits": lambda: coded("TIFF", "L", compression="packbits"),
    "tiff jpeg rgb": lambda: coded("TIFF", compression="jpeg", quality=95),
    "tiff jpeg ycbcr": lambda: coded("TIFF", "YCbCr", compression="jpeg", quality=95),
    "tiff cmyk": lambda: coded("TIFF", "CMYK"),
    "tiff 16 bits": lambda: _sixteen_bits("TIFF"),
    "tiff see-through": lambda: _see_through_coded("TIFF"),
    "tiff tiled": _tiled,
    "heic": lambda: heic([Photo(page())]),
}
"""By name: a function that writes the file. Grey and bilevel ones lose the red patch's colour."""
