"""Takes a frame out of a TIFF file for the archive: its own bytes where a PDF can read them.

Group 4 and Flate frames of one strip, and JPEG frames of one strip, go over byte for byte (a JPEG
gets back the tables that TIFF keeps apart). Frames in many strips or tiles, and other
compressions, become lossless: Group 4 for black and white, Flate for the rest.
"""

import warnings
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from PIL import Image, TiffImagePlugin

from ingest.errors import UnreadableScanError
from ingest.scans.image_stream import ImageStream, decode, jpeg_stream, pixels_stream

# TIFF 6.0 tags.
_BITS, _COMPRESSION, _PHOTOMETRIC, _FILL_ORDER = 258, 259, 262, 266
_STRIP_OFFSETS, _ORIENTATION, _SAMPLES, _STRIP_COUNTS, _PLANAR = 273, 274, 277, 279, 284
_T6_OPTIONS, _PREDICTOR, _JPEG_TABLES = 293, 317, 347
# How Pillow says that a file is not what it claims to be.
_DAMAGE: Final = (
    OSError,
    EOFError,
    ValueError,
    SyntaxError,
    LookupError,
    TypeError,
    Image.DecompressionBombError,
)
# Pillow turns a frame as its orientation tag asks; the archive turns the page instead.
_UNTURN: Final = {
    3: Image.Transpose.ROTATE_180,
    6: Image.Transpose.ROTATE_90,
    8: Image.Transpose.ROTATE_270,
}
_TURNS: Final = {3: 180, 6: 90, 8: 270}
_MIRRORED: Final = frozenset({2, 4, 5, 7})
_WHITE_IS_ZERO, _BLACK_IS_ZERO, _RGB = 0, 1, 2
_HORIZONTAL: Final = 2  # TIFF 6.0 section 14


def tiff_stream(path: Path, frame: int) -> ImageStream:
    """Return frame number `frame` (from 0) of a TIFF file. Raises UnreadableScanError."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns of odd tags; decoding will tell
            with Image.open(path, formats=["TIFF"]) as image:
                image.seek(frame)
                if not isinstance(image, TiffImagePlugin.TiffImageFile):
                    raise UnreadableScanError("not a TIFF file")
                tags, size = dict(image.tag_v2), image.size
    except _DAMAGE as error:
        raise UnreadableScanError(f"the TIFF file is damaged: {error}") from error
    orientation = tags.get(_ORIENTATION, 1)
    strip = None if orientation in _MIRRORED else _single_strip(path, tags)
    passed = None if strip is None else _pass_through(strip, tags, size)
    if passed is None:
        decoded = decode(path, "TIFF", frame)
        unturn = _UNTURN.get(orientation)
        passed = repacked(decoded if unturn is None else decoded.transpose(unturn))
    return replace(passed, turn=_TURNS.get(orientation, 0))


def _single_strip(path: Path, tags: dict[int, Any]) -> bytes | None:
    offsets, counts = tags.get(_STRIP_OFFSETS), tags.get(_STRIP_COUNTS)
    if not isinstance(offsets, tuple) or not isinstance(counts, tuple):
        return None
    if len(offsets) != 1 or len(counts) != 1:
        return None
    with path.open("rb") as stream:
        stream.seek(offsets[0])
        return stream.read(counts[0])


def _pass_through(strip: bytes, tags: dict[int, Any], size: tuple[int, int]) -> ImageStream | None:
    bits = tags.get(_BITS, (1,))
    samples = tags.get(_SAMPLES, 1)
    photometric = tags.get(_PHOTOMETRIC)
    if len(set(bits)) != 1 or tags.get(_PLANAR, 1) != 1 or tags.get(_FILL_ORDER, 1) != 1:
        return None
    plain = ImageStream(
        data=strip,
        width=size[0],
        height=size[1],
        colours="DeviceRGB" if samples == 3 else "DeviceGray",  # noqa: PLR2004 - red, green, blue
        bits=bits[0],
        filter="FlateDecode",
    )
    match tags.get(_COMPRESSION):  # TIFF 6.0: 4 Group 4; technical note 2: 7 JPEG, 8 Flate
        case 4 if photometric in {_WHITE_IS_ZERO, _BLACK_IS_ZERO} and not tags.get(_T6_OPTIONS):
            return _group4(plain, inverted=photometric == _BLACK_IS_ZERO)
        case 7:
            return _jpeg(strip, tags.get(_JPEG_TABLES), photometric)
        case 8 | 32946 if (photometric, samples) in {(_BLACK_IS_ZERO, 1), (_RGB, 3)}:
            predictor = tags.get(_PREDICTOR, 1)
            if bits[0] not in {1, 8} or predictor not in {1, _HORIZONTAL}:
                return None
            return replace(plain, parameters=_prediction(predictor, samples, bits[0], size[0]))
    return None


def _group4(plain: ImageStream, *, inverted: bool) -> ImageStream:
    return replace(
        plain,
        filter="CCITTFaxDecode",
        # The fax codes say white and black; BlackIs1 is false, so a decoded 0 is black.
        parameters={"K": -1, "Columns": plain.width, "Rows": plain.height},
        inverted=inverted,
    )


def _prediction(predictor: int, samples: int, bits: int, width: int) -> dict[str, int | bool]:
    if predictor == 1:
        return {}
    return {"Predictor": 2, "Colors": samples, "BitsPerComponent": bits, "Columns": width}


def _jpeg(strip: bytes, tables: bytes | None, photometric: int | None) -> ImageStream | None:
    """Join a frame with its tables (TIFF technical note 2) into a JPEG that stands alone."""
    if tables:
        strip = strip[:2] + tables[2:-2] + strip[2:]
    try:
        stream = jpeg_stream(strip)
    except UnreadableScanError:
        return None
    if photometric == _RGB:  # three components without a marker would be taken for YCbCr
        return replace(stream, parameters={"ColorTransform": 0})
    return stream


def repacked(image: Image.Image) -> ImageStream:
    """Pack decoded pixels without loss: Group 4 for black and white, Flate for the rest."""
    if image.mode != "1":
        return pixels_stream(image)
    packed = BytesIO()
    image.save(packed, "TIFF", compression="group4", strip_size=image.width * image.height)
    packed.seek(0)
    with Image.open(packed, formats=["TIFF"]) as again:
        tags = dict(again.tag_v2) if isinstance(again, TiffImagePlugin.TiffImageFile) else {}
    offsets, counts = tags.get(_STRIP_OFFSETS, ()), tags.get(_STRIP_COUNTS, ())
    if len(offsets) != 1:
        return pixels_stream(image)
    strip = packed.getvalue()[offsets[0] : offsets[0] + counts[0]]
    return _pass_through(strip, tags, image.size) or pixels_stream(image)
