"""Weighs whether a page begins a paper or continues the one before it, and says why.

Each sign is a reason with a weight in log-odds; their sum, with what holds for any page, is the
log-odds of a beginning. The weights are data (`boundary_weights.json`), found on stacks whose
papers were known. One reason never decides against all others, but for a person's own sheets.
"""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

from ingest.papers.attachments import Belonging, belonging
from ingest.papers.card_faces import Faces
from ingest.papers.layout_zones import height_share
from ingest.papers.page_signs import PageSigns
from ingest.papers.types import UNKNOWN
from ingest.text import PageText

_ATTACHMENTS: Final = {
    Belonging.THIS: "attached_to_this",
    Belonging.OTHER: "attached_to_other",
    Belonging.APPENDIX: "appendix",
}
_LOW: Final = 0.36  # of the height: a title below this one wants more than itself
_OTHER_SIZE: Final = 0.06
_OTHER_LETTERS: Final = 0.22


@dataclass(frozen=True, slots=True)
class OpenPaper:
    """The paper that a page may continue: its kind so far, its pages and what they show."""

    type: str
    pages: Sequence[PageText]
    signs: Sequence[PageSigns]


@dataclass(frozen=True, slots=True)
class Boundary:
    """Whether a page begins a paper: probability from 0 to 1, and the reasons, strongest first."""

    probability: float
    reasons: tuple[str, ...]

    @property
    def begins(self) -> bool:
        """Whether beginning is likelier than not."""
        return self.probability > 0.5  # noqa: PLR2004 - even odds


class Weights:
    """Log-odds by reason's code; `base` is that of a page that shows nothing."""

    def __init__(self, by_reason: Mapping[str, float]) -> None:
        """Take the weights; a reason without one weighs nothing."""
        self._by_reason = by_reason

    @classmethod
    def builtin(cls) -> "Weights":
        """Read the weights that ship with the product."""
        text = files("ingest.data").joinpath("boundary_weights.json").read_text("utf-8")
        return cls(json.loads(text))

    def boundary(self, reasons: Sequence[str]) -> Boundary:
        """Add the reasons up."""
        weighed = {reason: self._by_reason.get(reason, 0.0) for reason in reasons}
        odds = self._by_reason.get("base", 0.0) + sum(weighed.values())
        strongest = sorted(weighed, key=lambda reason: -abs(weighed[reason]))
        return Boundary(1 / (1 + math.exp(-odds)), tuple(strongest))


def reasons(
    page: PageText, signs: PageSigns, paper: OpenPaper, blanks: Sequence[PageText]
) -> tuple[str, ...]:
    """Return the codes of all that speaks for or against `page` beginning a paper.

    `blanks` are the blank pages between it and the open paper's last page.
    """
    return (
        *_of_its_head(page, signs),
        *_of_its_numbers(signs, paper),
        *_of_its_words(page, signs, paper),
        *_of_a_card(signs, paper),
        *_of_its_look(page, signs, paper),
        *_of_blanks(blanks),
    )


def _of_its_head(page: PageText, signs: PageSigns) -> Iterator[str]:
    if signs.title is not None:
        yield "known_title" if signs.title.type != UNKNOWN else "strange_title"
        lines = signs.title.lines
        if lines and not signs.national_name and height_share(page, lines[0]) > _LOW:
            yield "low_title"
    elif signs.strange is not None:
        yield "strange_title"
    if signs.national_name:
        yield "national_name"
    if signs.office_head:
        yield "office_head"
    if signs.form_type is not None:
        yield "form_code"
    if signs.addressee:
        yield "addressee"


def _of_its_numbers(signs: PageSigns, paper: OpenPaper) -> Iterator[str]:
    if signs.number is not None:
        before = paper.signs[-1].number
        number, expected = signs.number.number, len(paper.pages) + 1
        same_count = before is None or before.of == signs.number.of
        if number == 1:
            yield "number_one"
        elif number == expected or (before and number == before.number + 1 and same_count):
            yield "number_goes_on"
        elif before and number <= before.number:
            yield "number_starts_again"
        else:
            yield "number_later"
    earlier = [article for one in paper.signs for article in one.articles]
    if signs.articles and earlier:
        if signs.articles[0] in {earlier[-1], earlier[-1] + 1}:
            yield "article_goes_on"
        elif signs.articles[0] == 1:
            yield "article_one_again"


def _of_its_words(page: PageText, signs: PageSigns, paper: OpenPaper) -> Iterator[str]:
    if signs.form_type is None and (signs.says_attached or signs.title or signs.strange):
        reason = _ATTACHMENTS.get(belonging(page, paper.type, paper.pages))
        if reason is not None:
            yield reason
    if paper.type in signs.headings:
        yield "heading_goes_on"
    if signs.begins_within:
        yield "sentence_goes_on"
    if paper.signs[-1].ends_within:
        yield "sentence_open"
    if paper.signs[-1].signed:
        yield "paper_ended"


def _of_a_card(signs: PageSigns, paper: OpenPaper) -> Iterator[str]:
    seen = Faces.NONE
    for one in paper.signs:
        seen |= one.faces
    if signs.faces and seen and not signs.faces & seen:
        yield "other_face"
    elif signs.faces:
        yield "card_front" if Faces.FRONT in signs.faces else "card_back"


def _of_its_look(page: PageText, signs: PageSigns, paper: OpenPaper) -> Iterator[str]:
    before, seen = paper.pages[-1], paper.signs[-1]
    if signs.margins & seen.margins and not signs.national_name:
        yield "running_head"
    if _differ(sum(_inches(page)), sum(_inches(before)), _OTHER_SIZE):
        yield "other_paper_size"
    if page.dpi != before.dpi:
        yield "other_resolution"
    if signs.letter_height and _differ(signs.letter_height, seen.letter_height, _OTHER_LETTERS):
        yield "other_letter_size"


def _of_blanks(blanks: Sequence[PageText]) -> Iterator[str]:
    # The back of a one-sided page says nothing; a blank front, and more a blank sheet, was put in.
    if len(blanks) > 1:
        yield "blank_sheet"
    elif blanks and blanks[0].source_page % 2 == 0:
        yield "blank_front"


def _inches(page: PageText) -> tuple[float, float]:
    return page.width / page.dpi, page.height / page.dpi


def _differ(one: float, other: float, share: float) -> bool:
    return abs(one - other) > share * max(one, other)
