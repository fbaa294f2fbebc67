"""The sandbox's face for files that come back from signers' own machines: judged in the child."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from signing.policy import Policy
from signing.verdict import FileVerdict
from workers.errors import CrashedError
from workers.sandboxed import Sandboxed
from workers.wire import from_wire, to_wire

_SECONDS: Final = 45.0


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOut:
    """The file as it was handed out, and the signer's certificate with its issuers (PEM)."""

    draft: Path
    certificate: str
    chain: str


def judge_return(
    sandbox: Sandboxed,
    path: Path,
    handed_out: HandedOut,
    *,
    trust: Path | None,
    policy: Policy,
    at: datetime,
) -> FileVerdict:
    """Judge a returned file as `signing.returned.check_returned` does.

    Raises what `SandboxError` lists; a file that is not to be taken is a `TaskRefusedError` with
    the code of why.
    """
    request = {
        "path": str(path),
        "draft": str(handed_out.draft),
        "certificate": handed_out.certificate,
        "chain": handed_out.chain,
        "trust": None if trust is None else str(trust),
        "policy": to_wire(policy),
        "at": to_wire(at),
    }
    answer = sandbox.ask("judge_return", request, _SECONDS)
    try:
        return from_wire(FileVerdict, answer.get("verdict"))
    except (TypeError, ValueError, KeyError) as error:
        raise CrashedError(f"the child's answer is no verdict: {error}") from error
