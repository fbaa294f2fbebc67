"""What an office's scanner makes of a printed page: tilt, blur, noise, toner, light, JPEG."""

from dataclasses import dataclass
from io import BytesIO
from random import Random
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from sohoa.samples.raster import Printed

_NOISE_TILE: Final = 509  # a prime, so that the pattern never lines up with the page


@dataclass(frozen=True, slots=True, kw_only=True)
class Scanner:
    """The state of a scanner. `tilt` is the largest skew in degrees; `light` a share of darkening.

    `paper` tints the sheet (red, green, blue shares); grey scanners ignore it.
    """

    colour: bool = True
    tilt: float = 1.2
    noise: float = 4.0
    blur: float = 0.7
    light: float = 0.06
    quality: int = 62
    paper: tuple[float, float, float] = (0.99, 0.985, 0.965)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScannedPage:
    """A scan: JPEG bytes, size in pixels, dpi, and how the sheet lay on the glass.

    `rotation` is the clockwise turn and `skew` the clockwise tilt in degrees.
    """

    jpeg: bytes
    width: int
    height: int
    dpi: int
    colour: bool
    rotation: int
    skew: float


def scan(page: Printed, scanner: Scanner, rng: Random, *, rotation: int = 0) -> ScannedPage:
    """Scan a printed page that lies on the glass turned clockwise by `rotation`."""
    noise = np.random.default_rng(rng.randint(0, 1 << 30))
    pixels = _inked(page, scanner, noise)
    tilt = round(rng.uniform(-scanner.tilt, scanner.tilt), 3)
    ground = rng.randint(232, 248)
    height, width = pixels.shape[:2]
    # OpenCV turns counter-clockwise.
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), -tilt, 1)
    tilted = cv2.warpAffine(
        pixels, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=(ground, ground, ground)
    )
    soft = np.asarray(cv2.GaussianBlur(tilted, (0, 0), scanner.blur), np.uint8)
    seen = _lit_and_noisy(soft, scanner, noise, rng)
    picture = Image.fromarray(np.ascontiguousarray(np.rot90(seen, -rotation // 90)))
    stream = BytesIO()
    picture.save(stream, "JPEG", quality=scanner.quality, dpi=(page.dpi, page.dpi))
    return ScannedPage(
        jpeg=stream.getvalue(),
        width=picture.width,
        height=picture.height,
        dpi=page.dpi,
        colour=scanner.colour,
        rotation=rotation,
        skew=tilt,
    )


def _inked(page: Printed, scanner: Scanner, noise: np.random.Generator) -> NDArray[np.uint8]:
    """Return toner of uneven density, multiplied by what was stamped over it and by the paper."""
    height, width = page.print_layer.height, page.print_layer.width
    density = noise.random((24, 17)).astype(np.float32) * 0.12 + 0.03
    pale = np.asarray(cv2.resize(density, (width, height), interpolation=cv2.INTER_LINEAR))
    toner = np.asarray(page.print_layer, np.float32)
    grey = (toner + (255 - toner) * pale).astype(np.uint8)
    pixels = np.repeat(grey[..., None], 3, axis=2)
    ink = np.asarray(page.ink_layer)
    rows, columns = np.nonzero(ink[..., 3])
    if len(rows):
        touched = ink[rows, columns].astype(np.float32) / 255
        kept = 1 - touched[:, 3:] * (1 - touched[:, :3])
        pixels[rows, columns] = (pixels[rows, columns] * kept).astype(np.uint8)
    if not scanner.colour:
        return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), np.uint8)
    shares = np.arange(256)[:, None] * np.array(scanner.paper)
    return np.asarray(cv2.LUT(pixels, shares.astype(np.uint8)[:, None, :]), np.uint8)


def _lit_and_noisy(
    pixels: NDArray[np.uint8], scanner: Scanner, noise: np.random.Generator, rng: Random
) -> NDArray[np.uint8]:
    height, width = pixels.shape[:2]
    across = np.linspace(0, 1, width, dtype=np.float32) ** 2
    light = 1 - scanner.light * (across if rng.random() < 0.5 else across[::-1])  # noqa: PLR2004 - a coin
    tile = noise.standard_normal((_NOISE_TILE, _NOISE_TILE)) * scanner.noise
    repeats = (height // _NOISE_TILE + 1, width // _NOISE_TILE + 1)
    grain = np.tile(tile.astype(np.float32), repeats)[:height, :width]
    planes = pixels if pixels.ndim == 3 else pixels[..., None]  # noqa: PLR2004 - colours come third
    seen = np.empty_like(planes)
    for plane in range(planes.shape[2]):
        lit = planes[..., plane] * light[None, :] + grain
        seen[..., plane] = np.clip(lit, 0, 255, out=lit)
    for _ in range(rng.randint(10, 25)):  # dust on the glass
        y, x = rng.randrange(height - 4), rng.randrange(width - 4)
        seen[y : y + rng.randint(1, 3), x : x + rng.randint(1, 3)] = rng.randint(20, 120)
    return seen if pixels.ndim == 3 else seen[..., 0]  # noqa: PLR2004 - as it came
