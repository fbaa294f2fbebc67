"""`Idempotency-Key`: a request sent twice takes effect once and is answered twice.

After draft-ietf-httpapi-idempotency-key-header-07: the same key with the same payload gives the
first answer again, with another payload 422, while the first is still being answered 409. Keys
belong to one client. A refused request leaves no trace, so it may be mended and sent again.
"""

import hashlib
import json
import logging
import re
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Annotated, Final

from fastapi import Depends, Header, Response
from starlette.requests import Request

from api.access import Asker, OfficeOf
from api.problems import ProblemError
from storage.catalogue import Catalogue
from storage.errors import UnavailableError
from storage.idempotency import StoredResponse

_log = logging.getLogger(__name__)

_RENEW_SECONDS: Final = 3.0
_KEY: Final = re.compile(r"[\x21-\x7e]{1,255}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a request is answered with. `body` is plain JSON."""

    status: int
    body: object
    headers: Mapping[str, str] = field(default_factory=dict)

    def encoded(self) -> bytes:
        """Return the body's bytes."""
        return json.dumps(self.body, ensure_ascii=False, separators=(",", ":")).encode()


class Once:
    """Runs an act once for a client's key."""

    def __init__(self, catalogue: Catalogue, *, client: str, key: str | None, route: str) -> None:
        self._catalogue = catalogue
        self._client = client
        self._key = key
        self._route = route

    def run(self, payload: Callable[[], str], act: Callable[[], Answer]) -> Response:
        """Return the answer of the act, or the one it had the first time.

        `payload` says what the request asks for; together with the route that is what has to be
        the same. An error of the act is passed on and gives the key free.
        """
        if self._key is None:
            answer = act()
            return _response(answer.status, answer.headers, answer.encoded())
        key, client = self._key, self._client
        fingerprint = hashlib.sha256(f"{self._route}\n{payload()}".encode()).hexdigest()
        with self._catalogue.transaction() as tx:
            known = tx.idempotency.begin(client, key, fingerprint)
        if known is not None:
            again = {**known.headers, "Idempotency-Replayed": "true"}
            return _response(known.status, again, known.body)
        with ExitStack() as undo:
            undo.callback(self._abandon, client, key)
            with self._renewed(client, key):
                answer = act()
            undo.pop_all()
        body = answer.encoded()
        with self._catalogue.transaction() as tx:
            stored = StoredResponse(status=answer.status, headers=answer.headers, body=body)
            tx.idempotency.finish(client, key, stored)
        return _response(answer.status, answer.headers, body)

    @contextmanager
    def _renewed(self, client: str, key: str) -> Iterator[None]:
        """Keep the key ours while the act takes its time: one whose process died is free soon."""
        over = threading.Event()

        def renew() -> None:
            while not over.wait(_RENEW_SECONDS):
                try:
                    with self._catalogue.transaction() as tx:
                        tx.idempotency.renew(client, key)
                except UnavailableError as error:
                    _log.warning("idempotency key not renewed: %s", error)

        renewing = threading.Thread(target=renew, name="idempotency", daemon=True)
        renewing.start()
        try:
            yield
        finally:
            over.set()
            renewing.join()

    def _abandon(self, client: str, key: str) -> None:
        with self._catalogue.transaction() as tx:
            tx.idempotency.abandon(client, key)


def _response(status: int, headers: Mapping[str, str], body: bytes) -> Response:
    return Response(body, status, dict(headers), media_type="application/json")


def once(
    request: Request,
    office: OfficeOf,
    actor: Asker,
    key: Annotated[
        str | None,
        Header(
            alias="Idempotency-Key",
            description="Any printable text that names this act; the same act may be sent again "
            "under it without taking effect twice. Kept for 24 hours.",
            examples=["5b0c6a0e-5d1a-4f6b-9a43-0d3f5f0a9a11"],
        ),
    ] = None,
) -> Once:
    """Return the guard of one request."""
    if key is not None and not _KEY.fullmatch(key):
        raise ProblemError(400, "invalid_idempotency_key")
    route = f"{request.method} {request.url.path}"
    return Once(office.catalogue, client=actor.id, key=key, route=route)


OnceOf = Annotated[Once, Depends(once)]
