"""Keyset pages: `?after=<opaque>&limit=`, with `Link: <...>; rel="next"` (RFC 8288).

The cursor holds the last item's id and is checked on return; it says nothing else.
"""

import base64
import binascii
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar
from urllib.parse import urlencode

from starlette.requests import Request

from api.problems import ProblemError

T = TypeVar("T")

MAX_LIMIT: Final = 200
DEFAULT_LIMIT: Final = 50
_ID: Final = re.compile(r"[a-z]{3}_[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Items of one page, and the id to ask after for the next, if there is one."""

    items: tuple[T, ...]
    after: str | None


def cursor(last_id: str) -> str:
    """Return the opaque cursor behind an id."""
    return base64.urlsafe_b64encode(last_id.encode()).decode().rstrip("=")


def after_id(text: str | None) -> str | None:
    """Return the id inside a cursor, or raise a 422 problem for one that we never gave."""
    if text is None:
        return None
    try:
        padded = text + "=" * (-len(text) % 4)
        known = base64.b64decode(padded, altchars=b"-_", validate=True).decode()
    except (binascii.Error, ValueError) as error:
        raise ProblemError(422, "invalid_cursor") from error
    if not _ID.fullmatch(known):
        raise ProblemError(422, "invalid_cursor")
    return known


def page_of(found: Sequence[T], *, limit: int, name: Callable[[T], str]) -> Page[T]:
    """Return a page out of up to `limit + 1` items: the one too many says that there is a next."""
    items = tuple(found[:limit])
    return Page(items, cursor(name(items[-1])) if len(found) > limit else None)


def link_header(request: Request, after: str | None) -> dict[str, str]:
    """Return the `Link` header to the next page, or nothing at the end."""
    if after is None:
        return {}
    others = [
        (name, value) for name, value in request.query_params.multi_items() if name != "after"
    ]
    query = urlencode([*others, ("after", after)])
    return {"Link": f'<{request.url.path}?{query}>; rel="next"'}
