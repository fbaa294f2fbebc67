"""A sheet of the benchmark with the fields that are true of it."""

from dataclasses import dataclass, field

from sohoa.samples.sheet import Sheet


@dataclass(frozen=True, slots=True)
class Page:
    """A sheet being filled, and its true fields by name."""

    sheet: Sheet
    fields: dict[str, str] = field(default_factory=dict)
