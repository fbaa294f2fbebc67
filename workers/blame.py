"""What an exception of a step means for its job: try again, blamelessly or not, or give it up."""

from dataclasses import dataclass
from enum import StrEnum

from ingest.errors import EngineMissingError, IngestError
from signing.errors import KeyUnavailableError, SigningError, TimestampError, TrustFolderError
from storage.errors import ConflictError, UnavailableError
from workers.errors import (
    BusyError,
    PermanentError,
    SandboxError,
    TaskRefusedError,
    TransientError,
    WorkerError,
)
from workers.facts import with_facts
from workers.refusals import RefusedError

_DETAIL = 500  # characters kept in the ledger

# An operator can mend these, and the job should then go on by itself.
MENDABLE = frozenset({EngineMissingError.code, TrustFolderError.code})


class Verdict(StrEnum):
    """What is to become of the job."""

    AWAY = "away"  # something outside is away: try again, as often as it takes
    BAD = "bad"  # the attempt ended badly: try again, a few times
    FINAL = "final"  # trying again will not help


@dataclass(frozen=True, slots=True)
class Blame:
    """`code` is stable, for catalogues; `detail` is English, for operators.

    `wait`: seconds before the next attempt; None leaves it to the runner.
    """

    verdict: Verdict
    code: str
    detail: str
    wait: float | None = None


def blame(error: Exception) -> Blame:
    """Return what this exception of a step means."""
    verdict, code = _judge(error)
    detail = f"{type(error).__name__}: {error}"
    wait = error.wait if isinstance(error, TransientError) else None
    facts = getattr(error, "facts", {})
    return Blame(verdict, code, with_facts(detail[-_DETAIL:], facts), wait)


def _judge(error: Exception) -> tuple[Verdict, str]:  # noqa: PLR0911 - a table
    match error:
        case UnavailableError():
            return Verdict.AWAY, "store_unavailable"
        case TransientError() | BusyError():
            return Verdict.AWAY, error.code
        case TimestampError() | KeyUnavailableError() | TrustFolderError() | EngineMissingError():
            return Verdict.AWAY, error.code
        case TaskRefusedError() if error.code in MENDABLE:
            return Verdict.AWAY, error.code
        case (
            TaskRefusedError() | PermanentError() | RefusedError() | IngestError() | SigningError()
        ):
            return Verdict.FINAL, error.code
        case ConflictError():
            return Verdict.BAD, "conflict"
        case SandboxError() | WorkerError():
            return Verdict.BAD, error.code
        case _:
            return Verdict.BAD, "internal"
