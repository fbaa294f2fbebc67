"""Chooses the resolution at which a page is read, by the height of its small letters.

The network looks at lines 36 pixels high. More pixels than that cost time and truth; with fewer,
tone marks run together.
"""

from typing import Final

_SCALES: Final = ((0.07, 150), (0.056, 200))
"""From this x-height in inches on, that many dpi: 11-point print and larger; 9-point."""
_SMALL_PRINT_DPI: Final = 250
_USUAL_DPI: Final = 150


def choose_dpi(x_height: float, page_dpi: float) -> float:
    """Return the dpi to read at: never more than the page has. `x_height` 0 is not known."""
    if x_height <= 0:
        return min(page_dpi, _USUAL_DPI)
    for least, dpi in _SCALES:
        if x_height >= least:
            return min(page_dpi, dpi)
    return min(page_dpi, _SMALL_PRINT_DPI)
