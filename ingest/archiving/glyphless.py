"""The invisible font of the text layer: every character has the same glyph without area.

Only the space is narrower than the rest, so that it fits between printed words.

A searchable scan shows the picture and lets readers find, select and copy the text that lies under
it. The text needs a font for its widths and for the way from codes back to Unicode, but no shapes.
The font program is made here, so that nothing is taken from elsewhere. It is embedded, never uses
.notdef, and maps every used code to Unicode, as ISO 19005-2 (6.2.11) asks of level U.

A code is the character's UTF-16 unit; characters beyond the first plane get codes of the surrogate
range, which no text uses by itself.
"""

import struct
from collections.abc import Iterable, Iterator
from typing import Final

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String

ADVANCE: Final = 0.5  # of the font size, for every character but the space
SPACE: Final = 0.15  # of the font size
DESCENT: Final = 0.2  # of the font size, below the base line
_UNITS: Final = 1000
_NAME: Final = "SohoaInvisible"
_BEYOND: Final = range(0xD800, 0xE000)
_SPACE_CODE, _LETTER_GLYPH, _SPACE_GLYPH = 0x20, 1, 2
_ESCAPED: Final = {
    ord("("): rb"\(", ord(")"): rb"\)", ord("\\"): rb"\\", ord("\r"): rb"\r", ord("\n"): rb"\n",
}  # fmt: skip
_LARGEST_BLOCK: Final = 100  # entries between beginbfchar and endbfchar (Adobe TN 5411)
_REPLACEMENT: Final = 0xFFFD
# ISO 19005-2 6.2.11.7.2: a character may not map to these.
_FORBIDDEN: Final = frozenset({0x0000, 0xFEFF, 0xFFFE, 0xFFFF})
_BMP_END: Final = 0x10000


class GlyphlessFont:
    """Gives codes to text and remembers which were used; `embed` then makes the PDF font."""

    def __init__(self) -> None:
        self._codes: dict[str, int] = {}
        self._beyond = iter(_BEYOND)

    def encode(self, text: str) -> bytes:
        """Return the string that shows `text`: two bytes a character (ISO 32000-1, 7.3.4.2).

        Literal, not hexadecimal: it packs smaller.
        """
        codes = b"".join(self._code(character).to_bytes(2, "big") for character in text)
        return b"(" + b"".join(_ESCAPED.get(one, bytes((one,))) for one in codes) + b")"

    def embed(self, pdf: Pdf) -> Object:
        """Add the font with its Unicode map to `pdf`; to be called after the last `encode`."""
        program = Stream(pdf, font_program())
        program.Length1 = len(font_program())
        descriptor = Dictionary(
            Type=Name.FontDescriptor,
            FontName=Name("/" + _NAME),
            Flags=4,  # symbolic
            FontBBox=Array([0, -200, 500, 800]),
            ItalicAngle=0,
            Ascent=800,
            Descent=-200,
            CapHeight=800,
            StemV=80,
            FontFile2=pdf.make_indirect(program),
        )
        descendant = Dictionary(
            Type=Name.Font,
            Subtype=Name.CIDFontType2,
            BaseFont=Name("/" + _NAME),
            CIDSystemInfo=Dictionary(
                Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0
            ),
            FontDescriptor=pdf.make_indirect(descriptor),
            DW=round(ADVANCE * _UNITS),
            W=Array([_SPACE_CODE, Array([round(SPACE * _UNITS)])]),
            CIDToGIDMap=pdf.make_indirect(Stream(pdf, _glyphs())),
        )
        return pdf.make_indirect(
            Dictionary(
                Type=Name.Font,
                Subtype=Name.Type0,
                BaseFont=Name("/" + _NAME),
                Encoding=Name("/Identity-H"),
                DescendantFonts=Array([pdf.make_indirect(descendant)]),
                ToUnicode=pdf.make_indirect(Stream(pdf, to_unicode(self._codes.items()))),
            )
        )

    def _code(self, character: str) -> int:
        if character not in self._codes:
            point = ord(character)
            if point in _FORBIDDEN or point in _BEYOND:
                return self._code(chr(_REPLACEMENT))
            if point >= _BMP_END:
                point = next(self._beyond, _REPLACEMENT)
            if point == _REPLACEMENT:
                character = chr(_REPLACEMENT)
            self._codes[character] = point
            return point
        return self._codes[character]


def _glyphs() -> bytes:
    glyphs = bytearray(_LETTER_GLYPH.to_bytes(2, "big") * _BMP_END)
    glyphs[2 * _SPACE_CODE : 2 * _SPACE_CODE + 2] = _SPACE_GLYPH.to_bytes(2, "big")
    return bytes(glyphs)


def to_unicode(codes: Iterable[tuple[str, int]]) -> bytes:
    """Return the CMap from codes to the characters they stand for (ISO 32000-1, 9.10.3).

    Codes that are the characters themselves go in ranges from the least to the greatest used one
    of each row of 256: a range may not cross rows.
    """
    rows: dict[int, list[int]] = {}
    beyond: list[str] = []
    for character, code in sorted(codes, key=lambda pair: pair[1]):
        if ord(character) == code:
            rows.setdefault(code >> 8, []).append(code)
        else:
            beyond.append(f"<{code:04X}> <{character.encode('utf-16-be').hex().upper()}>")
    ranges = [f"<{row[0]:04X}> <{row[-1]:04X}> <{row[0]:04X}>" for row in rows.values()]
    body = "\n".join((*_blocks("bfrange", ranges), *_blocks("bfchar", beyond)))
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
        f"{body}\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    ).encode()


def _blocks(kind: str, lines: list[str]) -> Iterator[str]:
    for start in range(0, len(lines), _LARGEST_BLOCK):
        block = lines[start : start + _LARGEST_BLOCK]
        yield f"{len(block)} begin{kind}\n" + "\n".join(block) + f"\nend{kind}"


def font_program() -> bytes:
    """Return a TrueType font of .notdef, a letter and a space, in tables of OpenType 1.9."""
    tables = {
        b"cmap": struct.pack(">HHHHI", 0, 1, 3, 1, 12)
        + struct.pack(">10HhH", 4, 24, 0, 2, 2, 0, 0, 0xFFFF, 0, 0xFFFF, 1, 0),
        b"glyf": _line_glyph(round(ADVANCE * _UNITS)) + _line_glyph(round(SPACE * _UNITS)),
        b"head": struct.pack(
            ">IIIIHHqqhhhhHHhhh",
            0x00010000, 0x00010000, 0, 0x5F0F3CF5, 0, _UNITS, 0, 0,
            0, -200, 500, 800, 0, 8, 2, 0, 0,
        ),
        b"hhea": struct.pack(">IhhhHhhhhhhhhhhhH", 0x00010000, 800, -200, 0, 500, *[0] * 11, 3),
        b"hmtx": struct.pack(">HhHhHh", 500, 0, 500, 0, round(SPACE * _UNITS), 0),
        b"loca": struct.pack(">HHHH", 0, 0, 12, 24),
        b"maxp": struct.pack(">IHHHHHHHHHHHHHH", 0x00010000, 3, 2, 1, 0, 0, 1, *[0] * 8),
        b"post": struct.pack(">IIhhIIIII", 0x00030000, 0, 0, 0, 1, 0, 0, 0, 0),
    }  # fmt: skip
    offset = 12 + 16 * len(tables)
    directory, body = struct.pack(">IHHHH", 0x00010000, len(tables), 128, 3, 0), b""
    for name, data in tables.items():
        directory += name + struct.pack(">III", _checksum(data), offset + len(body), len(data))
        body += data + bytes(-len(data) % 4)
    font = directory + body
    adjustment = (0xB1B0AFBA - _checksum(font)) & 0xFFFFFFFF
    head = offset + body.index(tables[b"head"])
    return font[: head + 8] + struct.pack(">I", adjustment) + font[head + 12 :]


def _line_glyph(width: int) -> bytes:
    """Return a glyph of one contour of two points, a line without area.

    Nothing to paint even where a viewer forgets the render mode, yet a box, without which pdfium
    skips words of one letter and spaces.
    """
    return struct.pack(">hhhhhHHBBhhhh", 1, 0, -200, width, 800, 1, 0, 1, 1, 0, width, -200, 1000)


def _checksum(data: bytes) -> int:
    padded = data + bytes(-len(data) % 4)
    numbers: tuple[int, ...] = struct.unpack(f">{len(padded) // 4}I", padded)
    return sum(numbers) & 0xFFFFFFFF
