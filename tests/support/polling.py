"""Waits for jobs as a client of the API does: by asking again."""

import time
from typing import Any

import httpx

_ENDED = frozenset({"done", "failed", "quarantined"})


def finished(client: httpx.Client, job: str, seconds: float = 120.0) -> dict[str, Any]:
    """Return the job once it is over, well or badly; `client` asks below /api/v1."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        told: dict[str, Any] = client.get(f"/jobs/{job}").json()
        if told["state"] in _ENDED:
            return told
        time.sleep(0.1)
    raise AssertionError(f"job {job} is {told}")
