"""The states of scanners and papers that pages of the benchmark come in."""

import math
from dataclasses import dataclass
from io import BytesIO
from random import Random
from types import MappingProxyType
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from sohoa.samples.raster import Printed

Pixels = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """How a page is scanned.

    `mode` is L, RGB or 1 (Group 4); `skew` in degrees; `noise` in grey levels; `blur` in pixels at
    300 dpi; `light` the share by which one side is darker; `bleed` the share of the back's ink
    that shines through; `stamped` puts a red copy stamp over the text.
    """

    dpi: int
    mode: str
    quality: int = 0
    skew: tuple[float, float] = (0.0, 1.0)
    turns: tuple[int, ...] = (0,)
    noise: float = 5.0
    blur: float = 0.8
    light: float = 0.0
    bleed: float = 0.0
    holes: bool = False
    border: bool = False
    stamped: bool = False


CONDITIONS: Final = MappingProxyType(
    {
        "clean grey 300": Condition(dpi=300, mode="L", quality=75, skew=(0, 0.4), noise=0, blur=0),
        "colour 300": Condition(dpi=300, mode="RGB", quality=70, light=0.05),
        "grey 200": Condition(dpi=200, mode="L", quality=60, skew=(0, 1.5), light=0.05),
        "colour 200, stamped": Condition(dpi=200, mode="RGB", quality=60, light=0.15, stamped=True),
        "grey 150": Condition(dpi=150, mode="L", quality=50),
        "bilevel 300": Condition(dpi=300, mode="1", noise=14),
        "bilevel 200": Condition(dpi=200, mode="1", noise=12),
        "on its side": Condition(dpi=300, mode="L", quality=65, turns=(90, 270)),
        "upside down": Condition(dpi=200, mode="RGB", quality=60, turns=(180,)),
        "bleed-through": Condition(dpi=300, mode="L", quality=60, bleed=0.22, holes=True),
        "bad light": Condition(
            dpi=200, mode="RGB", quality=40, noise=8, blur=1.1, light=0.45, border=True
        ),
        "skewed": Condition(
            dpi=300, mode="L", quality=60, skew=(2, 3), noise=8, blur=0.9, holes=True
        ),
        "colour 150, stamped": Condition(dpi=150, mode="RGB", quality=30, blur=0.9, stamped=True),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanFile:
    """A scan: file bytes, suffix, clockwise turn and tilt of the page on the glass."""

    data: bytes
    suffix: str
    rotation: int
    skew: float


def scan(front: Printed, back: Printed | None, condition: Condition, rng: Random) -> ScanFile:
    """Scan a page printed at 300 dpi; `back` shines through where the condition says so."""
    noise = np.random.default_rng(rng.randint(0, 1 << 30))
    pixels = _inked(front, back if condition.bleed else None, condition, noise)
    tilt = rng.uniform(*condition.skew) * rng.choice((-1, 1))
    height, width = pixels.shape[:2]
    ground = float(rng.randint(225, 250))
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), -tilt, 1)
    seen = cv2.warpAffine(
        pixels, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=(ground,) * 3
    )
    if condition.blur:
        seen = cv2.GaussianBlur(seen, (0, 0), condition.blur)
    scale = condition.dpi / front.dpi
    if scale < 1:
        seen = cv2.resize(seen, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    seen = _lit(np.asarray(seen, np.float32), condition, rng)
    seen += noise.standard_normal(seen.shape[:2], np.float32)[..., None] * condition.noise
    _dust(seen, rng)
    rotation = rng.choice(condition.turns)
    grey = np.rot90(np.clip(seen, 0, 255).astype(np.uint8), -rotation // 90)
    picture = Image.fromarray(
        np.ascontiguousarray(grey[..., 0] if condition.mode != "RGB" else grey)
    )
    stream, dpi = BytesIO(), (condition.dpi, condition.dpi)
    if condition.mode == "1":
        bilevel = Image.fromarray(np.asarray(picture) > 150)  # noqa: PLR2004 - an office's threshold
        bilevel.save(stream, "TIFF", compression="group4", dpi=dpi)
    else:
        picture.save(stream, "JPEG", quality=condition.quality, dpi=dpi)
    suffix = "tif" if condition.mode == "1" else "jpg"
    return ScanFile(data=stream.getvalue(), suffix=suffix, rotation=rotation, skew=round(tilt, 3))


def _inked(
    front: Printed, back: Printed | None, condition: Condition, noise: np.random.Generator
) -> Pixels:
    """Return toner of uneven density under ink, on tinted paper, with the back shining through."""
    print_layer = np.asarray(front.print_layer, np.float32)
    height, width = print_layer.shape
    if back is not None:
        mirrored = np.ascontiguousarray(np.asarray(back.print_layer, np.float32)[:, ::-1])
        through = 255 - (255 - cv2.GaussianBlur(mirrored, (0, 0), 5)) * condition.bleed
        print_layer = np.minimum(print_layer, through)
    density = cv2.resize(noise.random((24, 17), np.float32), (width, height))
    pale = print_layer + (255 - print_layer) * (0.04 + 0.16 * np.asarray(density))
    if condition.holes:
        for y in (height // 2 - 470, height // 2 + 470):
            cv2.circle(pale, (121, y), 36, 60, -1)
    ink = np.asarray(front.ink_layer, np.float32) / 255
    kept = 1 - ink[..., 3:] * (1 - ink[..., :3])
    colour = pale[..., None] * kept
    if condition.mode != "RGB":
        return np.asarray(
            (colour @ np.array([0.299, 0.587, 0.114], np.float32))[..., None].repeat(3, 2)
        )
    return np.asarray(colour * np.array([0.99, 0.98, 0.96], np.float32), np.float32)


def _lit(pixels: Pixels, condition: Condition, rng: Random) -> Pixels:
    """Darken towards one side; strong light also has a book's gutter, and borders are black."""
    height, width = pixels.shape[:2]
    down, across = np.mgrid[0:height, 0:width].astype(np.float32)
    angle = rng.uniform(0, 2 * math.pi)
    slope = (across / width - 0.5) * math.cos(angle) + (down / height - 0.5) * math.sin(angle)
    light = 1 - condition.light * np.clip(slope + 0.5, 0, 1)
    if condition.border:
        light *= 1 - 0.45 * np.exp(-((across / width / 0.06) ** 2))
    lit = np.asarray(pixels * light[..., None], np.float32)
    if condition.border:
        lit[:, : rng.randint(10, 40)] = 20
        lit[-rng.randint(8, 30) :] = 20
    return lit


def _dust(pixels: Pixels, rng: Random) -> None:
    height, width = pixels.shape[:2]
    for _ in range(int(height * width * 3e-6)):
        y, x = rng.randrange(height - 3), rng.randrange(width - 3)
        pixels[y : y + rng.randint(1, 2), x : x + rng.randint(1, 2)] = rng.randint(0, 120)
