"""Measures the frames of a TIFF file without decoding a pixel.

Pillow walks the directories; offsets that point past the end of the file mean that it is truncated.
"""

import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PIL import Image, TiffImagePlugin, UnidentifiedImageError

from ingest.errors import TooLargeError, UnreadableScanError
from ingest.scan_file import PageInfo, ScanLimits
from ingest.scan_raster import raster_page

_WIDTH, _HEIGHT, _ORIENTATION, _RESOLUTION, _UNIT = 256, 257, 274, 282, 296
_STRIPS: Final = ((273, 279), (324, 325))  # (offsets, byte counts) of strips, of tiles
_TURNS: Final = {1: 0, 3: 180, 6: 90, 8: 270}
_DAMAGE: Final = (
    OSError,
    SyntaxError,  # how Pillow's plugins say "not mine after all"
    ValueError,
    KeyError,
    TypeError,
    EOFError,
    OverflowError,
    ZeroDivisionError,
    MemoryError,
)


def inspect_tiff(path: Path, limits: ScanLimits) -> tuple[PageInfo, ...]:
    """Return every frame of a TIFF file as a page."""
    size = path.stat().st_size
    pages: list[PageInfo] = []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns of odd tags; we check what matters
            with Image.open(path, formats=["TIFF"]) as image:
                if not isinstance(image, TiffImagePlugin.TiffImageFile):
                    raise UnreadableScanError("not a TIFF file")
                while True:
                    pages.append(_frame(image, len(pages), size, limits))
                    if len(pages) > limits.pages:
                        raise TooLargeError(f"more than {limits.pages} pages")
                    try:
                        image.seek(len(pages))
                    except EOFError:
                        break
    except Image.DecompressionBombError as error:
        raise TooLargeError("a page has too many pixels") from error
    except (UnidentifiedImageError, *_DAMAGE) as error:
        raise UnreadableScanError(f"the TIFF file is damaged or truncated: {error}") from error
    return tuple(pages)


def _frame(
    image: TiffImagePlugin.TiffImageFile, number: int, size: int, limits: ScanLimits
) -> PageInfo:
    tags = image.tag_v2
    for offsets_tag, counts_tag in _STRIPS:
        offsets, counts = _numbers(tags.get(offsets_tag)), _numbers(tags.get(counts_tag))
        if any(at + count > size for at, count in zip(offsets, counts, strict=False)):
            raise UnreadableScanError(f"page {number + 1} is truncated")
    claimed = float(tags.get(_RESOLUTION) or 0)
    if tags.get(_UNIT) == 3:  # noqa: PLR2004 - TIFF 6.0: dots a centimetre
        claimed *= 2.54
    turn = _TURNS.get(tags.get(_ORIENTATION, 1), 0)
    return raster_page(number, int(tags[_WIDTH]), int(tags[_HEIGHT]), claimed or None, turn, limits)


def _numbers(value: object) -> Sequence[int]:
    if isinstance(value, int):
        return (value,)
    return tuple(value) if isinstance(value, tuple) else ()
