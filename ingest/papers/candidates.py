"""A value that may become a field, with all that speaks for it and against it."""

from dataclasses import dataclass, replace

from ingest.papers.layout_zones import stretch
from ingest.text import Box, FieldSource, Line, PageText


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """What was found for one field.

    `weakest` is the confidence of its least sure word. `checked`: its structure proves or supports
    it (a check digit, a known place, a number that agrees with a date of birth). `agreed`: a second
    place on the paper says the same. `doubted`: something speaks against it. `covered`: pen or seal
    usually crosses its place.
    """

    value: str
    page: int
    box: Box | None
    weakest: float
    mean: float
    source: FieldSource = FieldSource.OCR
    checked: bool = False
    agreed: bool = False
    doubted: bool = False
    covered: bool = False

    def supported(self) -> "Candidate":
        """Return it as one whose structure was checked."""
        return replace(self, checked=True)

    def confirmed(self) -> "Candidate":
        """Return it as one that was found twice."""
        return replace(self, agreed=True)

    def questioned(self) -> "Candidate":
        """Return it as one that something speaks against."""
        return replace(self, doubted=True)


def candidate(
    page: PageText, line: Line, start: int, end: int, value: str, *, repaired: bool = False
) -> Candidate:
    """Return what stands between two offsets of `line.text` as a candidate."""
    found = stretch(line, start, end)
    return Candidate(
        value=value,
        page=page.index,
        box=found.box,
        weakest=found.weakest,
        mean=found.confidence,
        source=FieldSource.RULE if repaired else FieldSource.OCR,
    )
