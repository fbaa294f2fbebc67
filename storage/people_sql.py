"""People and client systems in SQL, with the argon2id hashes of what they prove themselves by."""

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.exc import IntegrityError

from storage.errors import ConflictError, NotFoundError
from storage.events_sql import Events
from storage.people import Actor, Client, Person
from storage.tables_office import clients, people


class People:
    """Who may ask for something. Hashes are given and returned, secrets are never seen here."""

    def __init__(self, connection: Connection, events: Events) -> None:
        self._connection = connection
        self._events = events

    def add_person(self, person: Person, *, password_hash: str, by: Actor) -> None:
        """Keep a person; `ConflictError` when the login is taken or the agency unknown."""
        try:
            with self._connection.begin_nested():
                self._connection.execute(
                    insert(people).values(
                        id=person.id,
                        login=person.login,
                        name=person.name,
                        role=person.role,
                        agency=person.agency,
                        disabled=person.disabled,
                        password_hash=password_hash,
                    )
                )
        except IntegrityError as error:
            raise ConflictError(f"login {person.login}") from error
        self._events.record(by, "person.added", person.id, role=person.role, of=person.agency)

    def add_client(self, client: Client, *, secret_hash: str, by: Actor) -> None:
        """Keep a client system; `ConflictError` when its id is taken or the agency unknown."""
        try:
            with self._connection.begin_nested():
                self._connection.execute(
                    insert(clients).values(
                        id=client.id,
                        name=client.name,
                        role=client.role,
                        agency=client.agency,
                        disabled=client.disabled,
                        secret_hash=secret_hash,
                    )
                )
        except IntegrityError as error:
            raise ConflictError(f"client {client.id}") from error
        self._events.record(by, "client.added", client.id, role=client.role, of=client.agency)

    def find_client(self, client: str) -> tuple[Client, str] | None:
        """Return the client with this id and its secret's hash; disabled ones too."""
        query = select(clients).where(clients.c.id == client)
        row = self._connection.execute(query).mappings().one_or_none()
        if row is None:
            return None
        values = {name: value for name, value in row.items() if name != "secret_hash"}
        return Client(**values), row["secret_hash"]

    def find_login(self, login: str) -> tuple[Person, str] | None:
        """Return the person with this login and the password's hash; disabled ones too."""
        query = select(people).where(people.c.login == login)
        row = self._connection.execute(query).mappings().one_or_none()
        if row is None:
            return None
        values = {name: value for name, value in row.items() if name != "password_hash"}
        return Person(**values), row["password_hash"]

    def load_person(self, person: str) -> Person:
        """Return the person with this id, or raise `NotFoundError`."""
        wanted = [column for column in people.columns if column.name != "password_hash"]
        query = select(*wanted).where(people.c.id == person)
        row = self._connection.execute(query).mappings().one_or_none()
        if row is None:
            raise NotFoundError(person)
        return Person(**row)

    def list_people(self) -> tuple[Person, ...]:
        """Return all people by login."""
        wanted = [column for column in people.columns if column.name != "password_hash"]
        rows = self._connection.execute(select(*wanted).order_by(people.c.login)).mappings()
        return tuple(Person(**row) for row in rows)

    def list_clients(self) -> tuple[Client, ...]:
        """Return all clients by id."""
        wanted = [column for column in clients.columns if column.name != "secret_hash"]
        rows = self._connection.execute(select(*wanted).order_by(clients.c.id)).mappings()
        return tuple(Client(**row) for row in rows)

    def disable_person(self, person: str, by: Actor) -> None:
        """Shut a person out, or raise `NotFoundError`."""
        done = self._connection.execute(
            update(people).where(people.c.id == person).values(disabled=True)
        )
        if done.rowcount == 0:
            raise NotFoundError(person)
        self._events.record(by, "person.disabled", person)

    def disable_client(self, client: str, by: Actor) -> None:
        """Shut a client out, or raise `NotFoundError`."""
        done = self._connection.execute(
            update(clients).where(clients.c.id == client).values(disabled=True)
        )
        if done.rowcount == 0:
            raise NotFoundError(client)
        self._events.record(by, "client.disabled", client)
