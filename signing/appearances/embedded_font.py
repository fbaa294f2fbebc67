"""Puts a subset of a TrueType font into a PDF, so that a text shows and copies everywhere.

Type 0 font with Identity-H and a ToUnicode map: what PDF/A-2u asks for (ISO 19005-2 6.2.11).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from signing.appearances.pdf_values import (
    ObjectSink,
    Reference,
    Stream,
    Value,
    dictionary,
    name,
    numbers,
    stream,
)
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
_ALWAYS = "0123456789"  # so that a batch with one time each can share one subset
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
            found = path.stat()
            font = _loaded(path, found.st_mtime_ns, found.st_size)
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


def embed_font(sink: ObjectSink, font: TrueTypeFont, texts: Sequence[str]) -> Reference:
    """Add what these texts need of the font to the PDF; return the Type 0 font."""
    letters = {*_ALWAYS, *"".join(texts)}
    shown = {font.glyphs[ord(letter)]: letter for letter in letters if ord(letter) in font.glyphs}
    parts = _parts(font, tuple(sorted(shown.items())))
    base = name(f"SOHOAX+{font.name}")  # a subset's tag, ISO 32000-1 9.6.4
    descriptor = dictionary(
        {
            "Type": name("FontDescriptor"),
            "FontName": base,
            "Flags": _SYMBOLIC,
            "FontBBox": numbers(font.box),
            "ItalicAngle": 0,
            "Ascent": font.ascent,
            "Descent": font.descent,
            "CapHeight": font.ascent,
            "StemV": 80,
            "FontFile2": sink.add(parts.program),
        }
    )
    system: dict[str, Value] = {"Registry": "Adobe", "Ordering": "Identity", "Supplement": 0}
    descendant = dictionary(
        {
            "Type": name("Font"),
            "Subtype": name("CIDFontType2"),
            "BaseFont": base,
            "CIDSystemInfo": dictionary(system),
            "FontDescriptor": sink.add(descriptor),
            "CIDToGIDMap": name("Identity"),
            "DW": 1000,
            "W": parts.widths,
        }
    )
    return sink.add(
        dictionary(
            {
                "Type": name("Font"),
                "Subtype": name("Type0"),
                "BaseFont": base,
                "Encoding": name("Identity-H"),
                "DescendantFonts": (sink.add(descendant),),
                "ToUnicode": sink.add(parts.to_unicode),
            }
        )
    )


@dataclass(frozen=True, slots=True)
class _Parts:
    """What a subset of a font is the same for in every document."""

    program: Stream
    to_unicode: Stream
    widths: tuple[Value, ...]


@lru_cache(maxsize=32)
def _parts(font: TrueTypeFont, letters: tuple[tuple[int, str], ...]) -> _Parts:
    program = font.subset(glyph for glyph, _ in letters)
    widths: list[Value] = []
    for glyph, _ in letters:
        widths += [glyph, (font.widths[glyph],)]
    return _Parts(
        program=stream(program, {"Length1": len(program)}),
        to_unicode=stream(_to_unicode(letters), {}),
        widths=tuple(widths),
    )


@lru_cache(maxsize=8)
def _loaded(path: Path, _changed_ns: int, _bytes: int) -> TrueTypeFont:
    return TrueTypeFont.load(path)


def _to_unicode(letters: Sequence[tuple[int, str]]) -> bytes:
    lines = [f"<{glyph:04X}> <{ord(letter):04X}>" for glyph, letter in letters]
    blocks = [
        f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar"
        for start in range(0, len(lines), _MAPPINGS_A_BLOCK)
        if (block := lines[start : start + _MAPPINGS_A_BLOCK])
    ]
    return _CMAP.format(blocks="\n".join(blocks)).encode("ascii")
