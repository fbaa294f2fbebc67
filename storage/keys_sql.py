"""Signing keys in SQL: their names and certificates, never the keys."""

from sqlalchemy import Connection, insert, select
from sqlalchemy.exc import IntegrityError

from storage.errors import ConflictError, NotFoundError
from storage.events_sql import Events
from storage.people import Actor
from storage.tables_work import signing_keys
from storage.tasks import KeyRecord


class Keys:
    """What a keyless process may know of signing keys."""

    def __init__(self, connection: Connection, events: Events) -> None:
        self._connection = connection
        self._events = events

    def add(self, key: KeyRecord, by: Actor) -> None:
        """Keep a key's public half; `ConflictError` for a known name or an unknown agency."""
        try:
            with self._connection.begin_nested():
                self._connection.execute(
                    insert(signing_keys).values(
                        name=key.name,
                        agency=key.agency,
                        holder=key.holder,
                        profile=key.profile,
                        certificate=key.certificate,
                        chain=key.chain,
                        kept=key.kept,
                        image=key.image,
                    )
                )
        except IntegrityError as error:
            raise ConflictError(f"key {key.name}") from error
        self._events.record(by, "key.added", key.name, holder=key.holder, profile=key.profile)

    def load(self, name: str) -> KeyRecord:
        """Return the key with this name, or raise `NotFoundError`."""
        query = select(signing_keys).where(signing_keys.c.name == name)
        row = self._connection.execute(query).mappings().one_or_none()
        if row is None:
            raise NotFoundError(f"key {name}")
        return KeyRecord(**row)

    def list(self) -> tuple[KeyRecord, ...]:
        """Return all keys by name."""
        query = select(signing_keys).order_by(signing_keys.c.name)
        return tuple(KeyRecord(**row) for row in self._connection.execute(query).mappings())

    def for_holder(self, holder: str, profile: str, *, agency: str) -> KeyRecord:
        """Return the key that a holder has in an agency for a signature profile.

        Of several, the first by name. A holder may be a mere name, and namesakes work elsewhere.
        Raises `NotFoundError`.
        """
        query = (
            select(signing_keys)
            .where(
                signing_keys.c.holder == holder,
                signing_keys.c.profile == profile,
                signing_keys.c.agency == agency,
            )
            .order_by(signing_keys.c.name)
            .limit(1)
        )
        row = self._connection.execute(query).mappings().one_or_none()
        if row is None:
            raise NotFoundError(f"no {profile} key of {holder} in {agency}")
        return KeyRecord(**row)
