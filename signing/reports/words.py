"""The words of a report in one language; the catalogue is handed in, no file is read here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Final

from signing.reasons import SENTENCES
from signing.verdict import Reason

VIETNAM: Final = timezone(timedelta(hours=7))  # no summer time, one zone: Decree 134-CP of 1967


@dataclass(frozen=True, slots=True)
class ReportWords:
    """`phrases` are the report's own sentences by code, `reasons` those of the verdict's reasons.

    `language` is an RFC 5646 tag for the reader's program. Times are told as in Vietnam.
    """

    language: str
    phrases: Mapping[str, str]
    reasons: Mapping[str, str]

    def __call__(self, code: str, /, **values: object) -> str:
        """Return the sentence with its places filled in; KeyError for a code without words."""
        return self.phrases[code].format_map(values)

    def reason(self, why: Reason) -> str:
        """Return a reason in words, its technical detail kept."""
        sentence = self.reasons.get(why.code)
        if sentence is None:
            return why.message
        return sentence + why.message.removeprefix(SENTENCES.get(why.code, why.message))

    def moment(self, time: datetime | None) -> str:
        """Return a moment to the second, with its offset."""
        if time is None:
            return self("unknown")
        return time.astimezone(VIETNAM).strftime(self.phrases["moment"])
