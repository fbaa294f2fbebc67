"""How `/openapi.json` tells of problems: RFC 9457's media type, and one shape for all of them."""

from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.problems import MEDIA_TYPE
from api.schemas import ProblemBody

_WORDS: Final[Mapping[int, str]] = MappingProxyType(
    {
        400: "The request is not well formed",
        401: "No access token, or one that does not hold",
        403: "The asker's role may not do this",
        404: "There is no such thing, or the asker may not know of it",
        409: "Somebody else was first, or it is not possible at this step",
        412: "The record has changed since it was looked at",
        413: "Too large",
        415: "Unsupported kind of content",
        416: "The range lies outside the file",
        422: "Understood, but not right; `code` says why",
        428: "`If-Match` is missing",
        500: "Something went wrong here",
        503: "Not now; `Retry-After` says when",
        507: "No room left; nothing was kept",
    }
)
_SHAPE: Final = "#/components/schemas/ProblemBody"
_FRAMEWORKS_OWN: Final = ("HTTPValidationError", "ValidationError")


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the OpenAPI responses of a route for these refusals."""
    return {
        status: {"model": ProblemBody, "description": _WORDS.get(status, HTTPStatus(status).phrase)}
        for status in statuses
    }


def headers(status: int, words: str, **named: str) -> dict[int | str, dict[str, Any]]:
    """Return the OpenAPI response of a route with the headers that it sends, `_` for `-`."""
    described = {
        name.replace("_", "-"): {"description": meaning, "schema": {"type": "string"}}
        for name, meaning in named.items()
    }
    return {status: {"description": words, "headers": described}}


class Description:
    """Builds the OpenAPI document once and keeps it."""

    def __init__(self, app: FastAPI) -> None:
        self._app = app
        self._document: dict[str, Any] = {}

    def __call__(self) -> dict[str, Any]:
        """Return the OpenAPI 3.1 document."""
        if not self._document:
            self._document = _built(self._app)
        return self._document


def _built(app: FastAPI) -> dict[str, Any]:
    document = get_openapi(
        title=app.title,
        version=app.version,
        openapi_version=app.openapi_version,
        description=app.description,
        routes=app.routes,
    )
    for methods in document["paths"].values():
        for operation in methods.values():
            for status, answer in operation["responses"].items():
                _as_problem(status, answer)
    shapes = document["components"]["schemas"]
    for name in _FRAMEWORKS_OWN:
        shapes.pop(name, None)
    return document


def _as_problem(status: str, answer: dict[str, Any]) -> None:
    content = answer.get("content", {})
    shape = content.get("application/json", {}).get("schema", {}).get("$ref", "")
    name = shape.rpartition("/")[2]
    if name == "ProblemBody" or name in _FRAMEWORKS_OWN:
        answer["content"] = {MEDIA_TYPE: {"schema": {"$ref": _SHAPE}}}
        if name in _FRAMEWORKS_OWN:
            answer["description"] = _WORDS.get(int(status), answer["description"])
