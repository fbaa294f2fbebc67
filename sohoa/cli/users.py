"""`sohoa user`: people who sign in. Passwords come from a prompt or a file, never an argument."""

import sys
from pathlib import Path
from typing import Annotated, Final

import typer

from api.credentials import MAX_SECRET, hash_secret
from sohoa.cli.console import console_actor
from sohoa.cli.options import AsJson, Data
from sohoa.cli.registers import Register, mount, not_blank, of_an_office
from sohoa.clock import utc_now
from sohoa.pin import PinError, read_password
from storage.errors import NotFoundError
from storage.ids import new_id
from storage.people import Person, Role

_SHORTEST: Final = 12  # characters; NIST SP 800-63B asks for length, not for kinds of characters


def register(app: typer.Typer) -> None:
    """Mount `user`."""
    mount(app, "user", "People who sign in.", {"add": add, "list": list_, "disable": disable})


def add(
    context: typer.Context,
    login: Annotated[str, typer.Argument(callback=not_blank, help="What they sign in with.")],
    role: Annotated[Role, typer.Option(callback=of_an_office, help="What they may do.")],
    agency: Annotated[str, typer.Option(help="Code of the agency they belong to.")],
    name: Annotated[str | None, typer.Option(help="Their full name.")] = None,
    password_file: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Else you are asked.")
    ] = None,
    data: Data = None,
    as_json: AsJson = False,  # noqa: FBT002 - Typer's way to declare a flag
) -> None:
    """Add a person."""
    users = Register.of(context, data, as_json=as_json)
    try:
        password = _password(password_file)
    except PinError as error:
        raise users.refuse("password_unreadable", error=error) from error
    if not _SHORTEST <= len(password) <= MAX_SECRET:
        raise users.refuse("password_length", shortest=_SHORTEST, longest=MAX_SECRET)
    person = Person(
        id=new_id("usr", utc_now()),
        login=login,
        name=name or login,
        role=Role(role),
        agency=agency,
    )
    with users.changing("user_not_added", login=login) as tx:
        tx.people.add_person(person, password_hash=hash_secret(password), by=console_actor())
    users.tell({"id": person.id, "login": login}, "user_added")


def list_(
    context: typer.Context,
    data: Data = None,
    as_json: AsJson = False,  # noqa: FBT002 - Typer's way to declare a flag
) -> None:
    """List all people."""
    users = Register.of(context, data, as_json=as_json)
    with users.reading() as tx:
        known = tx.people.list_people()
    for person in known:
        record = {
            "id": person.id,
            "login": person.login,
            "name": person.name,
            "role": person.role,
            "agency": person.agency,
            "disabled": person.disabled,
        }
        users.tell(record, "user_disabled_line" if person.disabled else "user_line")


def disable(
    context: typer.Context,
    login: Annotated[str, typer.Argument(help="What they sign in with.")],
    data: Data = None,
    as_json: AsJson = False,  # noqa: FBT002 - Typer's way to declare a flag
) -> None:
    """Shut a person out, at once."""
    users = Register.of(context, data, as_json=as_json)
    with users.changing("user_unknown", login=login) as tx:
        found = tx.people.find_login(login)
        if found is None:
            raise NotFoundError(login)
        tx.people.disable_person(found[0].id, console_actor())
    users.tell({"login": login, "disabled": True}, "user_disabled")


def _password(file: Path | None) -> str:
    """Read it from the file, else ask, on standard error; raise `PinError` where nobody can be."""
    given = read_password(file)
    if given is not None:
        return given
    if not sys.stdin.isatty():
        raise PinError("name a file with --password-file, or type it at a terminal")
    asked: str = typer.prompt(
        "Mật khẩu / Password", hide_input=True, confirmation_prompt=True, err=True
    )
    return asked
