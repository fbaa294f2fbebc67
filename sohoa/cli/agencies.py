"""`sohoa agency`: the tree of agencies."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated

import typer

from sohoa.cli.console import console_actor
from sohoa.cli.options import AsJson, Data
from sohoa.cli.registers import Register, mount, not_blank
from storage.people import Agency


def register(app: typer.Typer) -> None:
    """Mount `agency`."""
    mount(app, "agency", "The tree of agencies.", {"add": add, "list": list_})


def add(
    context: typer.Context,
    code: Annotated[
        str, typer.Argument(callback=not_blank, help="Code by QĐ 20/2020/QĐ-TTg, such as G06.01.")
    ],
    name: Annotated[str, typer.Argument(callback=not_blank, help="The agency's name.")],
    parent: Annotated[str | None, typer.Option(help="Code of the agency above it.")] = None,
    valid_from: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"])] = None,
    valid_to: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"])] = None,
    successor: Annotated[str | None, typer.Option(help="Who took over from it.")] = None,
    data: Data = None,
    as_json: AsJson = False,  # noqa: FBT002 - Typer's way to declare a flag
) -> None:
    """Add an agency."""
    agencies = Register.of(context, data, as_json=as_json)
    agency = Agency(
        code=code,
        name=name,
        parent=parent,
        valid_from=valid_from.date() if valid_from else None,
        valid_to=valid_to.date() if valid_to else None,
        successor=successor,
    )
    with agencies.changing("agency_not_added", code=code) as tx:
        tx.agencies.add(agency, console_actor())
    agencies.tell(asdict(agency), "agency_line")


def list_(
    context: typer.Context,
    data: Data = None,
    as_json: AsJson = False,  # noqa: FBT002 - Typer's way to declare a flag
) -> None:
    """List all agencies."""
    agencies = Register.of(context, data, as_json=as_json)
    with agencies.reading() as tx:
        known = tx.agencies.list()
    for agency in known:
        agencies.tell(asdict(agency), "agency_line")
