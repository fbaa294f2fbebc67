"""What a check found, as a value."""

from dataclasses import dataclass
from enum import StrEnum


class Health(StrEnum):
    """How one outside thing is."""

    OK = "ok"
    WARNING = "warning"  # works, but something will hurt later
    MISSING = "missing"  # not there, or not fit for use
    NOT_RUN = "not-run"  # nothing to ask: no office was ever started there


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """`thing` and `advice` are codes of the catalogue of words; `found` is a version or a fact."""

    thing: str
    health: Health
    found: str
    advice: str | None = None
