"""Turns every refusal into a problem: ours, the rooms' below, the framework's own."""

import logging
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, cast

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.requests import Request

from api.correlation import correlation_id
from api.languages import Phrases
from api.problems import CODED, ProblemError, problem_of, problem_response
from storage.errors import StorageError
from workers.permissions import ForbiddenError
from workers.refusals import RefusedError

# What a schema's constraints are called in `/openapi.json`; `expected` is what a closed set of
# words allows. The rest of a fault's context is about the value, which is not repeated.
_LIMITS: Final = MappingProxyType(
    {
        "min_length": "minLength",
        "max_length": "maxLength",
        "pattern": "pattern",
        "ge": "minimum",
        "gt": "exclusiveMinimum",
        "le": "maximum",
        "lt": "exclusiveMaximum",
        "multiple_of": "multipleOf",
        "expected": "expected",
    }
)

_log = logging.getLogger("sohoa.api")

# Told to operators, too (ASVS 5.0 16.3.2): somebody unknown, or not within their role. What is
# withheld from somebody known is in the trail.
_SECURITY: Final = frozenset({401, 403})
_CODE_OF_STATUS: Final = {
    400: "malformed_request",
    404: "no_such_route",
    405: "method_not_allowed",
    408: "body_timed_out",
    413: "request_too_large",
    415: "unsupported_media_type",
}


class ProblemHandlers:
    """Exception handlers that share the catalogues."""

    def __init__(self, phrases: Phrases) -> None:
        self._phrases = phrases

    def install(self, app: FastAPI) -> None:
        """Take over every kind of refusal that the application can meet."""
        for kind in (ProblemError, StorageError, ForbiddenError, RefusedError, *CODED):
            app.add_exception_handler(kind, self.known)
        app.add_exception_handler(HTTPException, self.framework)
        app.add_exception_handler(RequestValidationError, self.invalid)

    async def known(self, request: Request, error: Exception) -> JSONResponse:
        """Tell an error that the table of problems knows."""
        problem = problem_of(error)
        if problem is None:
            raise error
        if problem.status in _SECURITY:
            _log.warning(
                "request %s refused: %s, %s by %s",
                correlation_id(request.scope),
                problem.code,
                error.act if isinstance(error, ForbiddenError) else request.method,
                error.actor if isinstance(error, ForbiddenError) else "nobody known",
            )
        return problem_response(request, problem, self._phrases)

    async def framework(self, request: Request, error: Exception) -> JSONResponse:
        """Tell what the framework refused: unknown routes, wrong methods, large bodies."""
        refused = cast("HTTPException", error)
        code = _CODE_OF_STATUS.get(refused.status_code, "malformed_request")
        problem = ProblemError(refused.status_code, code, headers=refused.headers)
        return problem_response(request, problem, self._phrases)

    async def invalid(self, request: Request, error: Exception) -> JSONResponse:
        """Tell which members are wrong and which limit they broke, never what they held.

        Values may be personal data.
        """
        refused = cast("RequestValidationError", error)
        errors = [_told(fault) for fault in refused.errors()]
        problem = ProblemError(422, "invalid_request", members={"errors": errors})
        return problem_response(request, problem, self._phrases)


def _told(fault: Mapping[str, Any]) -> dict[str, object]:
    """Return one wrong member: where it is, a stable reason, and the limit that it broke, if any.

    Lengths of lists and objects are told as those of texts: `minLength`, `maxLength`.
    """
    context: Mapping[str, Any] = fault.get("ctx") or {}
    limit = {name: context[key] for key, name in _LIMITS.items() if key in context}
    told: dict[str, object] = {
        "pointer": "/" + "/".join(str(step) for step in fault["loc"]),
        "reason": fault["type"],
    }
    return {**told, "limit": limit} if limit else told
