"""Sheets that part a stack, as other programs print them: patch code T, a bar code's bars."""

import numpy as np
from PIL import Image, ImageDraw

from ingest.scans.images import Grey

PATCH_T = (0.08, 0.08, 0.20, 0.08, 0.08, 0.08, 0.20)  # inches: bar, space, bar ...


def patch_sheet(
    dpi: int, *, turn: int = 0, skew: float = 0, runs: tuple[float, ...] = PATCH_T
) -> Grey:
    """A sheet of A4 with the pattern at one edge, turned and skewed by degrees."""
    sheet = Image.new("L", (round(8.27 * dpi), round(11.69 * dpi)), 255)
    draw, x = ImageDraw.Draw(sheet), 0.5 * dpi
    for at, wide in enumerate(runs):
        if at % 2 == 0:
            draw.rectangle((x, 3 * dpi, x + wide * dpi - 1, 5.5 * dpi), fill=0)
        x += wide * dpi
    lying = sheet.rotate(skew, fillcolor=255, resample=Image.Resampling.BICUBIC)
    return np.asarray(lying.rotate(turn, expand=True))
