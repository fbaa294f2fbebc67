"""`sohoa client`: systems that ask the API in their own name."""

from typing import Annotated, Final

import typer

from api.credentials import hash_secret, new_secret
from sohoa.cli.console import console_actor
from sohoa.cli.options import AsJson, Data, surroundings
from sohoa.output import Exit
from sohoa.wiring import stores, tokens
from storage.errors import ConflictError, NotFoundError
from storage.ids import new_id
from storage.people import Client, Role

# The first token lives long enough to try things out; later ones come from POST /oauth/token.
_FIRST_TOKEN_SECONDS: Final = 24 * 3600


def register(app: typer.Typer) -> None:
    """Mount `client`."""
    group = typer.Typer(no_args_is_help=True, help="Systems that ask the API in their own name.")
    group.command("add")(add)
    group.command("list")(list_)
    group.command("disable")(disable)
    app.add_typer(group, name="client")


def add(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Its name; for a leader, the signer's name.")],
    role: Annotated[Role, typer.Option(help="What it may do.")],
    agency: Annotated[str, typer.Option(help="Code of the agency it belongs to.")],
    data: Data = None,
    as_json: AsJson = False,  # noqa: FBT002 - Typer's way to declare a flag
) -> None:
    """Add a client; its secret is shown this once and kept as a hash only."""
    if role is Role.SYSTEM:
        raise typer.BadParameter("the role system is the workers' own", param_hint="--role")
    around = surroundings(context)
    settings = around.settings(data)
    printer = around.printer(as_json=as_json)
    authority = tokens.token_authority(settings)
    secret = new_secret()
    client = Client(id=new_id("cli", stores.utc_now()), name=name, role=Role(role), agency=agency)
    try:
        with stores.catalogue(settings).transaction() as tx:
            tx.people.add_client(client, secret_hash=hash_secret(secret), by=console_actor())
    except ConflictError as error:
        printer.warn("client_not_added", name=name, error=error)
        raise typer.Exit(Exit.NEGATIVE) from error
    token = authority.issue(client.id, seconds=_FIRST_TOKEN_SECONDS)
    printer.record(
        {"client_id": client.id, "client_secret": secret, "token": token},
        "client_added",
        id=client.id,
        secret=secret,
        token=token,
    )


def list_(
    context: typer.Context,
    data: Data = None,
    as_json: AsJson = False,  # noqa: FBT002 - Typer's way to declare a flag
) -> None:
    """List all clients, without their secrets."""
    around = surroundings(context)
    printer = around.printer(as_json=as_json)
    with stores.catalogue(around.settings(data)).reading() as tx:
        clients = tx.people.list_clients()
    for client in clients:
        record = {
            "client_id": client.id,
            "name": client.name,
            "role": client.role,
            "agency": client.agency,
            "disabled": client.disabled,
        }
        printer.record(
            record,
            "client_disabled_line" if client.disabled else "client_line",
            id=client.id,
            name=client.name,
            role=client.role,
            agency=client.agency,
        )


def disable(
    context: typer.Context,
    client_id: Annotated[str, typer.Argument(help="The client's id, cli_...")],
    data: Data = None,
    as_json: AsJson = False,  # noqa: FBT002 - Typer's way to declare a flag
) -> None:
    """Shut a client out, at once."""
    around = surroundings(context)
    printer = around.printer(as_json=as_json)
    try:
        with stores.catalogue(around.settings(data)).transaction() as tx:
            tx.people.disable_client(client_id, console_actor())
    except NotFoundError as error:
        printer.warn("client_unknown", id=client_id)
        raise typer.Exit(Exit.NEGATIVE) from error
    printer.record({"client_id": client_id, "disabled": True}, "client_disabled", id=client_id)
