"""`sohoa agency`: the tree of agencies."""

from datetime import datetime
from typing import Annotated

import typer

from sohoa.cli.console import console_actor
from sohoa.cli.options import AsJson, Data, surroundings
from sohoa.output import Exit, Printer
from sohoa.wiring import stores
from storage.errors import ConflictError
from storage.people import Agency


def register(app: typer.Typer) -> None:
    """Mount `agency`."""
    group = typer.Typer(no_args_is_help=True, help="The tree of agencies.")
    group.command("add")(add)
    group.command("list")(list_)
    app.add_typer(group, name="agency")


def add(
    context: typer.Context,
    code: Annotated[str, typer.Argument(help="Code by QĐ 20/2020/QĐ-TTg, such as G06.01.")],
    name: Annotated[str, typer.Argument(help="The agency's name.")],
    parent: Annotated[str | None, typer.Option(help="Code of the agency above it.")] = None,
    valid_from: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"])] = None,
    valid_to: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"])] = None,
    successor: Annotated[str | None, typer.Option(help="Who took over from it.")] = None,
    data: Data = None,
    as_json: AsJson = False,  # noqa: FBT002 - Typer's way to declare a flag
) -> None:
    """Add an agency."""
    around = surroundings(context)
    printer = around.printer(as_json=as_json)
    agency = Agency(
        code=code,
        name=name,
        parent=parent,
        valid_from=valid_from.date() if valid_from else None,
        valid_to=valid_to.date() if valid_to else None,
        successor=successor,
    )
    catalogue = stores.catalogue(around.settings(data))
    try:
        with catalogue.transaction() as tx:
            tx.agencies.add(agency, console_actor())
    except ConflictError as error:
        printer.warn("agency_not_added", code=code, error=error)
        raise typer.Exit(Exit.NEGATIVE) from error
    _show(printer, agency)


def list_(
    context: typer.Context,
    data: Data = None,
    as_json: AsJson = False,  # noqa: FBT002 - Typer's way to declare a flag
) -> None:
    """List all agencies."""
    around = surroundings(context)
    printer = around.printer(as_json=as_json)
    with stores.catalogue(around.settings(data)).reading() as tx:
        agencies = tx.agencies.list()
    for agency in agencies:
        _show(printer, agency)


def _show(printer: Printer, agency: Agency) -> None:
    record = {
        "code": agency.code,
        "name": agency.name,
        "parent": agency.parent,
        "valid_from": agency.valid_from,
        "valid_to": agency.valid_to,
        "successor": agency.successor,
    }
    printer.record(record, "agency_line", code=agency.code, name=agency.name)
