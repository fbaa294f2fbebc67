"""`sohoa client`: systems that ask the API in their own name."""

from typing import Annotated, Final

import typer

from api.credentials import hash_secret, new_secret
from sohoa.cli.console import console_actor
from sohoa.cli.options import AsJson, Data
from sohoa.cli.registers import Register, mount, not_blank, of_an_office
from sohoa.clock import utc_now
from sohoa.wiring import tokens
from storage.ids import new_id
from storage.people import Client, Role

_ABOUT: Final = "Systems that ask the API in their own name."
# The first token lives long enough to try things out; later ones come from POST /oauth/token.
_FIRST_TOKEN_SECONDS: Final = 24 * 3600


def register(app: typer.Typer) -> None:
    """Mount `client`."""
    mount(app, "client", _ABOUT, {"add": add, "list": list_, "disable": disable})


def add(
    context: typer.Context,
    name: Annotated[
        str,
        typer.Argument(callback=not_blank, help="Its name; for a leader, the signer's name."),
    ],
    role: Annotated[Role, typer.Option(callback=of_an_office, help="What it may do.")],
    agency: Annotated[str, typer.Option(help="Code of the agency it belongs to.")],
    data: Data = None,
    as_json: AsJson = False,  # noqa: FBT002 - Typer's way to declare a flag
) -> None:
    """Add a client; its secret is shown this once and kept as a hash only."""
    clients = Register.of(context, data, as_json=as_json)
    authority = tokens.token_authority(clients.settings)
    secret = new_secret()
    client = Client(id=new_id("cli", utc_now()), name=name, role=Role(role), agency=agency)
    with clients.changing("client_not_added", name=name) as tx:
        tx.people.add_client(client, secret_hash=hash_secret(secret), by=console_actor())
    token = authority.issue(client.id, seconds=_FIRST_TOKEN_SECONDS)
    record = {"client_id": client.id, "client_secret": secret, "token": token}
    clients.tell(record, "client_added")


def list_(
    context: typer.Context,
    data: Data = None,
    as_json: AsJson = False,  # noqa: FBT002 - Typer's way to declare a flag
) -> None:
    """List all clients, without their secrets."""
    clients = Register.of(context, data, as_json=as_json)
    with clients.reading() as tx:
        known = tx.people.list_clients()
    for client in known:
        record = {
            "client_id": client.id,
            "name": client.name,
            "role": client.role,
            "agency": client.agency,
            "disabled": client.disabled,
        }
        clients.tell(record, "client_disabled_line" if client.disabled else "client_line")


def disable(
    context: typer.Context,
    client_id: Annotated[str, typer.Argument(help="The client's id, cli_...")],
    data: Data = None,
    as_json: AsJson = False,  # noqa: FBT002 - Typer's way to declare a flag
) -> None:
    """Shut a client out, at once."""
    clients = Register.of(context, data, as_json=as_json)
    with clients.changing("client_unknown", client_id=client_id) as tx:
        tx.people.disable_client(client_id, console_actor())
    clients.tell({"client_id": client_id, "disabled": True}, "client_disabled")
