"""Problems by RFC 9457: one table from what went wrong to what a caller is told.

A problem has a stable `code`, a `type` that can be opened, a title and advice in the caller's
language, and the request's correlation id. It never holds a stack trace, an SQL text or a name
of somebody's paper. What is not in the table is a 500 without detail.
"""

from collections.abc import Mapping
from typing import Final

from fastapi.responses import JSONResponse
from starlette.requests import HTTPConnection

from api.correlation import correlation_id
from api.languages import Phrases, negotiate
from ingest.errors import IngestError
from signing.errors import SigningError
from storage.errors import (
    ConflictError,
    CorruptError,
    FencedError,
    FullError,
    NotFoundError,
    StateError,
    UnavailableError,
)
from storage.idempotency import InProgressError, OtherPayloadError
from workers.errors import BusyError, SandboxError, TaskRefusedError, TransientError
from workers.permissions import ForbiddenError
from workers.refusals import RefusedError

MEDIA_TYPE: Final = "application/problem+json"

# The nearest class of an error's ancestry wins.
PROBLEMS: Final[Mapping[type[Exception], tuple[int, str]]] = {
    NotFoundError: (404, "not_found"),
    ConflictError: (409, "conflict"),
    StateError: (409, "wrong_state"),
    FencedError: (409, "conflict"),
    CorruptError: (500, "stored_bytes_damaged"),
    UnavailableError: (503, "store_unavailable"),
    FullError: (507, "store_full"),
    InProgressError: (409, "idempotency_in_progress"),
    OtherPayloadError: (422, "idempotency_key_reused"),
    ForbiddenError: (403, "forbidden"),
    BusyError: (503, "sandbox_busy"),
}

# Codes that other rooms carry, and the status they get here. All others of these rooms: 422.
STATUS_OF_CODE: Final[Mapping[str, int]] = {
    "scan_too_large": 413,
    "engine_missing": 503,
    "key_unavailable": 503,
    "timestamp_unavailable": 503,
    "timestamps_pending": 503,
    "self_check_failed": 500,
    "revocation_unreachable": 503,
    "trust_folder_unreadable": 503,
    "unsupported_media": 415,
    "nothing_to_split": 409,
    "not_open": 409,
    "wrong_order": 409,
    "ticket_used": 409,
    "ticket_expired": 409,
    "ticket_void": 409,
    "shown_bytes_differ": 409,
    "shown_pages_differ": 409,
    "other_renderer": 409,
    "no_mandate": 409,
    "mandate_not_yet_valid": 409,
    "mandate_expired": 409,
    "mandate_scope": 409,
    "mandate_redelegated": 409,
    "reuse_expired": 409,
    "reuse_superseded": 409,
    "reuse_withdrawn": 409,
    "reuse_not_yet": 409,
    "reuse_bad_signature": 409,
}


# Errors that carry a code of their own, told as it is.
CODED: Final = (IngestError, SigningError, TaskRefusedError, SandboxError, TransientError)


class ProblemError(Exception):
    """Something that the web edge itself refuses.

    `members` are extra members of the problem (RFC 9457 3.2); `headers` go with the answer.
    """

    def __init__(
        self,
        status: int,
        code: str,
        *,
        members: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.members = dict(members or {})
        self.headers = dict(headers or {})


def problem_of(error: Exception) -> ProblemError | None:
    """Return what to tell a caller about an error of the rooms below, if it is theirs to know."""
    if isinstance(error, ProblemError):
        return error
    if isinstance(error, RefusedError):
        return problem_of_code(error.code, facts=error.facts)
    for kind in type(error).__mro__:
        if kind in PROBLEMS:
            status, code = PROBLEMS[kind]
            return ProblemError(status, code, headers=_retry(status))
    if isinstance(error, CODED):
        return problem_of_code(error.code, facts=getattr(error, "facts", None))
    return None


def problem_of_code(code: str, *, facts: Mapping[str, object] | None = None) -> ProblemError:
    """Return the problem for a stable code of another room; facts become extra members."""
    status = STATUS_OF_CODE.get(code, 422)
    return ProblemError(status, code, members=facts, headers=_retry(status))


def _retry(status: int) -> dict[str, str]:
    return {"Retry-After": "5"} if status == 503 else {}  # noqa: PLR2004 - HTTP status


def problem_response(
    connection: HTTPConnection, problem: ProblemError, phrases: Phrases
) -> JSONResponse:
    """Return the answer for a problem, in the caller's language."""
    language = negotiate(connection.headers.get("accept-language"))
    words = phrases.problem(problem.code, language, problem.members.get("kinds"))
    body = {
        "type": f"/problems/{problem.code}",
        "title": words.title,
        "status": problem.status,
        "detail": words.advice,
        "code": problem.code,
        "instance": connection.url.path,
        "correlation_id": correlation_id(connection.scope),
    }
    body = {**problem.members, **body}  # what RFC 9457 names is never covered by a fact
    headers = {**problem.headers, "Content-Language": language.value, "Vary": "Accept-Language"}
    return JSONResponse(body, problem.status, headers, media_type=MEDIA_TYPE)
