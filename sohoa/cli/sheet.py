"""`sohoa sheet`: prints what is laid on or between papers before they are scanned; no server."""

from pathlib import Path
from typing import Annotated

import typer

from ingest.papers.cover import CoverSheet
from ingest.papers.cover_sheet import write_cover_sheet, write_separator_sheet
from ingest.papers.types import builtin_types
from sohoa.cli.options import AsJson, surroundings
from sohoa.clock import utc_now
from sohoa.output import Exit, Printer
from sohoa.samples.fonts import Style, find_family

Out = Annotated[Path, typer.Option("-o", "--out", metavar="SHEET.pdf", help="Where to write.")]
Font = Annotated[Path | None, typer.Option(help="A TrueType font with Vietnamese letters.")]


def register(app: typer.Typer) -> None:
    """Mount `sheet cover` and `sheet separator`."""
    sheets = typer.Typer(help="In tờ bìa, tờ phân cách. Print cover and separator sheets.")
    sheets.command("cover")(cover)
    sheets.command("separator")(separator)
    app.add_typer(sheets, name="sheet")


def cover(
    context: typer.Context,
    dossier: Annotated[str, typer.Argument(help="The dossier's code.")],
    out: Out,
    parts: Annotated[
        list[str] | None,
        typer.Option("--part", metavar="TYPE[:TITLE]", help="An expected paper; repeat."),
    ] = None,
    font: Font = None,
    as_json: AsJson = False,  # noqa: FBT002 - Typer's way to declare a flag
) -> None:
    """Write a cover sheet: it binds the stack to its dossier and names the papers in it."""
    printer = surroundings(context).printer(as_json=as_json)
    names = {kind.code: kind.name_vi for kind in builtin_types()}
    pairs = [part.partition(":")[::2] for part in parts or ()]
    unknown = [code for code, _ in pairs if code not in names]
    if unknown:
        printer.warn("sheet_type_unknown", code=unknown[0])
        raise typer.Exit(Exit.USAGE)
    try:
        sheet = CoverSheet(
            dossier=dossier, parts=tuple((code, title or names[code]) for code, title in pairs)
        )
    except ValueError as error:
        printer.warn("sheet_refused", error=error)
        raise typer.Exit(Exit.USAGE) from error
    face = _font(printer, font)
    out.parent.mkdir(parents=True, exist_ok=True)
    write_cover_sheet(sheet, out, font=face, created=utc_now())
    printer.record({"written": str(out), "dossier": dossier}, "sheet_written", path=out)


def separator(
    context: typer.Context,
    out: Out,
    following: Annotated[
        str | None, typer.Option("--next", metavar="TYPE", help="The kind of the paper after it.")
    ] = None,
    font: Font = None,
    as_json: AsJson = False,  # noqa: FBT002 - Typer's way to declare a flag
) -> None:
    """Write a separator sheet; it may name the kind of the paper that follows."""
    printer = surroundings(context).printer(as_json=as_json)
    names = {kind.code: kind.name_vi for kind in builtin_types()}
    if following is not None and following not in names:
        printer.warn("sheet_type_unknown", code=following)
        raise typer.Exit(Exit.USAGE)
    face = _font(printer, font)
    out.parent.mkdir(parents=True, exist_ok=True)
    kind = (following, names[following]) if following else None
    write_separator_sheet(out, font=face, created=utc_now(), next_type=kind)
    printer.record({"written": str(out), "next": following}, "sheet_written", path=out)


def _font(printer: Printer, given: Path | None) -> Path:
    """Return the font asked for, else a serif of this machine; end with 3 where there is none."""
    try:
        font = given or find_family().path(Style.REGULAR)
    except FileNotFoundError as error:
        printer.warn("sheet_no_font")
        raise typer.Exit(Exit.LACKING) from error
    if not font.is_file():
        printer.warn("sheet_no_font")
        raise typer.Exit(Exit.LACKING)
    return font
