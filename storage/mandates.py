"""A mandate: who may sign for whom, in which capacity, for what, and how long.

Capacities after NĐ 30/2020/NĐ-CP art. 13: TM (for a collective), Q (acting head), KT (deputy for
the head), TL (by order, head of a unit), TUQ (by authorisation: in writing, limited in content and
time, not to be passed on). What they allow is decided in `workers.mandates`.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Capacity(StrEnum):
    """In which capacity somebody signs. `OWN`: as head of the agency, for nobody else."""

    OWN = ""
    TM = "TM"
    Q = "Q"
    KT = "KT"
    TL = "TL"
    TUQ = "TUQ"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mandate:
    """Both days are included, by the office's calendar; `valid_to` None: until it is ended.

    `signer` is the holder of a registered key, as a signing task names one. `procedures` and
    `types` are codes; empty means all.
    """

    id: str  # mnd_...
    agency: str
    signer: str
    capacity: Capacity
    principal: str  # for whom it is signed: the holder's login, or a collective's name
    procedures: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    valid_from: date
    valid_to: date | None = None
    document_number: str | None = None  # of the paper by which it was given
    document_date: date | None = None
    created_at: datetime
    created_by: str
    ended_at: datetime | None = None
    ended_by: str | None = None

    def on(self, day: date) -> bool:
        """Whether it stands on a day."""
        if self.ended_at is not None or day < self.valid_from:
            return False
        return self.valid_to is None or day <= self.valid_to

    def covers(self, *, procedure: str, type_code: str) -> bool:
        """Whether a document of this procedure and type is within its scope."""
        return (not self.procedures or procedure in self.procedures) and (
            not self.types or type_code in self.types
        )
