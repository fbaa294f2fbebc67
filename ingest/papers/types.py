"""Kinds of papers: what they are called, what is looked for on them. Data, never code.

`PaperType` is what reading needs to know of a kind, wherever it is kept; `builtin_types` are the
kinds that the product brings along for work without a catalogue.
"""

import json
from dataclasses import dataclass
from importlib.resources import files
from typing import Final, Protocol

UNKNOWN: Final = "UNKNOWN"


class PaperType(Protocol):
    """A kind of paper: stable code, titles as printed (capitals), names of the fields wanted."""

    @property
    def code(self) -> str:
        """The stable code, such as QD."""
        ...

    @property
    def titles(self) -> tuple[str, ...]:
        """Beginnings of the titles that such papers bear."""
        ...

    @property
    def fields(self) -> tuple[str, ...]:
        """Names of the fields to look for."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentType:
    """A kind of paper that the product knows by itself.

    `abbreviation` goes into the document's code; `validity_days` is None for ever.
    """

    code: str
    name_vi: str
    name_en: str
    abbreviation: str
    titles: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    validity_days: int | None = None
    sensitive: bool = False


def builtin_types() -> tuple[DocumentType, ...]:
    """Read the kinds that ship with the product; the last one is UNKNOWN."""
    text = files("ingest.data").joinpath("document_types.json").read_text("utf-8")
    return tuple(
        DocumentType(
            code=row["code"],
            name_vi=row["name_vi"],
            name_en=row["name_en"],
            abbreviation=row["abbreviation"],
            titles=tuple(row.get("titles", ())),
            fields=tuple(row.get("fields", ())),
            validity_days=row.get("validity_days"),
            sensitive=row.get("sensitive", False),
        )
        for row in json.loads(text)
    )
