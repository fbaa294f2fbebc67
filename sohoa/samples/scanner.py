"""What an office's scanner makes of a printed page: tilt, blur, noise, toner, light, JPEG."""

from dataclasses import dataclass
from io import BytesIO
from random import Random
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from sohoa.samples.raster import Printed

_LUMA: Final = np.array([0.299, 0.587, 0.114], np.float32)
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
    pixels = _inked(page, noise)
    pixels *= np.array(scanner.paper if scanner.colour else (1, 1, 1), np.float32)
    if not scanner.colour:
        pixels = (pixels @ _LUMA)[..., None]
    tilt = round(rng.uniform(-scanner.tilt, scanner.tilt), 3)
    picture = _picture(pixels)
    ground = rng.randint(232, 248)
    # Pillow turns counter-clockwise.
    picture = picture.rotate(
        -tilt,
        resample=Image.Resampling.BICUBIC,
        fillcolor=ground if picture.mode == "L" else (ground, ground, ground),
    ).filter(ImageFilter.GaussianBlur(scanner.blur))
    picture = _picture(_lit_and_noisy(picture, scanner, noise, rng))
    if rotation:
        picture = picture.transpose(
            {
                90: Image.Transpose.ROTATE_270,
                180: Image.Transpose.ROTATE_180,
                270: Image.Transpose.ROTATE_90,
            }[rotation]
        )
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


def _inked(page: Printed, noise: np.random.Generator) -> NDArray[np.float32]:
    """Return red, green, blue: toner of uneven density, multiplied by what was stamped over it."""
    height, width = page.print_layer.height, page.print_layer.width
    toner = np.asarray(page.print_layer, np.float32)
    density = np.asarray(
        Image.fromarray((noise.random((24, 17)) * 255).astype(np.uint8)).resize(
            (width, height), Image.Resampling.BICUBIC
        ),
        np.float32,
    )
    toner += (255 - toner) * (0.03 + 0.12 * density / 255)
    pixels = np.repeat(toner[..., None], 3, axis=2)
    ink = np.asarray(page.ink_layer)
    rows, columns = np.nonzero(ink[..., 3])
    if len(rows):
        touched = ink[rows, columns].astype(np.float32) / 255
        pixels[rows, columns] *= 1 - touched[:, 3:] * (1 - touched[:, :3])
    return pixels


def _lit_and_noisy(
    picture: Image.Image, scanner: Scanner, noise: np.random.Generator, rng: Random
) -> NDArray[np.float32]:
    pixels = np.asarray(picture, np.float32)
    if pixels.ndim == 2:  # noqa: PLR2004 - a grey picture
        pixels = pixels[..., None]
    height, width = pixels.shape[:2]
    across = np.linspace(0, 1, width, dtype=np.float32) ** 2
    light = 1 - scanner.light * (across if rng.random() < 0.5 else across[::-1])  # noqa: PLR2004 - a coin
    tile = noise.standard_normal((_NOISE_TILE, _NOISE_TILE)).astype(np.float32) * scanner.noise
    repeats = (height // _NOISE_TILE + 1, width // _NOISE_TILE + 1)
    grain = np.tile(tile, repeats)[:height, :width]
    pixels = pixels * light[None, :, None] + grain[..., None]
    for _ in range(rng.randint(10, 25)):  # dust on the glass
        y, x = rng.randrange(height - 4), rng.randrange(width - 4)
        pixels[y : y + rng.randint(1, 3), x : x + rng.randint(1, 3)] = rng.randint(20, 120)
    return pixels


def _picture(pixels: NDArray[np.float32]) -> Image.Image:
    shown = np.clip(pixels, 0, 255).astype(np.uint8)
    return Image.fromarray(shown[..., 0] if shown.shape[2] == 1 else shown)
