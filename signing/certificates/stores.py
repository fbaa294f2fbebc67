"""The document security stores of a file's revisions, each read once."""

from typing import Final

from signing.certificates import evidence
from signing.certificates.evidence import Evidence
from signing.certificates.revocation import Answers
from signing.revisions.history import History
from signing.revisions.pdf_objects import UNREADABLE

_NOTHING: Final = Evidence(certificates=(), ders=(), answers=Answers())


class Stores:
    """Stores by the offset at which their revision ends."""

    def __init__(self, history: History) -> None:
        self._history = history
        self._read: dict[int, Evidence] = {}
        self.shown = evidence.of_revision(history.shown)

    def at(self, end: int) -> Evidence:
        """Return the store of the revision that ends there; nothing where it cannot be read."""
        if end not in self._read:
            try:
                self._read[end] = evidence.of_revision(self._history.revision(end))
            except UNREADABLE:
                self._read[end] = _NOTHING
        return self._read[end]
