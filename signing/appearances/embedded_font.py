"""Puts a subset of a TrueType font into a PDF, so that a text shows and copies everywhere.

Type 0 font with Identity-H and a ToUnicode map: what PDF/A-2u asks for (ISO 19005-2 6.2.11).
"""

from collections.abc import Sequence
from pathlib import Path

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.writer import BasePdfFileWriter

from signing.appearances.pdf_values import dictionary, name, number, numbers, stream
from signing.appearances.truetype import FontError, TrueTypeFont
from signing.errors import SigningError

_USUAL = (
    Path("/usr/share/fonts/truetype/msttcorefonts/Times_New_Roman.ttf"),
    Path("/usr/share/fonts/truetype/liberation2/LiberationSerif-Regular.ttf"),
    Path("/usr/share/fonts/truetype/liberation/LiberationSerif-Regular.ttf"),
    Path("/usr/share/fonts/truetype/freefont/FreeSerif.ttf"),
    Path("/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf"),
)
_SYMBOLIC = 4  # font descriptor flag, ISO 32000-1 table 123
_MAPPINGS_A_BLOCK = 100
_CMAP = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
{blocks}
endcmap
CMapName currentdict /CMap defineresource pop
end
end"""


def find_font(chosen: Path | None, text: str, *, italic: bool = False) -> TrueTypeFont:
    """Return the chosen font, else the first usual one that has every letter of `text`.

    `italic` prefers that style and does without where the family has none. Raises
    `SigningError` (font_missing) when there is none.
    """
    upright = (chosen,) if chosen is not None else _USUAL
    slanted = tuple(_italic(path) for path in upright) if italic else ()
    for path in (*slanted, *upright):
        try:
            font = TrueTypeFont.load(path)
        except (OSError, FontError):
            continue
        if font.covers(text):
            return font
    raise SigningError(
        "no font with all letters of the text: install fonts-liberation2 or set SOHOA_FONT",
        code="font_missing",
    )


def _italic(path: Path) -> Path:
    """Return where a family keeps its italic face: Serif-Regular.ttf beside Serif-Italic.ttf."""
    stem = path.stem.removesuffix("-Regular")
    for ending in ("-Italic", "_Italic", "Italic"):
        if (found := path.with_name(f"{stem}{ending}{path.suffix}")).is_file():
            return found
    return path


def encoded(font: TrueTypeFont, text: str) -> bytes:
    """Return a text as the operand of Tj in a font that `embed_font` embedded."""
    return b"<" + b"".join(b"%04X" % font.glyphs[ord(letter)] for letter in text) + b">"


def embed_font(
    writer: BasePdfFileWriter, font: TrueTypeFont, texts: Sequence[str]
) -> generic.IndirectObject:
    """Add what these texts need of the font to the PDF; return the Type 0 font."""
    letters = {font.glyphs[ord(letter)]: letter for text in texts for letter in text}
    base = name(f"SOHOAX+{font.name}")  # a subset's tag, ISO 32000-1 9.6.4
    program = font.subset(letters)
    descriptor = dictionary(
        {
            "Type": name("FontDescriptor"),
            "FontName": base,
            "Flags": number(_SYMBOLIC),
            "FontBBox": numbers(font.box),
            "ItalicAngle": number(0),
            "Ascent": number(font.ascent),
            "Descent": number(font.descent),
            "CapHeight": number(font.ascent),
            "StemV": number(80),
            "FontFile2": writer.add_object(stream(program, {"Length1": number(len(program))})),
        }
    )
    widths = generic.ArrayObject()
    for glyph in sorted(letters):
        widths.append(number(glyph))
        widths.append(numbers((font.widths[glyph],)))
    system = {"Registry": _text("Adobe"), "Ordering": _text("Identity"), "Supplement": number(0)}
    descendant = dictionary(
        {
            "Type": name("Font"),
            "Subtype": name("CIDFontType2"),
            "BaseFont": base,
            "CIDSystemInfo": dictionary(system),
            "FontDescriptor": writer.add_object(descriptor),
            "CIDToGIDMap": name("Identity"),
            "DW": number(1000),
            "W": widths,
        }
    )
    return writer.add_object(
        dictionary(
            {
                "Type": name("Font"),
                "Subtype": name("Type0"),
                "BaseFont": base,
                "Encoding": name("Identity-H"),
                "DescendantFonts": generic.ArrayObject([writer.add_object(descendant)]),
                "ToUnicode": writer.add_object(stream(_to_unicode(letters), {})),
            }
        )
    )


def _text(text: str) -> generic.PdfObject:
    return generic.pdf_string(text)


def _to_unicode(letters: dict[int, str]) -> bytes:
    lines = [f"<{glyph:04X}> <{ord(letter):04X}>" for glyph, letter in sorted(letters.items())]
    blocks = [
        f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar"
        for start in range(0, len(lines), _MAPPINGS_A_BLOCK)
        if (block := lines[start : start + _MAPPINGS_A_BLOCK])
    ]
    return _CMAP.format(blocks="\n".join(blocks)).encode("ascii")
