"""Photographs of paper on a desk: slanted, shaded, a little out of focus, coded by a phone."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from tests.support.bad_pages import Pixels

DESKS = ((60, 90, 130), (40, 45, 50), (95, 125, 150), (110, 80, 60), (30, 60, 95))


@dataclass(frozen=True)
class Photographed:
    """The photograph (blue, green, red) and the way from the page's pixels to its own."""

    pixels: Pixels
    way: NDArray[np.float64]


def photograph(
    page: Pixels, rng: np.random.Generator, *, width: int = 2250, slant: float = 0.07
) -> Photographed:
    """Photograph a page in portrait, its corners each displaced by a share of up to `slant`."""
    colours = page if page.ndim == 3 else cv2.cvtColor(page, cv2.COLOR_GRAY2BGR)
    height = width * 4 // 3
    tall, wide = page.shape[:2]
    share = 0.86 * min(width / wide, height / tall)
    turn = np.deg2rad(rng.uniform(-6, 6))
    corners = np.array([[-wide, -tall], [wide, -tall], [wide, tall], [-wide, tall]]) / 2 * share
    spin = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    corners = corners @ spin.T * (1 - rng.uniform(0, slant, (4, 2)))
    corners += [width / 2, height / 2]
    sheet = np.array([[0, 0], [wide, 0], [wide, tall], [0, tall]], np.float32)
    way = cv2.getPerspectiveTransform(sheet, corners.astype(np.float32))
    if share < 1:  # as a lens sees it, without jagged letters
        colours = cv2.GaussianBlur(colours, (0, 0), 0.4 / share)
    desk = _desk(width, height, rng)
    paper = cv2.warpPerspective(colours, way, (width, height), flags=cv2.INTER_AREA)
    where = cv2.warpPerspective(np.ones((tall, wide), np.float32), way, (width, height))
    fallen = cv2.GaussianBlur(np.roll(where, (9, 7), (0, 1)), (0, 0), 8)[..., None]
    seen = desk * (1 - 0.35 * fallen)
    seen = seen * (1 - where[..., None]) + paper * where[..., None]
    seen *= _light(width, height, rng)[..., None]
    seen = cv2.GaussianBlur(seen, (0, 0), rng.uniform(0.5, 0.9))
    noisy = seen + rng.normal(0, 3, seen.shape)
    _, coded = cv2.imencode(
        ".jpg", np.clip(noisy, 0, 255).astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, 85]
    )
    return Photographed(np.asarray(cv2.imdecode(coded, cv2.IMREAD_COLOR), np.uint8), way)


def _desk(width: int, height: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Return wood: a colour with grain along it."""
    colour = np.array(DESKS[rng.integers(len(DESKS))], np.float64)
    grain = rng.normal(0, 1, (height // 3, 6)).astype(np.float32)
    grain = cv2.resize(grain, (width, height), interpolation=cv2.INTER_CUBIC)
    return np.clip(colour * (1 + 0.12 * grain[..., None]), 0, 255)


def _light(width: int, height: int, rng: np.random.Generator) -> NDArray[np.float32]:
    """Return a lamp on one side, and the soft shadow of whoever holds the phone."""
    across, down = np.meshgrid(
        np.linspace(-1, 1, width, dtype=np.float32), np.linspace(-1, 1, height, dtype=np.float32)
    )
    way = rng.uniform(0, 2 * np.pi)
    lamp = 0.86 + 0.12 * (np.cos(way) * across + np.sin(way) * down)
    edge = rng.uniform(-0.4, 0.6)
    slope = rng.uniform(-0.5, 0.5)
    shadow = 1 / (1 + np.exp(-(down - slope * across - edge) * 14))
    return np.asarray(lamp * (1 - rng.uniform(0.15, 0.4) * shadow), np.float32)
