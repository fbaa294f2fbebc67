"""Invents stacks as counters scan them: papers of many kinds, blank backs, separators, bad reading.

The same seed gives the same stack. The truth says which pages are one paper and of what kind.
"""

from dataclasses import dataclass, replace
from random import Random

from benchmarks.reader_noise import misread
from benchmarks.stack_citizens import CONTRACTS, FORMS, card, contract, form, land_certificate
from benchmarks.stack_officials import letter, official, table
from benchmarks.stack_pages import Draft, Look, as_read, blank
from benchmarks.stack_words import chance
from ingest.papers.separators import PATCH_T, separator_code
from ingest.text import PageText

_OFFICIAL = ("QD", "QD", "QD", "TB", "TTR", "BC", "KH", "NQ", "BB", "GP", "GPXD", "GXN", "TBT")
_NOISE = (0.0, 0.003, 0.006, 0.01, 0.02, 0.03)
_LOOKS = ((300, 14.0, 1.0), (200, 13.0, 1.0), (150, 14.0, 1.0), (300, 12.0, 1.0))


@dataclass(frozen=True, slots=True)
class TruePaper:
    """A paper of the stack: its kind and its pages."""

    type: str
    pages: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Stack:
    """A stack as read, and the truth about it."""

    pages: tuple[PageText, ...]
    papers: tuple[TruePaper, ...]


def make_stack(seed: str) -> Stack:
    """Return a stack of 2 to 15 papers on about 5 to 60 pages."""
    rng = Random(seed)  # noqa: S311 - invents paper, guards nothing
    duplex, one_machine = chance(rng, 0.3), chance(rng, 0.6)
    look = Look(*rng.choice(_LOOKS))
    pages: list[PageText] = []
    papers: list[TruePaper] = []
    wanted = rng.randint(2, 15)
    while len(papers) < wanted and len(pages) < 52:  # noqa: PLR2004 - a paper has up to 8
        if not one_machine:
            look = Look(*rng.choice(_LOOKS))
        if papers and chance(rng, 0.03):
            code = rng.choice((separator_code(), PATCH_T))
            pages += _scanned([replace(blank(look), blank=False, codes=(code,))], look, duplex)
        kind, drafts = _paper(look, rng)
        noise = rng.choice(_NOISE)
        read = [misread(as_read(draft, rng), rng, noise) for draft in drafts]
        first = len(pages)
        pages += _scanned(read, look, duplex and chance(rng, 0.9))
        own = tuple(i for i in range(first, len(pages)) if not pages[i].blank)
        papers.append(TruePaper(kind, own))
    numbered = tuple(replace(page, index=i, source_page=i) for i, page in enumerate(pages))
    return Stack(numbered, tuple(papers))


def _scanned(read: list[PageText], look: Look, duplex: bool) -> list[PageText]:  # noqa: FBT001
    """Add the blank back of the last sheet, where both sides are scanned."""
    if duplex and len(read) % 2:
        return [*read, blank(look)]
    return read


def _paper(look: Look, rng: Random) -> tuple[str, list[Draft]]:  # noqa: PLR0911 - one a kind
    length = rng.choice((1, 1, 1, 2, 2, 3, 4, 5, 6, 8))
    match rng.choices(("official", "letter", "form", "land", "card", "contract", "list"),
                      (30, 8, 34, 7, 9, 9, 3))[0]:  # fmt: skip
        case "official":
            kind = rng.choice(_OFFICIAL)
            return kind, official(kind, look, rng, length)
        case "letter":
            return "CV", letter(look, rng, min(length, 4))
        case "land":
            return "GCN", land_certificate(look, rng, rng.choice((1, 2, 3)))
        case "card":
            return "CCCD", card(look, rng, rng.choice((1, 2)))
        case "contract":
            kind = rng.choice(tuple(CONTRACTS))
            return kind, contract(kind, look, rng, max(2, length))
        case "list":
            title = rng.choice(("DANH SÁCH CỬ TRI", "BẢNG KÊ LÂM SẢN", "DANH SÁCH THÀNH VIÊN"))
            return "DS", table(title, "", look, rng)
        case _:
            kind = rng.choice(tuple(FORMS))
            return kind, form(kind, look, rng, min(length, 3))
