"""Finds what lets one paper look like two: what is drawn depends on the viewer, not on the file.

Fonts that are not in the file, content that lies in another file, another picture for the printer
than for the screen, notes that show on one of them only. ISO 32000-1; PDF/A (ISO 19005-2 6.1.7,
6.2.5, 6.2.8, 6.2.9, 6.2.11.4, 6.3.2) forbids the same things for the same reason.
"""

from collections.abc import Iterator
from typing import Final

import pikepdf

# What must be named in an object for anything here to be found in it.
TELLING: Final = frozenset({"/F", "/OPI", "/Ref", "/Alternates", "/Font"})

KINDS: Final = frozenset({"external_content", "alternate_image", "print_only", "font_missing"})

_EMBEDDED: Final = ("/FontFile", "/FontFile2", "/FontFile3")
_OUTLINE_FONTS: Final = frozenset(
    {"/Type1", "/MMType1", "/TrueType", "/CIDFontType0", "/CIDFontType2"}
)
# ISO 32000-1 9.6.2.2: every viewer has these, with the same widths.
_STANDARD_14: Final = frozenset(
    f"/{name}"
    for name in (
        *("Times-Roman", "Times-Bold", "Times-Italic", "Times-BoldItalic"),
        *("Helvetica", "Helvetica-Bold", "Helvetica-Oblique", "Helvetica-BoldOblique"),
        *("Courier", "Courier-Bold", "Courier-Oblique", "Courier-BoldOblique"),
        *("Symbol", "ZapfDingbats"),
    )
)
_PRINT, _NO_VIEW, _TOGGLE_NO_VIEW = 4, 32, 256  # ISO 32000-1 table 165


def ambiguities(thing: pikepdf.Object) -> Iterator[str]:
    """Yield the kinds found in one dictionary or stream itself, not in what it refers to."""
    if isinstance(thing, pikepdf.Stream) and "/F" in thing:
        yield "external_content"  # table 5: the data are in another file
    if "/OPI" in thing or _is_reference_form(thing):
        yield "external_content"
    if "/Alternates" in thing:
        yield "alternate_image"
    if _shows_on_paper_only(thing):
        yield "print_only"
    fonts = thing.get("/Font")
    if isinstance(fonts, pikepdf.Dictionary) and any(
        _is_missing(font) for font in fonts.values() if isinstance(font, pikepdf.Dictionary)
    ):
        yield "font_missing"


def _is_reference_form(thing: pikepdf.Object) -> bool:
    """Tell a form XObject that stands for a page of another document (clause 8.10.4)."""
    return thing.get("/Subtype") == "/Form" and "/Ref" in thing


def _shows_on_paper_only(thing: pikepdf.Object) -> bool:
    flags: object = thing.get("/F")
    if "/Rect" not in thing or "/Subtype" not in thing or not isinstance(flags, int):
        return False
    return bool(flags & _PRINT and flags & (_NO_VIEW | _TOGGLE_NO_VIEW))


def _is_missing(font: pikepdf.Object) -> bool:
    """Tell whether a font is neither in the file nor one that every viewer has."""
    if font.get("/Subtype") == "/Type0":
        return any(map(_is_missing, font.get("/DescendantFonts", pikepdf.Array())))
    kind, name = str(font.get("/Subtype", "")), str(font.get("/BaseFont", ""))
    if kind not in _OUTLINE_FONTS or name in _STANDARD_14:
        return False
    descriptor = font.get("/FontDescriptor", pikepdf.Dictionary())
    return not any(isinstance(descriptor.get(key), pikepdf.Stream) for key in _EMBEDDED)
