"""Spoils a page's picture the way counters spoil it. Pixels are (blue, green, red), any dpi."""

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]

SKINS = ((120, 145, 205), (95, 130, 190), (70, 95, 150), (55, 75, 120))
NOTES = ((120, 240, 250), (200, 160, 250), (150, 235, 190), (90, 175, 250))


def blurred(page: Pixels, dpi: int, millimetres: float) -> Pixels:
    """Blur with a Gaussian of that standard deviation on paper (0.34 mm is two dots at 150)."""
    return np.asarray(cv2.GaussianBlur(page, (0, 0), millimetres * dpi / 25.4), np.uint8)


def darkened(page: Pixels, share: float) -> Pixels:
    return (page * share).astype(np.uint8)


def paled(page: Pixels, share: float) -> Pixels:
    return (255 - (255 - page.astype(np.float32)) * share).astype(np.uint8)


def with_finger(page: Pixels, dpi: int, rng: np.random.Generator) -> Pixels:
    """Lay the tip of a finger over one of the longer edges, or the lower one."""
    height, width = page.shape[:2]
    unit = dpi / 25.4
    skin = np.array(SKINS[rng.integers(len(SKINS))], np.float32)
    thick, far = rng.uniform(13, 20) * unit, rng.uniform(18, 45) * unit
    edge, at = rng.integers(3), rng.uniform(0.2, 0.8)
    centre, axes = {
        0: ((0, at * height), (far, thick / 2)),
        1: ((width, at * height), (far, thick / 2)),
        2: ((at * width, height), (thick / 2, far)),
    }[int(edge)]
    mask = np.zeros((height, width), np.float32)
    place = (round(centre[0]), round(centre[1]))
    cv2.ellipse(mask, place, (round(axes[0]), round(axes[1])), rng.uniform(-12, 12), 0, 360, 1, -1)
    round_shade = cv2.GaussianBlur(mask, (0, 0), thick / 6)
    mask = cv2.GaussianBlur(mask, (0, 0), 0.5 * unit)[..., None]
    flesh = skin * (0.7 + 0.35 * round_shade[..., None]) + rng.normal(0, 3, page.shape)
    return np.clip(page * (1 - mask) + flesh * mask, 0, 255).astype(np.uint8)


def with_note(page: Pixels, dpi: int, rng: np.random.Generator) -> Pixels:
    """Stick a note on, a little askew, with a few words in pen."""
    height, width = page.shape[:2]
    unit = dpi / 25.4
    across, down = ((76, 76), (76, 51), (51, 38), (38, 51))[rng.integers(4)]
    centre = (rng.uniform(0.3, 0.7) * width, rng.uniform(0.25, 0.75) * height)
    corners = cv2.boxPoints((centre, (across * unit, down * unit), rng.uniform(-9, 9)))
    mask = np.zeros((height, width), np.float32)
    cv2.fillConvexPoly(mask, corners.round().astype(np.int32), 1)
    mask = cv2.GaussianBlur(mask, (0, 0), 0.1 * unit)[..., None]
    colour = np.array(NOTES[rng.integers(len(NOTES))], np.float32) * rng.uniform(0.88, 1)
    noted = page * (1 - mask) + (colour + rng.normal(0, 3, page.shape)) * mask
    noted = np.clip(noted, 0, 255).astype(np.uint8)
    for line in (-0.2, 0.1):
        left = (round(centre[0] - 0.35 * across * unit), round(centre[1] + line * down * unit))
        right = (round(centre[0] + 0.3 * across * unit), round(left[1] + unit))
        cv2.line(noted, left, right, (60, 40, 30), max(1, round(0.5 * unit)))
    return noted


def with_crease(page: Pixels, dpi: int, rng: np.random.Generator) -> Pixels:
    """Fold the page across and lay it flat again: the print in the fold is hidden in its shade."""
    height, width = page.shape[:2]
    unit = dpi / 25.4
    middle = rng.uniform(0.25, 0.75) * height
    slope = rng.uniform(-0.008, 0.008)
    wide, deep = rng.uniform(1.2, 2.2) * unit, rng.uniform(45, 90)
    down = np.arange(height, dtype=np.float32)[:, None]
    across = np.arange(width, dtype=np.float32)[None, :]
    away = down - middle - slope * (across - width / 2)
    shade = deep * np.exp(-((away / wide) ** 2))
    shade = shade if page.ndim == 2 else shade[..., None]
    return np.clip(page - shade, 0, 255).astype(np.uint8)


def with_turned_corner(page: Pixels, dpi: int, rng: np.random.Generator) -> Pixels:
    """Fold a corner back, so that the dark lid of the scanner shows in its place."""
    height, width = page.shape[:2]
    legs = rng.uniform(22, 45, 2) * dpi / 25.4
    x, y = rng.integers(2) * width, rng.integers(2) * height
    points = [
        (x, y),
        (x + (legs[0] if x == 0 else -legs[0]), y),
        (x, y + (legs[1] if y == 0 else -legs[1])),
    ]
    folded = page.copy()
    lid = tuple(float(rng.integers(40, 140)) for _ in range(1)) * 3
    cv2.fillConvexPoly(folded, np.array(points).round().astype(np.int32), lid)
    return folded
