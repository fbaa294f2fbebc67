"""The online pass around the confined judge: its questions answered here, the file judged again.

Apart from `workers.sandboxed`, which also serves processes that only read paper: they need not load
what certificates need.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from signing.certificates.fetched import Fetched
from signing.certificates.questions import Questions
from signing.certificates.trust import TrustStore
from signing.fetching.online import Online
from signing.verdict import FileVerdict
from workers.sandboxed import Judge, fact
from workers.wire import to_wire


@dataclass(frozen=True, slots=True)
class AskingAuthorities:
    """See `workers.sandboxed.Asking`."""

    online: Online

    def judged(self, judge: Judge, trust: Path, at: datetime) -> FileVerdict:
        """See `Asking.judged`."""

        def ask(fetched: Fetched) -> tuple[FileVerdict, Questions]:
            answer = judge(to_wire(fetched))
            verdict = fact(FileVerdict, answer.get("verdict"))
            return verdict, fact(Questions, answer.get("questions"))

        return self.online.judged(ask, partial(TrustStore.from_folder, trust, answers=False), at)
