"""What one sample paper is: its sheets, and what a perfect reader would say about it."""

from collections.abc import Mapping
from dataclasses import dataclass

from sohoa.samples.sheet import Sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One paper of a dossier: type code, title, sheets, and the true values of its fields."""

    type: str
    title: str
    sheets: tuple[Sheet, ...]
    fields: Mapping[str, str]
