"""Where a page may look other than it did when it was signed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from signing.revisions.pdf_objects import Rectangle


@dataclass(frozen=True, slots=True)
class Permitted:
    """Boxes by page: where anything may change, and where only what lies on the page may."""

    anything: Mapping[int, Sequence[Rectangle]] = field(default_factory=dict)
    annotations: Mapping[int, Sequence[Rectangle]] = field(default_factory=dict)
