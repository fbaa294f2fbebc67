"""`sohoa fsck`: does the object store hold what the catalogue says it keeps? Changes nothing."""

import re
from typing import Annotated, Final

import typer

from sohoa.cli.options import AsJson, Data, surroundings
from sohoa.output import Exit
from sohoa.store_first import StoreFirst
from sohoa.wiring import stores
from storage.fsck import Subset, check

_SUBSET: Final = re.compile(r"([1-9]\d{0,5})/([1-9]\d{0,5})")


def register(app: typer.Typer) -> None:
    """Mount `fsck`."""
    app.command("fsck")(fsck)


def fsck(
    context: typer.Context,
    read_data: Annotated[  # noqa: FBT002 - Typer's way to declare a flag
        bool, typer.Option("--read-data", help="Read every object and check its digest.")
    ] = False,
    subset: Annotated[
        str | None, typer.Option(metavar="I/N", help="Read only the I-th of N parts: 1/30.")
    ] = None,
    data: Data = None,
    as_json: AsJson = False,  # noqa: FBT002 - Typer's way to declare a flag
) -> None:
    """Compare the catalogue with the object store; exit 1 when something is missing or spoiled."""
    around = surroundings(context)
    printer = around.printer(as_json=as_json)
    part = _part(subset) if subset else Subset()
    settings = around.settings(data)
    store = stores.s3_objects(settings)
    findings = check(
        stores.catalogue(settings),
        StoreFirst(store, stores.objects(settings)),
        store.list(),
        read_data=part if read_data or subset else None,
    )
    faults = others = 0
    for found in findings:
        faults += not found.harmless
        others += found.harmless
        record = {
            "code": found.code,
            "key": found.key,
            "named_by": list(found.named_by),
            "message": found.message,
        }
        printer.record(record, "fsck_line", code=found.code, key=found.key, message=found.message)
    printer.say("fsck_clean" if not faults else "fsck_faults", faults=faults, others=others)
    if faults:
        raise typer.Exit(Exit.NEGATIVE)


def _part(text: str) -> Subset:
    match = _SUBSET.fullmatch(text)
    if match is None or int(match[1]) > int(match[2]):
        raise typer.BadParameter("I/N with I from 1 to N, such as 1/30", param_hint="--subset")
    return Subset(part=int(match[1]), parts=int(match[2]))
