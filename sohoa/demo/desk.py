"""One client of the API: what a portal, a scanning station or another agency would run."""

import hashlib
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

import httpx

from sohoa.demo.errors import DemoError

_CALL_SECONDS: Final = 60.0
_POLL_SECONDS: Final = 0.2
_OK_FROM, _OK_TO = 200, 300
_NOT_YET: Final = 404


@dataclass(frozen=True, slots=True, kw_only=True)
class Downloaded:
    """Bytes with the tag they came under."""

    content: bytes
    etag: str

    @property
    def sha256(self) -> str:
        """Return the hash of the bytes."""
        return hashlib.sha256(self.content).hexdigest()


class Desk:
    """Asks the API in the name of one client; any refusal that was not asked for ends the demo."""

    def __init__(self, http: httpx.Client, name: str) -> None:
        self._http = http
        self.name = name

    @classmethod
    def enter(cls, api: str, name: str, client_id: str, client_secret: str) -> Self:
        """Get a token for a client's id and secret."""
        http = httpx.Client(
            base_url=api, timeout=_CALL_SECONDS, trust_env=False, headers={"Accept-Language": "vi"}
        )
        answer = http.post(
            "/oauth/token",
            data={
                "grant_type": "client_credentials",
                "client_id": client_id,
                "client_secret": client_secret,
            },
        )
        token = _checked(answer).json()["access_token"]
        http.headers["Authorization"] = f"Bearer {token}"
        return cls(http, name)

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def get(self, path: str, **query: str | int) -> dict[str, object]:
        """Return the JSON object at a path."""
        return _object(self._http.get(f"/api/v1{path}", params=query))

    def refused(self, path: str, **query: str | int) -> tuple[int, str]:
        """Return status and problem code of a question that should be refused."""
        answer = self._http.get(f"/api/v1{path}", params=query)
        problem = answer.json() if "json" in answer.headers.get("content-type", "") else {}
        return answer.status_code, str(problem.get("code"))

    def tagged(self, path: str) -> tuple[dict[str, object], str]:
        """Return the JSON object at a path, with its entity tag."""
        answer = _checked(self._http.get(f"/api/v1{path}"))
        return _object(answer), answer.headers["ETag"]

    def post(self, path: str, body: Mapping[str, object], *, key: str = "") -> dict[str, object]:
        """Send JSON, under an idempotency key when there is one, and return the JSON answer."""
        headers = {"Idempotency-Key": key} if key else {}
        return _object(self._http.post(f"/api/v1{path}", json=body, headers=headers))

    def patch(self, path: str, body: Mapping[str, object], etag: str) -> dict[str, object]:
        """Change what still has the given tag."""
        headers = {"If-Match": etag}
        return _object(self._http.patch(f"/api/v1{path}", json=body, headers=headers))

    def upload(
        self,
        path: str,
        file: Path,
        fields: Mapping[str, str] | None = None,
        *,
        key: str = "",
        media_type: str = "application/pdf",
    ) -> dict[str, object]:
        """Send a file and return the JSON answer."""
        headers = {"Idempotency-Key": key} if key else {}
        with file.open("rb") as content:
            answer = self._http.post(
                f"/api/v1{path}",
                files={"file": (file.name, content, media_type)},
                data=dict(fields or {}),
                headers=headers,
            )
        return _object(answer)

    def download(self, path: str, **query: str | int) -> Downloaded:
        """Return a file's bytes and tag."""
        answer = _checked(self._http.get(f"/api/v1{path}", params=query))
        return Downloaded(content=answer.content, etag=answer.headers["ETag"].strip('"'))

    def wait_job(
        self, job: str, seconds: float, on_progress: Callable[[int, int], None] | None = None
    ) -> dict[str, object]:
        """Return the job once it is over; raise `DemoError` when it failed or took too long."""
        deadline = time.monotonic() + seconds
        last = (-1, -1)
        while time.monotonic() < deadline:
            state = self.get(f"/jobs/{job}")
            progress = (int(str(state["done"])), int(str(state["total"])))
            if on_progress and progress != last:
                last = progress
                on_progress(*progress)
            if state["state"] == "done":
                return state
            if state["state"] in {"failed", "quarantined"}:
                raise DemoError(f"job {job} ({state['step']}): {state['problem']}")
            time.sleep(_POLL_SECONDS)
        raise DemoError(f"job {job} was not done after {seconds:.0f} s")

    def refused_post(self, path: str, body: Mapping[str, object]) -> int:
        """Return the status of a request that should be refused."""
        return self._http.post(f"/api/v1{path}", json=body).status_code

    def shown(self, ref: str) -> str:
        """Look at a document's first page; return the hash of the bytes that it shows."""
        answer = _checked(self._http.get(f"/api/v1/documents/{ref}/pages/0/image"))
        return str(answer.headers["X-Shown-SHA256"])

    def wait_until(
        self, ref: str, holds: Callable[[dict[str, object]], bool], seconds: float
    ) -> dict[str, object]:
        """Return the document once something holds of it, or after so many seconds."""
        deadline = time.monotonic() + seconds
        while True:
            document = self.get(f"/documents/{ref}")
            if holds(document) or time.monotonic() > deadline:
                return document
            time.sleep(_POLL_SECONDS)

    def wait_verdict(self, ref: str, seconds: float) -> dict[str, object]:
        """Return the verdict on the document's present bytes once there is one."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            answer = self._http.get(f"/api/v1/documents/{ref}/signatures")
            if answer.status_code != _NOT_YET:
                return _object(answer)
            time.sleep(_POLL_SECONDS)
        raise DemoError(f"{ref} was not judged within {seconds:.0f} s")

    def wait_document(self, ref: str, states: frozenset[str], seconds: float) -> dict[str, object]:
        """Return the document once it is in one of the states."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            document = self.get(f"/documents/{ref}")
            if document["state"] in states:
                return document
            time.sleep(_POLL_SECONDS)
        raise DemoError(f"{ref} is {document['state']} after {seconds:.0f} s, not {set(states)}")


def _checked(answer: httpx.Response) -> httpx.Response:
    if not _OK_FROM <= answer.status_code < _OK_TO:
        request = answer.request
        raise DemoError(
            f"{request.method} {request.url.path}: {answer.status_code} {answer.text[:500]}"
        )
    return answer


def _object(answer: httpx.Response) -> dict[str, object]:
    body = _checked(answer).json()
    if not isinstance(body, dict):
        raise DemoError(f"{answer.request.url.path} did not answer with an object")
    return body
