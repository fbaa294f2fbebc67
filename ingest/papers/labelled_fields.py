"""Values that stand after a printed label: names, numbers, addresses, plots of land.

A value stands right of its label or in the row below it, in the same cell; it ends where the next
label of the row begins. Addresses go on over as many rows as they need. The first place of a
paper that has a label wins; a second one that says the same makes the value surer.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import Final

from ingest.papers.candidates import Candidate, candidate
from ingest.papers.field_values import READERS, TRAILING, Value, phrase
from ingest.papers.labels import Label, labels
from ingest.papers.layout_zones import stretch
from ingest.papers.letters import bare
from ingest.papers.place_names import ends_a_place
from ingest.papers.printed_rows import cell_below, cells, letter_height, rows
from ingest.text import Line, PageText, Word

ADDRESSES: Final = frozenset({"dia_chi", "que_quan", "noi_sinh", "dia_chi_thua_dat"})
_PROSE: Final = frozenset(name for name, reader in READERS.items() if reader is phrase)
_SERIAL: Final = re.compile(r"(?:^|\s)([A-ZĐ]{1,2})\s?(\d{6,8})(?=\s|$)")
_LOW: Final = 0.45  # of the height: a certificate's serial number stands in the lower part
_ITEM: Final = re.compile(r"\W*(?:\d{1,2}|[a-zđ]|[IVX]+)\s?[.)]\s?\D|\s*[-+*•]\s")
_ITEM_NUMBER: Final = re.compile(r"\W*(?:\d{1,2}|[a-zđ])\s?[.)]")
_SENTENCE: Final = re.compile(r"\.\s+(?=[A-ZÀ-ỸĐ])|\|")
_SENTENCE_OF_ADDRESS: Final = re.compile(r"\.\s+(?=[A-ZÀ-ỸĐ])|[;|]")
_ABBREVIATED: Final = re.compile(r"\b(?:TP|TX|TT|P|Q|H|X|T|KP|ĐT|S)$", re.IGNORECASE)
_BELOW: Final = 2.0  # of a letter's height: a value stands no further under its label
_NEXT_ROW: Final = 1.6  # of a letter's height: a value goes on no further below
_MOST_ROWS: Final = 3
_INDENT: Final = (
    4.0  # of a letter's height: a paragraph's first line begins that much further right
)


def labelled_fields(pages: Sequence[PageText]) -> dict[str, Candidate]:
    """Return every value whose label was found, with its place on the page."""
    fields: dict[str, Candidate] = {}
    for page in pages:
        lines = rows(page)
        margin = max((line.box.x1 for line in lines), default=0.0)
        for index in range(len(lines)):
            for name, found in _of_row(page, lines, index, margin):
                before = fields.get(name)
                if before is None:
                    fields[name] = found
                elif before.value == found.value:
                    fields[name] = before.confirmed()
    if "so_phat_hanh" not in fields and (serial := _lone_serial(pages)):
        fields["so_phat_hanh"] = serial
    return fields


def _of_row(
    page: PageText, lines: Sequence[Line], index: int, margin: float
) -> Iterator[tuple[str, Candidate]]:
    line = lines[index]
    found = list(labels(bare(line.text)))
    for label, following in zip_longest(found, found[1:]):
        if not label.name:
            continue
        end = following.start if following else len(line.text)
        beside = line.text[label.end : end].strip(TRAILING + "/")
        one = None
        if beside:
            last = following is None
            one = _beside(page, lines, index, label, end, margin if last else 0.0)
        if not beside or one is None:
            one = _below(page, lines, index, label, following)
        if one is not None:
            yield label.name, one


def _beside(
    page: PageText, lines: Sequence[Line], index: int, label: Label, end: int, margin: float
) -> Candidate | None:
    """Read a value right of its label; `margin` is 0 where it cannot go on below."""
    line = lines[index]
    start = label.end
    if label.name in _PROSE:
        whole = next(cells(Line(_words_between(line, start, end))))
        left = line.box.x0 - _INDENT * letter_height(line)
        return _prose(page, whole, lines[index + 1 :], left, margin, label.name)
    value = READERS[label.name](line.text[start:end])
    return _placed(page, line, start, value) if value else None


def _below(
    page: PageText, lines: Sequence[Line], index: int, label: Label, following: Label | None
) -> Candidate | None:
    """Read a value from the row below its label, as cards and tables print it."""
    line = lines[index]
    if _in_running_text(line, label):
        return None
    place = stretch(line, label.start, label.end).box
    right = stretch(line, following.start, following.end).box.x0 if following else float("inf")
    for number, under in enumerate(lines[index + 1 : index + 1 + _MOST_ROWS], index + 1):
        if under.box.y0 - place.y1 > _BELOW * letter_height(line):
            return None
        cell = cell_below(under, place.x0, min(place.x1, right))
        if cell is None:
            continue
        if label.name in _PROSE:
            rest = lines[number + 1 :]
            return _prose(page, cell, rest, place.x0, cell.box.x1, label.name)
        if value := READERS[label.name](cell.text):
            return _placed(page, cell, 0, value)
    return None


def _in_running_text(line: Line, label: Label) -> bool:
    """Say whether words stand right before a label that ends its row: it then goes on below."""
    before = line.text[: label.start].rstrip()
    if label.end < len(line.text) or not before:
        return False
    left = stretch(line, 0, len(before)).box.x1
    gap = stretch(line, label.start, label.end).box.x0 - left
    return gap < letter_height(line) and _ITEM_NUMBER.fullmatch(before) is None


def _prose(
    page: PageText, first: Line, rest: Sequence[Line], left: float, margin: float, name: str
) -> Candidate | None:
    """Read a text that may go on in the rows below, from x `left` on."""
    words = list(first.words)
    last = first
    for below in rest[:_MOST_ROWS] if margin else ():
        cell = cell_below(below, left, margin)
        if cell is None or below.box.y0 - last.box.y1 > _NEXT_ROW * letter_height(last):
            continue
        text = Line(tuple(words)).text
        if name in ADDRESSES and _breaks_off(text, cell):
            continue  # a stroke of a pen or a neighbour's value stands between
        if not _goes_on(text, last, cell, margin, name):
            break
        while len(words) > 1 and not any(map(str.isalnum, words[-1].text)):
            words.pop()  # what was left of a leader of dots
        words.extend(cell.words)
        last = cell
    whole = Line(tuple(words))
    text = whole.text
    end = _end(text, name)
    value = phrase(text[:end])
    return _placed(page, whole, 0, value) if value else None


def _end(text: str, name: str) -> int:
    """Return where a value ends: before the next sentence, if there is one."""
    for match in (_SENTENCE_OF_ADDRESS if name in ADDRESSES else _SENTENCE).finditer(text):
        if not _ABBREVIATED.search(text[: match.start()]):
            return match.start()
    return len(text)


def _breaks_off(text: str, cell: Line) -> bool:
    """Say whether an address stops within a name that these words do not complete either."""
    return ends_a_place(text) is False and ends_a_place(f"{text} {cell.text}") is False


def _goes_on(text: str, last: Line, cell: Line, margin: float, name: str) -> bool:
    """Say whether a text goes on in the words below it."""
    text = text.rstrip()
    ended = _end(text, name) < len(text) or text.endswith((".", ";"))
    if ended or _ITEM.match(cell.text) or any(labels(bare(cell.text))):
        return False
    if name in ADDRESSES and (complete := ends_a_place(text)) is not None:
        return not complete
    first = cell.words[0].box
    full = last.box.x1 + (first.x1 - first.x0) + letter_height(last) / 2 > margin
    return full or text.endswith(",")


def _placed(page: PageText, line: Line, shift: int, value: Value) -> Candidate:
    found = candidate(
        page, line, shift + value.start, shift + value.end, value.text, repaired=value.repaired
    )
    if value.doubtful:
        return found.questioned()
    return found.supported() if value.checked else found


def _words_between(line: Line, start: int, end: int) -> tuple[Word, ...]:
    at, words = 0, []
    for word in line.words:
        if at + len(word.text) > start and at < end:
            cut = max(0, start - at)
            words.append(word if not cut else _cut(word, cut))
        at += len(word.text) + 1
    return tuple(words)


def _cut(word: Word, start: int) -> Word:
    """Return a word from its letter `start` on."""
    share = start / len(word.text)
    x0 = word.box.x0 + share * (word.box.x1 - word.box.x0)
    return replace(word, text=word.text[start:], box=replace(word.box, x0=x0))


def _lone_serial(pages: Sequence[PageText]) -> Candidate | None:
    """Find a certificate's serial number, which stands at the foot of a page, apart from text."""
    for page in pages:
        for line in reversed(page.lines):
            match = _SERIAL.match(line.text.strip(TRAILING))
            if match and line.box.y0 > _LOW * page.height:
                start = line.text.index(match[1])
                value = f"{match[1]} {match[2]}"
                return candidate(page, line, start, start + len(match[0].strip()), value)
    return None
