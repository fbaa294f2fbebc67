"""An image as it goes into the archive file: the scanner's own bytes and how to unpack them.

JPEG and PNG files go in as they are; TIFF frames are in `tiff_stream.py`. What a PDF cannot carry
becomes lossless Flate. Nothing here looks at the picture.
"""

import struct
import zlib
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image, UnidentifiedImageError

from ingest.errors import UnreadableScanError

_SOF: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # ITU-T T.81 table B.1
_GREY, _RGB, _PALETTE = 0, 2, 3  # PNG colour types that a PDF can carry as they are
_COLOURS: Final = {1: "DeviceGray", 3: "DeviceRGB", 4: "DeviceCMYK"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageStream:
    """The bytes of an image XObject (ISO 32000-1, 8.9.5) and the entries that explain them.

    `colours` is DeviceGray, DeviceRGB or DeviceCMYK; with `palette` (three bytes a colour) pixels
    are indexes. `parameters` are the filter's; `inverted` swaps black and white. `turn` is the
    clockwise turn (0, 90, 180, 270) that the file asks a viewer for.
    """

    data: bytes
    width: int
    height: int
    colours: str
    bits: int
    filter: str
    parameters: dict[str, int | bool] = field(default_factory=dict)
    palette: bytes | None = None
    inverted: bool = False
    turn: int = 0


def jpeg_stream(data: bytes) -> ImageStream:
    """Wrap a JPEG file, byte for byte. Raises UnreadableScanError where it has no frame."""
    at = 2
    adobe = False
    while at + 4 <= len(data):
        if data[at] != 0xFF:  # noqa: PLR2004 - a marker begins so
            break
        marker = data[at + 1]
        if marker == 0xFF or 0xD0 <= marker <= 0xD8 or marker == 0x01:  # noqa: PLR2004 - no length
            at += 1 if marker == 0xFF else 2  # noqa: PLR2004 - a fill byte
            continue
        length = int.from_bytes(data[at + 2 : at + 4], "big")
        adobe = adobe or (marker == 0xEE and data[at + 4 : at + 9] == b"Adobe")  # noqa: PLR2004 - APP14
        if marker in _SOF and length >= 8:  # noqa: PLR2004 - precision, size, components
            bits, height, width, components = struct.unpack_from(">BHHB", data, at + 4)
            if components not in _COLOURS:
                break
            return ImageStream(
                data=data,
                width=width,
                height=height,
                colours=_COLOURS[components],
                bits=bits,
                filter="DCTDecode",
                # Adobe's programs store CMYK upside down and say so by their marker.
                inverted=adobe and components == 4,  # noqa: PLR2004 - CMYK
            )
        at += 2 + length
    raise UnreadableScanError("the JPEG file has no picture that a PDF can carry")


def png_stream(data: bytes) -> ImageStream:
    """Wrap a PNG file: its own Flate bytes where a PDF can read them, else lossless pixels."""
    width, height, bits, colour, _, _, interlaced = struct.unpack_from(">IIBBBBB", data, 16)
    chunks: dict[bytes, bytearray] = {}
    at = 8
    while at + 12 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, at)
        if kind in {b"IDAT", b"PLTE", b"tRNS"}:
            chunks.setdefault(kind, bytearray()).extend(data[at + 8 : at + 8 + length])
        at += 12 + length
    known = colour in {_GREY, _RGB, _PALETTE}
    if interlaced or not known or b"tRNS" in chunks or b"IDAT" not in chunks:
        return pixels_stream(decode(BytesIO(data), "PNG"))
    samples = 3 if colour == _RGB else 1
    return ImageStream(
        data=bytes(chunks[b"IDAT"]),
        width=width,
        height=height,
        colours="DeviceGray" if colour == _GREY else "DeviceRGB",
        bits=bits,
        filter="FlateDecode",
        parameters={
            "Predictor": 15,
            "Colors": samples,
            "BitsPerComponent": bits,
            "Columns": width,
        },
        palette=bytes(chunks.get(b"PLTE", b"")) if colour == _PALETTE else None,
    )


def pixels_stream(image: Image.Image) -> ImageStream:
    """Pack decoded pixels without loss: bilevel, grey or RGB; transparent is white paper."""
    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        opaque = image.convert("RGBA")
        paper = Image.new("RGBA", opaque.size, "white")
        image = Image.alpha_composite(paper, opaque).convert("L" if image.mode == "LA" else "RGB")
    elif image.mode.startswith("I;16"):  # Pillow's own conversion would clip, not scale
        image = Image.fromarray((np.asarray(image).astype(np.uint16) >> 8).astype(np.uint8))
    elif image.mode.startswith(("I", "F")):
        image = image.convert("L")
    elif image.mode not in {"1", "L", "RGB"}:
        image = image.convert("RGB")
    return ImageStream(
        data=zlib.compress(image.tobytes(), 6),
        width=image.width,
        height=image.height,
        colours="DeviceRGB" if image.mode == "RGB" else "DeviceGray",
        bits=1 if image.mode == "1" else 8,
        filter="FlateDecode",
    )


def decode(source: BytesIO | Path, kind: str, frame: int = 0) -> Image.Image:
    """Decode one frame of a picture file, wholly. Raises UnreadableScanError."""
    # Given a path, Pillow maps raw frames into memory and forgets that they lie turned.
    stream = source.open("rb") if isinstance(source, Path) else source
    try:
        with stream, Image.open(stream, formats=[kind]) as image:
            image.seek(frame)
            image.load()
            return image.copy()
    except (
        UnidentifiedImageError,
        Image.DecompressionBombError,
        OSError,
        EOFError,
        ValueError,
    ) as error:
        raise UnreadableScanError(f"the {kind} picture is damaged: {error}") from error
    except SyntaxError as error:  # how Pillow's plugins report a broken header
        raise UnreadableScanError(f"the {kind} picture is damaged: {error}") from error
