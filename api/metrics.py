"""Numbers about the process, in the Prometheus text format. Labels never hold ids of anybody."""

import time
from collections import Counter, defaultdict
from collections.abc import Mapping
from threading import Lock

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from storage.jobs import JobState


class Metrics:
    """Counts requests by operation, method and status; one for each process."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._requests: Counter[tuple[str, str, int]] = Counter()
        self._seconds: defaultdict[str, float] = defaultdict(float)

    def count(self, operation: str, method: str, status: int, seconds: float) -> None:
        """Remember one answer."""
        with self._lock:
            self._requests[operation, method, status] += 1
            self._seconds[operation] += seconds

    def lines(self) -> list[str]:
        """Return what was counted so far."""
        with self._lock:
            requests, seconds = dict(self._requests), dict(self._seconds)
        return [
            "# TYPE sohoa_http_requests_total counter",
            *(
                f'sohoa_http_requests_total{{operation="{operation}",method="{method}",status="{status}"}}'
                f" {count}"
                for (operation, method, status), count in sorted(requests.items())
            ),
            "# TYPE sohoa_http_request_seconds_total counter",
            *(
                f'sohoa_http_request_seconds_total{{operation="{operation}"}} {spent:.6f}'
                for operation, spent in sorted(seconds.items())
            ),
        ]


class CountRequests:
    """ASGI middleware that feeds `Metrics`, under OpenAPI's operation ids: no path, so no ids."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app = app
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request and count its answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        status = 500
        begun = time.perf_counter()

        async def send_counted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, send_counted)
        finally:
            operation = getattr(scope.get("route"), "name", "none")
            self.metrics.count(operation, scope["method"], status, time.perf_counter() - begun)


def exposition(metrics: Metrics, jobs: Mapping[tuple[str, JobState], int]) -> str:
    """Return all numbers as text."""
    lines = [
        *metrics.lines(),
        "# TYPE sohoa_jobs gauge",
        *(
            f'sohoa_jobs{{step="{step}",state="{state}"}} {count}'
            for (step, state), count in sorted(jobs.items())
        ),
    ]
    return "\n".join(lines) + "\n"
