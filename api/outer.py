"""The outermost layer of the web application: safe headers, request ids, and the last catch.

One of the two places that may catch `Exception`: what nobody foresaw is logged with its trace
and told as a plain 500. It knows nothing of routes.
"""

import logging
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.correlation import correlation_id
from api.languages import Phrases
from api.problems import ProblemError, problem_response

LOG: Final = logging.getLogger("sohoa.api")

# ASVS 5.0 3.4: nothing that we serve may run script or be framed or cached by a proxy.
SAFE_HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class OuterLayer:
    """ASGI middleware around everything else."""

    def __init__(self, app: ASGIApp, phrases: Phrases) -> None:
        self.app = app
        self.phrases = phrases

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = correlation_id(scope)
        started = False

        async def send_safely(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                headers["X-Correlation-Id"] = request_id
                for name, value in SAFE_HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            await self.app(scope, receive, send_safely)
        except Exception:
            LOG.exception("request %s failed: %s %r", request_id, scope["method"], scope["path"])
            if started:
                raise  # the server closes the connection: a broken answer must not look whole
            problem = ProblemError(500, "internal_error")
            response = problem_response(Request(scope), problem, self.phrases)
            await response(scope, receive, send_safely)
