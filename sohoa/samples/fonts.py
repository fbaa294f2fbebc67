"""Finds a serif font with all Vietnamese letters, in four styles, on this machine.

Administrative documents are set in Times New Roman; the free faces below have its measures.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from pathlib import Path
from typing import Final

from PIL import ImageFont

_MEASURE_SIZE: Final = 1000

_LIBERATION = Path("/usr/share/fonts/truetype/liberation2/LiberationSerif")
_LIBERATION_OLD = Path("/usr/share/fonts/truetype/liberation/LiberationSerif")
_FREE = Path("/usr/share/fonts/truetype/freefont/FreeSerif")


class Style(IntEnum):
    """The four styles of a family; also the index into its files."""

    REGULAR = 0
    BOLD = 1
    ITALIC = 2
    BOLD_ITALIC = 3


@dataclass(frozen=True, slots=True)
class FontFamily:
    """Paths of the regular, bold, italic and bold italic face."""

    files: tuple[Path, Path, Path, Path]

    def path(self, style: Style) -> Path:
        """Return the file of one style."""
        return self.files[style]

    def width(self, text: str, size: float, style: Style) -> float:
        """Return how wide `text` is, in the unit of `size`."""
        return _face(self.files[style]).getlength(text) * size / _MEASURE_SIZE


USUAL_FAMILIES: Final = (
    FontFamily(
        tuple(  # type: ignore[arg-type] # four names give four paths
            Path(f"{_LIBERATION}-{style}.ttf")
            for style in ("Regular", "Bold", "Italic", "BoldItalic")
        )
    ),
    FontFamily(
        tuple(  # type: ignore[arg-type] # four names give four paths
            Path(f"{_LIBERATION_OLD}-{style}.ttf")
            for style in ("Regular", "Bold", "Italic", "BoldItalic")
        )
    ),
    FontFamily(
        tuple(  # type: ignore[arg-type] # four names give four paths
            Path(f"{_FREE}{style}.ttf") for style in ("", "Bold", "Italic", "BoldItalic")
        )
    ),
)


def find_family(families: Sequence[FontFamily] = USUAL_FAMILIES) -> FontFamily:
    """Return the first family whose four files are there; raise FileNotFoundError if none is."""
    for family in families:
        if all(path.is_file() for path in family.files):
            return family
    raise FileNotFoundError("no serif font with Vietnamese letters: install fonts-liberation2")


@cache
def _face(path: Path) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(path), _MEASURE_SIZE)
