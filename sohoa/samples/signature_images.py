"""Pictures that digital signatures show: a blue signature and a red seal on nothing (PNG).

NĐ 30/2020, Phụ lục I, mục II.7 and II.8: transparent, the seal in its real size.
"""

from pathlib import Path
from random import Random
from typing import Final

from PIL import Image

from sohoa.samples.fonts import FontFamily
from sohoa.samples.ink import sign, stamp
from sohoa.samples.sheet import PenStroke, Seal

_DPI: Final = 300
_RADIUS: Final = 50.0  # points: 36 mm across
_CLEAR: Final = (0, 0, 0, 0)
_BLUE: Final = (20, 45, 160)


def write_handwriting(path: Path, rng: Random) -> Path:
    """Write an invented signature and return the path."""
    canvas = Image.new("RGBA", (700, 300), _CLEAR)
    middle = (canvas.width * 36 / _DPI, canvas.height * 36 / _DPI)
    sign(canvas, PenStroke(*middle, 130, 52), _DPI, rng)
    blue = Image.new("RGBA", canvas.size, _BLUE)
    blue.putalpha(canvas.getchannel("A"))  # whatever pen was drawn from the pot
    return _cropped(blue, path)


def write_seal(path: Path, words: str, fonts: FontFamily, rng: Random) -> Path:
    """Write an invented seal with words along its edge and return the path."""
    side = round(2 * _RADIUS * _DPI / 72) + 60
    canvas = Image.new("RGBA", (side, side), _CLEAR)
    middle = side * 36 / _DPI
    stamp(canvas, Seal(middle, middle, _RADIUS, words), _DPI, fonts, rng)
    return _cropped(canvas, path)


def _cropped(canvas: Image.Image, path: Path) -> Path:
    canvas.crop(canvas.getbbox()).save(path)
    return path
