"""What can go wrong while moving work.

WorkerError
├── TransientError       trying again later may help
├── PermanentError       trying again will not help; a person is told
├── QueueUnsafeError     the queue server is set up so that it may lose or refuse bells silently
└── SandboxError         the confined child process gave no result
    ├── TaskRefusedError     the input is bad; carries the stable code of the room that said so
    ├── TaskFailedError      the task raised something nobody foresaw
    ├── CrashedError         the child died
    ├── TimedOutError        the child took too long, by the clock or by processor time
    ├── OutOfMemoryError     the child wanted more memory than it may have
    └── BusyError            no child was free in time; nothing was tried
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_NO_FACTS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType({})


class WorkerError(Exception):
    """Base of every error this room raises on purpose. `code` is stable, for catalogues."""

    code = "internal"


class TransientError(WorkerError):
    """Trying again later may help: something outside is away.

    `wait`: seconds before that makes sense; None leaves it to the runner's back-off.
    """

    def __init__(self, code: str, message: str, *, wait: float | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.wait = wait


class PermanentError(WorkerError):
    """Trying again will not help."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class QueueUnsafeError(WorkerError):
    """The queue server may drop what it was given (an eviction policy is on)."""

    code = "queue_unsafe"


class SandboxError(WorkerError):
    """The confined child process gave no result."""

    code = "sandbox_failed"


class TaskRefusedError(SandboxError):
    """The input is bad. `code` and `facts` are those of the room's error in the child."""

    def __init__(
        self, code: str, message: str, facts: Mapping[str, tuple[str, ...]] = _NO_FACTS
    ) -> None:
        super().__init__(message)
        self.code = code
        self.facts = dict(facts)


class TaskFailedError(SandboxError):
    """The task raised something nobody foresaw; the message holds the end of its traceback."""

    code = "task_failed"


class CrashedError(SandboxError):
    """The child process died."""

    code = "task_crashed"


class TimedOutError(SandboxError):
    """The child took too long and was killed."""

    code = "task_timed_out"


class OutOfMemoryError(SandboxError):
    """The child wanted more memory than it may have."""

    code = "task_out_of_memory"


class BusyError(SandboxError):
    """No child was free in time; nothing was tried."""

    code = "sandbox_busy"


# A file that makes the child refuse, die, hang or swell is a bad file, not a bad machine.
BAD_FILE: Final = (TaskRefusedError, CrashedError, TimedOutError, OutOfMemoryError)
