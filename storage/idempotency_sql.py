"""Idempotency keys in SQL: the first request does the work, the others get its answer."""

from datetime import timedelta
from typing import Final

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from storage.clock import Clock
from storage.idempotency import InProgressError, OtherPayloadError, StoredResponse
from storage.tables_office import idempotency

ABANDONED_AFTER: Final = timedelta(seconds=15)  # a key not renewed for so long has died


class Idempotency:
    """Keys by client. A key is begun in a transaction of its own, before the work."""

    def __init__(self, connection: Connection, clock: Clock) -> None:
        self._connection = connection
        self._clock = clock

    def begin(self, client: str, key: str, fingerprint: str) -> StoredResponse | None:
        """Return None when the work is ours to do, else the answer that was given before.

        Raises `InProgressError` while the first request is being answered (one that was not
        renewed for 15 seconds has died: the work is ours), `OtherPayloadError` when the key was
        used for a request with another fingerprint.
        """
        now = self._clock()
        try:
            with self._connection.begin_nested():
                self._connection.execute(
                    insert(idempotency).values(
                        client=client, key=key, fingerprint=fingerprint, begun_at=now
                    )
                )
        except IntegrityError:
            pass
        else:
            return None
        at = (idempotency.c.client == client, idempotency.c.key == key)
        query = select(idempotency).where(*at).with_for_update()
        first = self._connection.execute(query).one_or_none()
        if first is None:  # abandoned between the two statements
            raise InProgressError(key)
        if first.fingerprint != fingerprint:
            raise OtherPayloadError(key)
        if first.status is not None:
            return StoredResponse(status=first.status, headers=dict(first.headers), body=first.body)
        if first.begun_at > now - ABANDONED_AFTER:
            raise InProgressError(key)
        self._connection.execute(update(idempotency).where(*at).values(begun_at=now))
        return None

    def renew(self, client: str, key: str) -> None:
        """Say that the first request is still being answered; every few seconds."""
        self._connection.execute(
            update(idempotency)
            .where(
                idempotency.c.client == client,
                idempotency.c.key == key,
                idempotency.c.status.is_(None),
            )
            .values(begun_at=self._clock())
        )

    def finish(self, client: str, key: str, response: StoredResponse) -> None:
        """Keep the answer; call it in the transaction of the work where that is possible."""
        self._connection.execute(
            update(idempotency)
            .where(idempotency.c.client == client, idempotency.c.key == key)
            .values(status=response.status, headers=dict(response.headers), body=response.body)
        )

    def abandon(self, client: str, key: str) -> None:
        """Forget an unanswered key: the work failed in a way that trying again may mend."""
        self._connection.execute(
            delete(idempotency).where(
                idempotency.c.client == client,
                idempotency.c.key == key,
                idempotency.c.status.is_(None),
            )
        )

    def forget(self, older_than: timedelta) -> int:
        """Drop keys begun longer ago than that; return how many."""
        gone = self._connection.execute(
            delete(idempotency).where(idempotency.c.begun_at < self._clock() - older_than)
        )
        return gone.rowcount
