"""One id for one request, so that a person's complaint leads to its line in the log.

A caller's own `X-Correlation-Id` is kept when it is plain; anything else could forge log lines.
"""

import re
import secrets
from typing import Final

from starlette.types import Scope

HEADER: Final = b"x-correlation-id"
_PLAIN: Final = re.compile(r"[A-Za-z0-9_-]{8,64}")


def correlation_id(scope: Scope) -> str:
    """Return the request's id, making one at the first call."""
    state = scope.setdefault("state", {})
    known = state.get("correlation_id")
    if known is None:
        sent = next((value for name, value in scope["headers"] if name == HEADER), b"")
        text = sent.decode("latin-1")
        known = text if _PLAIN.fullmatch(text) else f"req_{secrets.token_hex(12)}"
        state["correlation_id"] = known
    return str(known)
