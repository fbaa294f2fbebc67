"""Makes sets of pages: kinds and conditions in turn, each page from (seed, number) alone.

python -m benchmarks.pages FOLDER --seed 7 --pages 60
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from types import MappingProxyType
from typing import Final

from benchmarks.pages import forms, letters, records
from benchmarks.pages.author import Author
from benchmarks.pages.conditions import CONDITIONS, scan
from benchmarks.pages.page import Page
from sohoa.samples.fonts import USUAL_FAMILIES, FontFamily, find_family
from sohoa.samples.raster import Printed, draw
from sohoa.samples.sheet import WIDTH, Seal, Sheet

KINDS: Final[Mapping[str, Callable[[Page, Author], None]]] = MappingProxyType(
    {
        "decision": letters.decision,
        "second page": letters.second_page,
        "letter": letters.letter,
        "notice": letters.notice,
        "confirmation": letters.confirmation,
        "application": forms.application,
        "running text": forms.running_text,
        "blank": forms.blank,
        "list": records.name_list,
        "land certificate": records.land_certificate,
        "identity card": records.identity_card,
    }
)
# How often each kind comes in twenty pages of a counter's day.
_DAY: Final = (
    *("decision", "running text", "application", "second page", "letter"),
    *("list", "land certificate", "confirmation", "decision", "identity card"),
    *("running text", "letter", "application", "decision", "list"),
    *("notice", "confirmation", "running text", "land certificate", "blank"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MadePage:
    """A scanned page and what is true of it; `file` holds the scan."""

    number: int
    file: Path
    kind: str
    condition: str
    dpi: int
    rotation: int
    skew: float
    lines: tuple[str, ...]
    fields: Mapping[str, str]

    @property
    def blank(self) -> bool:
        """Whether nothing is printed on it."""
        return not self.lines


def make_set(folder: Path, seed: int, pages: int, first: int = 0) -> Sequence[MadePage]:
    """Write pages `first`, `first + 1`... of a seed into `folder` with `truth.json`."""
    folder.mkdir(parents=True, exist_ok=True)
    made = [make_page(folder, seed, number) for number in range(first, first + pages)]
    truth = [{**asdict(page), "file": page.file.name} for page in made]
    (folder / "truth.json").write_text(json.dumps(truth, ensure_ascii=False, indent=1), "utf-8")
    return made


def make_page(folder: Path, seed: int, number: int) -> MadePage:
    """Print and scan one page."""
    rng = Random(f"{seed}:{number}")  # noqa: S311 - invents paper, guards nothing
    kind = _DAY[number % len(_DAY)]
    condition_name = list(CONDITIONS)[number % len(CONDITIONS)]
    condition = CONDITIONS[condition_name]
    fonts = find_family(_shuffled(rng))
    page = Page(Sheet(fonts))
    author = Author(rng)
    KINDS[kind](page, author)
    if condition.stamped and page.sheet.lines:
        x, y = rng.uniform(0.35, 0.7) * WIDTH, rng.uniform(200, 420)
        page.sheet.items.append(Seal(x, y, 50, f"SAO Y BẢN CHÍNH {author.commune}"))
    back = _back(fonts, rng) if condition.bleed else None
    one = scan(draw(page.sheet, rng), back, condition, rng)
    file = folder / f"{number:04}.{one.suffix}"
    file.write_bytes(one.data)
    return MadePage(
        number=number,
        file=file,
        kind=kind,
        condition=condition_name,
        dpi=condition.dpi,
        rotation=one.rotation,
        skew=one.skew,
        lines=tuple(page.sheet.lines),
        fields=page.fields,
    )


def _back(fonts: FontFamily, rng: Random) -> Printed:
    page = Page(Sheet(fonts))
    forms.running_text(page, Author(rng))
    return draw(page.sheet, rng)


def _shuffled(rng: Random) -> Sequence[FontFamily]:
    """Return the families of a page in the order in which they are tried."""
    families = [*USUAL_FAMILIES, *_more_families()]
    rng.shuffle(families)
    return families


def _more_families() -> Sequence[FontFamily]:
    roots = Path("/usr/share/fonts/truetype")
    faces = (
        ("liberation2/LiberationSans", ("-Regular", "-Bold", "-Italic", "-BoldItalic")),
        ("dejavu/DejaVuSerif", ("", "-Bold", "-Italic", "-BoldItalic")),
    )
    return [
        FontFamily(tuple(roots / f"{face}{style}.ttf" for style in styles))  # type: ignore[arg-type] # four styles
        for face, styles in faces
    ]
