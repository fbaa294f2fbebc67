"""`sohoa audit verify`: checks the trail with code that shares nothing with its writer."""

from typing import Annotated

import typer

from sohoa.cli.options import AsJson, Data, surroundings
from sohoa.output import Exit
from storage.audit_verify import verify_url


def register(app: typer.Typer) -> None:
    """Mount `audit`."""
    group = typer.Typer(no_args_is_help=True, help="The trail of everything that was done.")
    group.callback()(_group)
    group.command("verify")(verify)
    app.add_typer(group, name="audit")


def _group() -> None:
    """Make Typer keep `verify` a command of a group."""


def verify(
    context: typer.Context,
    head: Annotated[
        list[str] | None,
        typer.Option(
            metavar="SEQ:HASH",
            help="A head noted down earlier, elsewhere: shows a trail cut off or written anew.",
        ),
    ] = None,
    data: Data = None,
    as_json: AsJson = False,  # noqa: FBT002 - Typer's way to declare a flag
) -> None:
    """Check every entry's hash, their order, and the head."""
    around = surroundings(context)
    printer = around.printer(as_json=as_json)
    noted = [_head(text) for text in head or ()]
    report = verify_url(around.settings(data).catalogue_url, noted)
    record = {
        "sound": report.sound,
        "entries": report.entries,
        "waiting": report.waiting,
        "head": report.head,
        "faults": [
            {"code": fault.code, "seq": fault.seq, "message": fault.message}
            for fault in report.faults
        ],
    }
    printer.record(
        record,
        "audit_sound" if report.sound else "audit_broken",
        entries=report.entries,
        head=report.head,
        faults=len(report.faults),
    )
    for fault in report.faults:
        printer.line(f"  {fault.seq if fault.seq is not None else '-':>8}  {fault.message}")
    if not report.sound:
        raise typer.Exit(Exit.NEGATIVE)


def _head(text: str) -> tuple[int, str]:
    seq, _, value = text.partition(":")
    if not seq.isdecimal() or not value:
        raise typer.BadParameter("SEQ:HASH, as printed by this command", param_hint="--head")
    return int(seq), value
