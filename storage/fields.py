"""A field of a document as it is kept: what was suggested, and who confirmed it."""

from dataclasses import dataclass
from datetime import datetime

from ingest.text import Box, FieldSource


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredField:
    """A value: a suggestion while `confirmed_by` is None (law 11).

    `page` indexes into the scan's pages; `box` is in pixels of that upright page.
    """

    value: str
    confidence: float
    page: int | None = None
    box: Box | None = None
    source: FieldSource = FieldSource.OCR
    confirmed_by: str | None = None
    confirmed_at: datetime | None = None
