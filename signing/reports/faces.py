"""The two faces that a printed report is set in: upright and bold, with all Vietnamese letters."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from signing.appearances.truetype import FontError, TrueTypeFont
from signing.errors import SigningError

_FOLDER: Final = Path("/usr/share/fonts/truetype")
_USUAL: Final = (
    ("liberation2/LiberationSerif-Regular.ttf", "liberation2/LiberationSerif-Bold.ttf"),
    ("liberation/LiberationSerif-Regular.ttf", "liberation/LiberationSerif-Bold.ttf"),
    ("freefont/FreeSerif.ttf", "freefont/FreeSerifBold.ttf"),
    ("dejavu/DejaVuSerif.ttf", "dejavu/DejaVuSerif-Bold.ttf"),
)
# Letters of strangers' names may be missing in a font; those of the language may not.
_ALPHABET: Final = "aăâbcdđeêghiklmnoôơpqrstuưvxyĂÂĐÊÔƠƯẠẤẦẨẪẬắằẳẵặếềểễệốồổỗộớờởỡợứừửữựỳỵỷỹ–“”"
_MISSING: Final = "?"


@dataclass(frozen=True, slots=True)
class Faces:
    """A family's upright and bold face."""

    upright: TrueTypeFont
    bold: TrueTypeFont

    def face(self, *, bold: bool) -> TrueTypeFont:
        """Return one of the two."""
        return self.bold if bold else self.upright

    def shown(self, text: str, *, bold: bool) -> str:
        """Return the text with a question mark for each letter that the face lacks."""
        known = self.face(bold=bold).glyphs
        return "".join(letter if ord(letter) in known else _MISSING for letter in text)

    def width(self, text: str, size: float, *, bold: bool) -> float:
        """Return how wide a text is as it is shown, in the unit of `size`."""
        return self.face(bold=bold).width(self.shown(text, bold=bold), size)


def find_faces(chosen: Path | None = None) -> Faces:
    """Return the chosen font as both faces, else the first usual family.

    Raises `SigningError` (font_missing) where none has all letters of the language.
    """
    families: Iterable[tuple[Path, Path]] = (
        [(chosen, chosen)]
        if chosen is not None
        else [(_FOLDER / upright, _FOLDER / bold) for upright, bold in _USUAL]
    )
    for family in families:
        faces = list(_usable(family))
        if len(faces) == len(family):
            return Faces(*faces)
    raise SigningError(
        "no font with all Vietnamese letters: install fonts-liberation2 or set SOHOA_FONT",
        code="font_missing",
    )


def _usable(family: Iterable[Path]) -> Iterator[TrueTypeFont]:
    for path in family:
        try:
            font = TrueTypeFont.load(path)
        except (OSError, FontError):
            return
        if font.covers(_ALPHABET):
            yield font
