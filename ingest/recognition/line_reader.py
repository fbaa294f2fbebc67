"""The port through which single lines are read a second time, by another engine."""

from collections.abc import Sequence
from typing import Protocol

from ingest.scans.images import Grey
from ingest.text import Line


class LineReader(Protocol):
    """Reads crops that hold one printed line each.

    `read_lines` takes grey crops and their resolution, and returns for each its words as a Line,
    boxes in pixels of the crop, or None where it sees no word. It raises what an OcrEngine does.
    """

    def read_lines(self, crops: Sequence[Grey], dpi: int) -> tuple[Line | None, ...]:
        """Return the words of each crop."""
        ...
