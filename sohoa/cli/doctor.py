"""`sohoa doctor`: is everything there, is it right, and what to do if not."""

from types import MappingProxyType
from typing import Final

import typer

from sohoa.cli.options import AsJson, Data, surroundings
from sohoa.doctor.finding import Finding, Health
from sohoa.doctor.machine import check_machine
from sohoa.doctor.office import check_cage, check_office
from sohoa.output import Exit, Printer
from sohoa.stack.folder import OfficeFolder

_MARKS: Final = MappingProxyType(
    {Health.OK: "✓", Health.WARNING: "!", Health.MISSING: "✗", Health.NOT_RUN: "·"}
)


def register(app: typer.Typer) -> None:
    """Mount `doctor`."""
    app.command("doctor")(doctor)


def doctor(
    context: typer.Context,
    data: Data = None,
    as_json: AsJson = False,  # noqa: FBT002 - Typer's way to declare a flag
) -> None:
    """Check every outside thing and say how to mend it."""
    around = surroundings(context)
    printer = around.printer(as_json=as_json)
    settings = around.settings(data)
    started = bool(OfficeFolder(settings.data).ports()) or "SOHOA_S3_URL" in around.env
    findings = (
        *check_machine(settings.data, settings.font),
        check_cage(),
        *check_office(settings, started=started),
    )
    for finding in findings:
        _show(printer, finding)
    if any(finding.health is Health.MISSING for finding in findings):
        raise typer.Exit(Exit.LACKING)


def _show(printer: Printer, finding: Finding) -> None:
    advice = printer.words(finding.advice) if finding.advice else None
    record = {
        "thing": finding.thing,
        "health": finding.health,
        "found": finding.found,
        "advice": advice,
    }
    printer.record(
        record,
        "doctor_advice" if advice else "doctor_line",
        mark=_MARKS[finding.health],
        thing=printer.words(f"thing_{finding.thing}"),
        found=finding.found,
        advice=advice,
    )
