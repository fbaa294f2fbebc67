"""Puts number and date into the blanks of an unsigned draft, before anybody signs it. No keys.

An incremental update with one more content stream and an embedded font: what the drafter wrote is
not touched. A file that holds a signature is refused: it would be broken (law 5).
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from signing.appearances.embedded_font import embed_font, encoded, find_font
from signing.appearances.pages import seen_page
from signing.appearances.pdf_values import Value, dictionary, stream
from signing.appearances.placement import SeenPage
from signing.appearances.text_positions import letters_of
from signing.appearances.truetype import TrueTypeFont
from signing.errors import UnsuitableDocumentError
from signing.making.active_content import refuse_active_content
from signing.making.blanks import Blank, Blanks, find_blanks
from signing.making.opening import is_signed, opened
from signing.making.pyhanko_objects import PyhankoSink, pyhanko_damage_is_unsuitable
from signing.making.pyhanko_writer import extending
from signing.making.short_link import short_link_drawing

_FIRST_TWO_DIGITS_MONTHS = 2  # NĐ 30/2020: January and February are written 01, 02


@dataclass(frozen=True, slots=True, kw_only=True)
class _Word:
    """What goes into a blank. NĐ 30/2020: the number upright, the date in italics."""

    text: str
    blank: Blank
    italic: bool = True


def stamp_number(
    pdf: bytes, number: str, on: date, *, font: Path | None = None, link: str | None = None
) -> bytes:
    """Return the draft with its number and date filled in on page one, and a code of the link.

    `number`: digits ("123"), or with the symbol that the draft prints ("123/QĐ-UBND"). Raises
    `UnsuitableDocumentError`: nothing_to_number, already_signed, number_differs (the symbol or
    year on the draft is another one), damaged_document, encrypted_document, active_content.
    """
    page = _suitable_page(pdf)
    letters = letters_of(pdf, 0)
    blanks = find_blanks(letters)
    words = _words(blanks, _digits(number, blanks), on)
    with pyhanko_damage_is_unsuitable():
        writer = extending(BytesIO(pdf))
        code = b"" if link is None else short_link_drawing(link, page, letters)
        _overlay(writer, font, words, code)
        output = BytesIO()
        writer.write(output)  # type: ignore[no-untyped-call]
    return output.getvalue()


def _suitable_page(pdf: bytes) -> SeenPage:
    with opened(pdf) as document:
        if b"/ByteRange" in pdf or is_signed(document):
            raise UnsuitableDocumentError("the draft is signed already", code="already_signed")
        refuse_active_content(document)
        page = seen_page(document, 0)
    if page.rotation:
        raise UnsuitableDocumentError("the draft's page is turned", code="nothing_to_number")
    return page


def _digits(number: str, blanks: Blanks) -> str:
    """Return what goes into the blank, and see that the symbol is the printed one."""
    digits, slash, symbol = number.strip().partition("/")
    if not digits or not digits.replace("-", "").isalnum():
        raise UnsuitableDocumentError(f"{number} is no document number", code="number_differs")
    if slash and slash + symbol.strip() != blanks.symbol:
        raise UnsuitableDocumentError(
            f"the draft prints {blanks.symbol}, not {slash}{symbol}", code="number_differs"
        )
    return digits.strip()


def _words(blanks: Blanks, digits: str, on: date) -> tuple[_Word, ...]:
    if blanks.printed_year not in {None, on.year}:
        raise UnsuitableDocumentError(
            f"the draft prints the year {blanks.printed_year}, not {on.year}",
            code="number_differs",
        )
    month = f"{on.month:02d}" if on.month <= _FIRST_TWO_DIGITS_MONTHS else str(on.month)
    words = [
        _Word(text=digits, blank=blanks.number, italic=False),
        _Word(text=f"{on.day:02d}", blank=blanks.day),
        _Word(text=month, blank=blanks.month),
    ]
    if blanks.year is not None:
        words.append(_Word(text=str(on.year), blank=blanks.year))
    return tuple(words)


def _overlay(
    writer: IncrementalPdfFileWriter, chosen: Path | None, words: Sequence[_Word], code: bytes
) -> None:
    """Add a content stream of its own; what came before it is closed off by q and Q."""
    parts: list[bytes] = [b"Q q 0 g"]
    fonts: dict[str, Value] = {}
    sink = PyhankoSink(writer)
    for italic in (False, True):
        texts = [word.text for word in words if word.italic is italic]
        font = find_font(chosen, "".join(texts), italic=italic)
        key = f"SohoaF{secrets.token_hex(4)}"
        fonts[key] = embed_font(sink, font, texts)
        parts += [_shown(font, key, word) for word in words if word.italic is italic]
    parts += [b"Q", code]
    resources = sink.as_pyhanko(dictionary({"Font": dictionary(fonts)}))
    before = sink.reference(sink.add(stream(b"q\n", {})))
    after = sink.reference(sink.add(stream(b"\n".join(parts), {})))
    writer.add_stream_to_page(0, before, prepend=True)  # type: ignore[no-untyped-call]
    writer.add_stream_to_page(0, after, resources)  # type: ignore[no-untyped-call]


def _shown(font: TrueTypeFont, key: str, word: _Word) -> bytes:
    """Return the operators for one word: a number at the right end of its blank, a date amid it."""
    blank, size = word.blank, _fitting(font, word)
    spare = blank.right - blank.left - font.width(word.text, size)
    left = blank.left + (spare / 2 if word.italic else spare)
    return b"BT /%s %.2f Tf %.3f %.3f Td %s Tj ET" % (
        key.encode(),
        size,
        left,
        blank.baseline,
        encoded(font, word.text),
    )


def _fitting(font: TrueTypeFont, word: _Word) -> float:
    """Return the line's own size, or what makes a long number fit its blank."""
    width = font.width(word.text, word.blank.size)
    room = word.blank.right - word.blank.left
    return word.blank.size if width <= room else max(1.0, word.blank.size * room / width)
