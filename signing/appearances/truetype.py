"""Reads a TrueType font and cuts it down to the glyphs that a text uses.

Enough for a signature's few words: glyph numbers stay what they were, so no outline is rewritten;
unused outlines are left out. OpenType shaping is not done: Vietnamese letters are single code
points in NFC. Fonts with PostScript outlines (CFF) are refused.
"""

import struct
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Self

_MAX_BYTES = 32 << 20
_KEPT = ("cvt ", "fpgm", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "prep")
_CHECKSUM_MAGIC = 0xB1B0AFBA
_CHECKSUM_OFFSET = 8  # checkSumAdjustment in `head`
_WORD = 0xFFFFFFFF
# Composite glyph flags, OpenType specification, table `glyf`.
_ARGS_ARE_WORDS, _HAS_SCALE, _MORE, _HAS_XY_SCALE, _HAS_MATRIX = 0x1, 0x8, 0x20, 0x40, 0x80
_UNICODE_BMP, _SEGMENTED = (3, 1), 4


class FontError(ValueError):
    """The file is not a TrueType font that can be used."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TrueTypeFont:
    """One face. Measures are in 1/1000 of the font size, as PDF counts them."""

    name: str
    tables: dict[str, bytes]
    glyphs: dict[int, int]  # glyph number by code point
    widths: tuple[float, ...]
    offsets: tuple[int, ...]
    box: tuple[int, int, int, int]
    ascent: int
    descent: int

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a font file; `FontError` when it cannot be used, OSError when it is not there."""
        with path.open("rb") as file:
            data = file.read(_MAX_BYTES + 1)
        try:
            return cls._parse(path.stem, data)
        except (struct.error, KeyError, IndexError, UnicodeDecodeError) as error:
            raise FontError(f"{path.name} is not a TrueType font: {error}") from error

    @classmethod
    def _parse(cls, name: str, data: bytes) -> Self:
        count = struct.unpack_from(">H", data, 4)[0]
        tables = {}
        for index in range(count):
            tag, _, start, length = struct.unpack_from(">4sLLL", data, 12 + 16 * index)
            tables[tag.decode("ascii")] = data[start : start + length]
        head, hhea = tables["head"], tables["hhea"]
        units = struct.unpack_from(">H", head, 18)[0]
        glyph_count = struct.unpack_from(">H", tables["maxp"], 4)[0]
        metric_count = struct.unpack_from(">H", hhea, 34)[0]
        long_offsets = struct.unpack_from(">h", head, 50)[0]
        advances = [
            struct.unpack_from(">H", tables["hmtx"], 4 * min(glyph, metric_count - 1))[0]
            for glyph in range(glyph_count)
        ]
        if long_offsets:
            offsets = struct.unpack_from(f">{glyph_count + 1}L", tables["loca"])
        else:
            halves = struct.unpack_from(f">{glyph_count + 1}H", tables["loca"])
            offsets = tuple(2 * half for half in halves)
        x0, y0, x1, y1 = (1000 * v // units for v in struct.unpack_from(">4h", head, 36))
        ascent, descent = (1000 * v // units for v in struct.unpack_from(">2h", hhea, 4))
        return cls(
            name=name.replace(" ", ""),
            tables=tables,
            glyphs=_character_map(tables["cmap"]),
            widths=tuple(1000 * advance / units for advance in advances),
            offsets=offsets,
            box=(x0, y0, x1, y1),
            ascent=ascent,
            descent=descent,
        )

    def covers(self, text: str) -> bool:
        """Tell whether the font has every letter of a text."""
        return all(ord(letter) in self.glyphs for letter in text)

    def width(self, text: str, size: float) -> float:
        """Return how wide a text is at a size, in the size's unit."""
        return sum(self.widths[self.glyphs.get(ord(letter), 0)] for letter in text) * size / 1000

    def subset(self, glyphs: Iterable[int]) -> bytes:
        """Return a font file that holds only these glyphs and what they are composed of."""
        wanted = self._closure({0, *glyphs})
        outlines, offsets = bytearray(), []
        for glyph in range(len(self.offsets) - 1):
            offsets.append(len(outlines))
            if glyph in wanted:
                outlines += self._outline(glyph)
                outlines += bytes(-len(outlines) % 4)
        offsets.append(len(outlines))
        tables = {tag: self.tables[tag] for tag in _KEPT if tag in self.tables}
        tables["glyf"] = bytes(outlines)
        tables["loca"] = struct.pack(f">{len(offsets)}L", *offsets)
        head = bytearray(tables["head"])
        struct.pack_into(">L", head, _CHECKSUM_OFFSET, 0)
        struct.pack_into(">h", head, 50, 1)  # long offsets
        tables["head"] = bytes(head)
        return _font_file(tables)

    def _outline(self, glyph: int) -> bytes:
        return self.tables["glyf"][self.offsets[glyph] : self.offsets[glyph + 1]]

    def _closure(self, glyphs: set[int]) -> set[int]:
        found: set[int] = set()
        waiting = set(glyphs)
        while waiting:
            glyph = waiting.pop()
            found.add(glyph)
            waiting |= set(_components(self._outline(glyph))) - found
        return found


def _character_map(table: bytes) -> dict[int, int]:
    """Read the Unicode subtable for the Basic Multilingual Plane (format 4)."""
    count = struct.unpack_from(">H", table, 2)[0]
    for index in range(count):
        platform, encoding, start = struct.unpack_from(">HHL", table, 4 + 8 * index)
        if (platform, encoding) == _UNICODE_BMP:
            if struct.unpack_from(">H", table, start)[0] != _SEGMENTED:
                break
            return _segments(table[start:])
    raise FontError("the font has no Unicode character map")


def _segments(table: bytes) -> dict[int, int]:
    count = struct.unpack_from(">H", table, 6)[0] // 2
    ends = struct.unpack_from(f">{count}H", table, 14)
    starts = struct.unpack_from(f">{count}H", table, 16 + 2 * count)
    deltas = struct.unpack_from(f">{count}H", table, 16 + 4 * count)
    at = 16 + 6 * count
    ranges = struct.unpack_from(f">{count}H", table, at)
    found = {}
    for index in range(count):
        for code in range(starts[index], min(ends[index], 0xFFFE) + 1):
            glyph = code
            if ranges[index]:
                place = at + 2 * index + ranges[index] + 2 * (code - starts[index])
                glyph = struct.unpack_from(">H", table, place)[0]
                if glyph == 0:
                    continue
            found[code] = (glyph + deltas[index]) & 0xFFFF
    return found


def _components(outline: bytes) -> Iterable[int]:
    """Yield the glyphs that a composite glyph is made of; nothing for a simple one."""
    if not outline or struct.unpack_from(">h", outline)[0] >= 0:
        return
    at, flags = 10, _MORE
    while flags & _MORE:
        flags, glyph = struct.unpack_from(">HH", outline, at)
        yield glyph
        at += 8 if flags & _ARGS_ARE_WORDS else 6
        if flags & _HAS_SCALE:
            at += 2
        elif flags & _HAS_XY_SCALE:
            at += 4
        elif flags & _HAS_MATRIX:
            at += 8


def _font_file(tables: dict[str, bytes]) -> bytes:
    """Lay out a font file (OpenType specification, "Organization of an OpenType font")."""
    count = len(tables)
    power = count.bit_length() - 1
    search = 16 << power
    directory = struct.pack(">L4H", 0x00010000, count, search, power, 16 * count - search)
    body, start = bytearray(), 12 + 16 * count
    head_at = 0
    for tag, data in sorted(tables.items()):
        padded = data + bytes(-len(data) % 4)
        if tag == "head":
            head_at = start + len(body)
        directory += struct.pack(
            ">4sLLL", tag.encode("ascii"), _checksum(padded), start + len(body), len(data)
        )
        body += padded
    made = bytearray(directory + bytes(body))
    whole = (_CHECKSUM_MAGIC - _checksum(bytes(made))) & _WORD
    struct.pack_into(">L", made, head_at + _CHECKSUM_OFFSET, whole)
    return bytes(made)


def _checksum(padded: bytes) -> int:
    words: tuple[int, ...] = struct.unpack(f">{len(padded) // 4}L", padded)
    return sum(words) & _WORD
