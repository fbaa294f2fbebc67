"""Kinds of papers: what they are called, what is looked for on them. Data, never code.

`PaperType` is what reading needs to know of a kind, wherever it is kept; `builtin_types` are the
kinds that the product brings along for work without a catalogue. `Marks` are what tells a kind
apart besides its title; an office's own kinds have none.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from typing import Any, Final, Protocol

UNKNOWN: Final = "UNKNOWN"


class PaperType(Protocol):
    """A kind of paper: stable code, titles as printed (capitals), names of the fields wanted."""

    @property
    def code(self) -> str:
        """The stable code, such as QD."""
        ...

    @property
    def name_vi(self) -> str:
        """What people call the kind."""
        ...

    @property
    def titles(self) -> tuple[str, ...]:
        """Beginnings of the titles that such papers bear."""
        ...

    @property
    def fields(self) -> tuple[str, ...]:
        """Names of the fields to look for."""
        ...


class Validity(StrEnum):
    """How long such a paper may be used again."""

    FOREVER = "forever"
    DAYS = "days"  # so many days from its issue
    PRINTED = "printed"  # until the day that is printed on it


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """What tells a kind apart besides its title.

    `symbols` are what its kind is written as in a document's number (NĐ 30/2020, Phụ lục III);
    `form_codes` are regular expressions for what stands after "Mẫu số"; `not_titles` are beginnings
    that look like the kind's titles and are none; `continued_by` are beginnings of headings, in
    capitals, under which such a paper goes on upon a further page.
    """

    symbols: tuple[str, ...] = ()
    form_codes: tuple[str, ...] = ()
    not_titles: tuple[str, ...] = ()
    continued_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentType:
    """A kind of paper that the product knows by itself.

    `abbreviation` goes into the document's code; `validity_days` is None unless `validity` is DAYS.
    """

    code: str
    name_vi: str
    name_en: str
    abbreviation: str
    titles: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    validity: Validity = Validity.FOREVER
    validity_days: int | None = None
    sensitive: bool = False
    marks: Marks = Marks()


def builtin_types() -> tuple[DocumentType, ...]:
    """Read the kinds that ship with the product; the last one is UNKNOWN."""
    return tuple(
        DocumentType(
            code=row["code"],
            name_vi=row["name_vi"],
            name_en=row["name_en"],
            abbreviation=row["abbreviation"],
            titles=tuple(row.get("titles", ())),
            fields=tuple(row.get("fields", ())),
            validity=Validity(row.get("validity", Validity.FOREVER)),
            validity_days=row.get("validity_days"),
            sensitive=row.get("sensitive", False),
            marks=_marks(row),
        )
        for row in _rows()
    )


def builtin_marks() -> Mapping[str, Marks]:
    """Read the marks of the kinds that ship with the product, by code."""
    return {row["code"]: _marks(row) for row in _rows()}


def _marks(row: Mapping[str, Any]) -> Marks:
    return Marks(
        symbols=tuple(row.get("symbols", ())),
        form_codes=tuple(row.get("form_codes", ())),
        not_titles=tuple(row.get("not_titles", ())),
        continued_by=tuple(row.get("continued_by", ())),
    )


def _rows() -> list[dict[str, Any]]:
    text = files("ingest.data").joinpath("document_types.json").read_text("utf-8")
    rows: list[dict[str, Any]] = json.loads(text)
    return rows
