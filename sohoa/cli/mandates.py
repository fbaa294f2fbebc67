"""`sohoa mandate`: who may sign for whom (NĐ 30/2020/NĐ-CP art. 13)."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated

import typer

from sohoa.cli.console import console_actor
from sohoa.cli.options import AsJson, Data
from sohoa.cli.registers import Register, mount, not_blank
from sohoa.clock import utc_now
from sohoa.output import Exit
from storage.mandates import Capacity, Mandate
from workers.mandate_register import NewMandate, add_mandate
from workers.refusals import RefusedError

_DAY = ["%Y-%m-%d"]
_PAGE = 1000


def register(app: typer.Typer) -> None:
    """Mount `mandate`."""
    about = "Who may sign for whom, in which capacity, and how long."
    mount(app, "mandate", about, {"add": add, "list": list_, "end": end})


def add(
    context: typer.Context,
    signer: Annotated[
        str,
        typer.Argument(callback=not_blank, help="Holder of the key, as `sohoa key add` has it."),
    ],
    capacity: Annotated[Capacity, typer.Option(help="TM, Q, KT, TL or TUQ; empty: as head.")],
    agency: Annotated[str, typer.Option(callback=not_blank, help="Code of the agency.")],
    principal: Annotated[str, typer.Option(callback=not_blank, help="For whom it is signed.")],
    valid_from: Annotated[datetime, typer.Option("--from", formats=_DAY, help="First day.")],
    valid_to: Annotated[
        datetime | None, typer.Option("--to", formats=_DAY, help="Last day; a TUQ has one.")
    ] = None,
    procedure: Annotated[
        list[str] | None, typer.Option(help="Code of a procedure; none: all of them.")
    ] = None,
    type_: Annotated[
        list[str] | None, typer.Option("--type", help="Kind of document; none: all of them.")
    ] = None,
    document_number: Annotated[str | None, typer.Option(help="Number of its paper.")] = None,
    document_date: Annotated[
        datetime | None, typer.Option(formats=_DAY, help="And its day.")
    ] = None,
    data: Data = None,
    as_json: AsJson = False,  # noqa: FBT002 - Typer's way to declare a flag
) -> None:
    """Write a mandate down. A TUQ needs its paper, a last day, and procedures or kinds."""
    mandates = Register.of(context, data, as_json=as_json)
    new = NewMandate(
        agency=agency,
        signer=signer,
        capacity=capacity,
        principal=principal,
        procedures=tuple(procedure or ()),
        types=tuple(type_ or ()),
        valid_from=valid_from.date(),
        valid_to=valid_to.date() if valid_to else None,
        document_number=document_number,
        document_date=document_date.date() if document_date else None,
    )
    try:
        with mandates.changing("mandate_not_added", signer=signer) as tx:
            given = add_mandate(tx, new, utc_now, console_actor())
    except RefusedError as error:
        why = mandates.printer.words.why(error)
        mandates.printer.warn("mandate_not_added", signer=signer, error=why)
        raise typer.Exit(Exit.NEGATIVE) from error
    mandates.tell(_told(given), "mandate_line")


def list_(
    context: typer.Context,
    signer: Annotated[str | None, typer.Option(help="Only those of this signer.")] = None,
    data: Data = None,
    as_json: AsJson = False,  # noqa: FBT002 - Typer's way to declare a flag
) -> None:
    """List all mandates, ended ones too."""
    mandates = Register.of(context, data, as_json=as_json)
    after: str | None = None
    while True:
        with mandates.reading() as tx:
            page = tx.mandates.list(None, signer=signer, after=after, limit=_PAGE)
        for mandate in page:
            mandates.tell(_told(mandate), "mandate_line")
        if len(page) < _PAGE:
            return
        after = page[-1].id


def end(
    context: typer.Context,
    mandate: Annotated[str, typer.Argument(callback=not_blank, help="Its id, mnd_...")],
    data: Data = None,
    as_json: AsJson = False,  # noqa: FBT002 - Typer's way to declare a flag
) -> None:
    """End a mandate now: nothing more is signed by it."""
    mandates = Register.of(context, data, as_json=as_json)
    with mandates.changing("mandate_not_ended", mandate=mandate) as tx:
        ended = tx.mandates.end(mandate, console_actor())
    mandates.tell(_told(ended), "mandate_line")


def _told(mandate: Mandate) -> dict[str, object]:
    shown = {name: value for name, value in asdict(mandate).items() if name != "ended_by"}
    return {**shown, "until": mandate.ended_at or mandate.valid_to or "-"}
