"""No request body grows beyond its limit, whatever its `Content-Length` says, or never ends.

The framework reads JSON bodies before it asks who is there, so the limit stands in front of it.
Routes that stream an upload raise their own limit once they know who asks.
"""

import asyncio
from typing import Final

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_KEY: Final = "max_body_bytes"


class BodyLimit:
    """ASGI middleware that counts what really arrives; over the limit reading raises a 413.

    A body of which nothing arrives for `idle_seconds` is given up with a 408.
    """

    def __init__(self, app: ASGIApp, max_bytes: int, idle_seconds: float) -> None:
        self.app = app
        self.max_bytes = max_bytes
        self.idle_seconds = idle_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        state = scope.setdefault("state", {})
        state[_KEY] = self.max_bytes
        declared = _declared(scope)
        seen = 0
        complete = False

        async def receive_counted() -> Message:
            nonlocal seen, complete
            if complete:  # what follows the body is the end of the connection: wait as long
                return await receive()
            if max(declared, seen) > state[_KEY]:
                raise _too_large()
            try:
                message = await asyncio.wait_for(receive(), self.idle_seconds)
            except TimeoutError as error:
                raise HTTPException(408, headers={"Connection": "close"}) from error
            complete = not message.get("more_body", False)
            seen += len(message.get("body", b""))
            if seen > state[_KEY]:
                raise _too_large()
            return message

        await self.app(scope, receive_counted, send)


def allow(scope: Scope, max_bytes: int) -> None:
    """Let this request's body have up to `max_bytes`; call it before reading any of it."""
    scope["state"][_KEY] = max_bytes


def _declared(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value[:18])
    return 0


def _too_large() -> HTTPException:
    # The rest is not read, so the connection has to go (RFC 9110 15.5.14).
    return HTTPException(413, headers={"Connection": "close"})
