"""`sohoa user`: people who sign in. Passwords come from a prompt or a file, never an argument."""

from pathlib import Path
from typing import Annotated, Final

import typer

from api.credentials import MAX_SECRET, hash_secret
from sohoa.cli.console import console_actor
from sohoa.cli.options import AsJson, Data, surroundings
from sohoa.output import Exit
from sohoa.wiring import stores
from storage.errors import ConflictError
from storage.ids import new_id
from storage.people import Person, Role

_SHORTEST: Final = 12  # characters; NIST SP 800-63B asks for length, not for kinds of characters


def register(app: typer.Typer) -> None:
    """Mount `user`."""
    group = typer.Typer(no_args_is_help=True, help="People who sign in.")
    group.command("add")(add)
    group.command("list")(list_)
    group.command("disable")(disable)
    app.add_typer(group, name="user")


def add(
    context: typer.Context,
    login: Annotated[str, typer.Argument(help="What they sign in with.")],
    role: Annotated[Role, typer.Option(help="What they may do.")],
    agency: Annotated[str, typer.Option(help="Code of the agency they belong to.")],
    name: Annotated[str | None, typer.Option(help="Their full name.")] = None,
    password_file: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="Else you are asked.")
    ] = None,
    data: Data = None,
    as_json: AsJson = False,  # noqa: FBT002 - Typer's way to declare a flag
) -> None:
    """Add a person."""
    if role is Role.SYSTEM:
        raise typer.BadParameter("the role system is the workers' own", param_hint="--role")
    around = surroundings(context)
    printer = around.printer(as_json=as_json)
    password = _password(password_file)
    if not _SHORTEST <= len(password) <= MAX_SECRET:
        printer.warn("password_length", shortest=_SHORTEST, longest=MAX_SECRET)
        raise typer.Exit(Exit.USAGE)
    person = Person(
        id=new_id("usr", stores.utc_now()),
        login=login,
        name=name or login,
        role=Role(role),
        agency=agency,
    )
    try:
        with stores.catalogue(around.settings(data)).transaction() as tx:
            tx.people.add_person(person, password_hash=hash_secret(password), by=console_actor())
    except ConflictError as error:
        printer.warn("user_not_added", login=login, error=error)
        raise typer.Exit(Exit.NEGATIVE) from error
    printer.record({"id": person.id, "login": login}, "user_added", id=person.id, login=login)


def list_(
    context: typer.Context,
    data: Data = None,
    as_json: AsJson = False,  # noqa: FBT002 - Typer's way to declare a flag
) -> None:
    """List all people."""
    around = surroundings(context)
    printer = around.printer(as_json=as_json)
    with stores.catalogue(around.settings(data)).reading() as tx:
        people = tx.people.list_people()
    for person in people:
        record = {
            "id": person.id,
            "login": person.login,
            "name": person.name,
            "role": person.role,
            "agency": person.agency,
            "disabled": person.disabled,
        }
        printer.record(
            record,
            "user_disabled_line" if person.disabled else "user_line",
            login=person.login,
            name=person.name,
            role=person.role,
            agency=person.agency,
        )


def disable(
    context: typer.Context,
    login: Annotated[str, typer.Argument(help="What they sign in with.")],
    data: Data = None,
    as_json: AsJson = False,  # noqa: FBT002 - Typer's way to declare a flag
) -> None:
    """Shut a person out, at once."""
    around = surroundings(context)
    printer = around.printer(as_json=as_json)
    with stores.catalogue(around.settings(data)).transaction() as tx:
        found = tx.people.find_login(login)
        if found is not None:
            tx.people.disable_person(found[0].id, console_actor())
    if found is None:
        printer.warn("user_unknown", login=login)
        raise typer.Exit(Exit.NEGATIVE)
    printer.record({"login": login, "disabled": True}, "user_disabled", login=login)


def _password(file: Path | None) -> str:
    if file is not None:
        return file.read_text(encoding="utf-8").rstrip("\r\n")
    asked: str = typer.prompt("Mật khẩu / Password", hide_input=True, confirmation_prompt=True)
    return asked
