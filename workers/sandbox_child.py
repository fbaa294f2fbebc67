"""The confined child: does named tasks of a closed table on files, one at a time, until told.

Started as `python -m workers.sandbox_child LIMITS TABLE PARENT REACH` by `workers.sandbox_process`.
One JSON object a line: `{"task", "request", "seconds"}` comes in; `{"progress": [done, total]}`
any number of times and then `{"result": {...}}` or `{"error": {"kind", "code", "message",
"facts", "cause"}}` goes out; the cause is for logs alone. It never names a file that it was not
told of, and it decides nothing.
"""

import importlib
import json
import os
import sys
import traceback
from collections.abc import Callable, Mapping
from dataclasses import asdict
from types import MappingProxyType
from typing import Final

from ingest.errors import IngestError
from signing.errors import SigningError
from workers.confinement import Limits, cap_processor_time, confine
from workers.file_reach import Reach

Report = Callable[[int, int], None]
Task = Callable[[Mapping[str, object], Report], dict[str, object]]

_TRACE: Final = 2000  # characters of a traceback that travel to the parent
_CAUSE: Final = 300  # and of a library's own words


class Conversation:
    """The two pipes, moved out of the reach of libraries that print."""

    def __init__(self) -> None:
        self._questions = os.fdopen(os.dup(0), "rb")
        self._answers = os.fdopen(os.dup(1), "wb")
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.dup2(2, 1)

    def hear(self) -> dict[str, object] | None:
        """Return the next request, or None when the parent hung up."""
        line = self._questions.readline()
        if not line:
            return None
        asked: dict[str, object] = json.loads(line)
        return asked

    def say(self, message: Mapping[str, object]) -> None:
        """Send one message."""
        self._answers.write(json.dumps(message).encode() + b"\n")
        self._answers.flush()

    def progress(self, done: int, total: int) -> None:
        """Tell how far the task is."""
        self.say({"progress": [done, total]})


def main() -> None:
    """Confine this process, then answer requests until the parent hangs up."""
    limits, table, parent, given = sys.argv[1:5]
    conversation = Conversation()
    reach = Reach.from_json(given) if given else None
    confined = confine(Limits.from_json(limits), int(parent), reach)
    conversation.say({"ready": asdict(confined)})
    while (asked := conversation.hear()) is not None:
        try:
            conversation.say({"result": _do(table, asked, conversation.progress)})
        except (IngestError, SigningError) as error:
            facts = error.facts if isinstance(error, SigningError) else {}
            conversation.say(_problem("refused", error.code, str(error), facts, error.__cause__))
        except MemoryError:
            # What is left of this process is in no state to go on.
            conversation.say(_problem("memory", "task_out_of_memory", "out of memory"))
            os._exit(1)
        except Exception:  # noqa: BLE001 - the outer loop: the parent decides what it means
            trace = traceback.format_exc()[-_TRACE:]
            conversation.say(_problem("failed", "task_failed", trace))


def _do(table: str, asked: Mapping[str, object], report: Report) -> dict[str, object]:
    """Find the task in the table and run it.

    Modules are loaded here, after the limits are set, because the engines below them allocate
    and start threads when they load. The table is chosen by who started us, never by a request.
    """
    homes: Mapping[str, str] = importlib.import_module(table).TASKS
    name = str(asked["task"])
    task: Task = getattr(importlib.import_module(homes[name]), name)
    cap_processor_time(float(str(asked["seconds"])))
    request = asked["request"]
    if not isinstance(request, dict):
        raise TypeError("a request is an object")
    return task(request, report)


def _problem(
    kind: str,
    code: str,
    message: str,
    facts: Mapping[str, object] = MappingProxyType({}),
    cause: BaseException | None = None,
) -> dict[str, object]:
    told: dict[str, object] = {"kind": kind, "code": code, "message": message, "facts": dict(facts)}
    if cause is not None:
        told["cause"] = f"{type(cause).__name__}: {cause}"[:_CAUSE]
    return {"error": told}


if __name__ == "__main__":
    main()
