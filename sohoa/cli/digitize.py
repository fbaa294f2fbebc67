"""`sohoa digitize`: scans to archive PDF and side-car; no server needed."""

import os
import tempfile
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from ingest.recognition.model_folder import ready_model
from sohoa.cli.options import AsJson, PasswordFile, surroundings
from sohoa.clock import utc_now
from sohoa.digitizing import Digitized, DigitizeError, Digitizing, Wanted
from sohoa.output import Exit, Printer
from sohoa.pin import PinError, read_password
from workers.errors import WorkerError
from workers.sandbox import Sandbox
from workers.sandboxed import Sandboxed

_ONE_PAGE: Final = frozenset({".jpg", ".jpeg", ".png", ".webp", ".bmp"})


def register(app: typer.Typer) -> None:
    """Mount `digitize`."""
    app.command("digitize")(digitize)


def digitize(
    context: typer.Context,
    scans: Annotated[
        list[Path], typer.Argument(metavar="SCAN...", help="PDF, TIFF, JPEG, PNG, WebP, HEIC, BMP.")
    ],
    out: Annotated[
        Path | None, typer.Option("-o", "--out", metavar="OUT.pdf", help="One searchable PDF.")
    ] = None,
    split: Annotated[
        Path | None, typer.Option(metavar="DIR", help="DIR/001.pdf... in document order.")
    ] = None,
    sidecar: Annotated[
        Path | None, typer.Option(metavar="OUT.json", help="Text, boxes, documents, fields.")
    ] = None,
    access: Annotated[
        Path | None, typer.Option(metavar="COPY.pdf", help="A small copy, not for the archive.")
    ] = None,
    thorough: Annotated[  # noqa: FBT002 - Typer's way to declare a flag
        bool, typer.Option("--thorough", help="Look more often at what is doubtful; slower.")
    ] = False,
    jobs: Annotated[int | None, typer.Option(min=1, help="Pages read at once.")] = None,
    password_file: PasswordFile = None,
    as_json: AsJson = False,  # noqa: FBT002 - Typer's way to declare a flag
) -> None:
    """Make scans searchable: one PDF, or one PDF a document, and what was read."""
    around = surroundings(context)
    printer = around.printer(as_json=as_json)
    if out is None and split is None and access is None:
        printer.warn("digitize_nothing_wanted")
        raise typer.Exit(Exit.USAGE)
    try:
        password = read_password(password_file)
    except PinError as error:
        printer.warn("password_unreadable", error=error)
        raise typer.Exit(Exit.USAGE) from error
    children = _children(scans, jobs or len(os.sched_getaffinity(0)))
    console = Console(stderr=True)
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
        disable=not console.is_terminal,
        transient=True,
    )
    try:
        spare = tempfile.TemporaryDirectory(prefix="sohoa-model-")
        with spare, Sandbox(children=children) as sandbox, bar:
            model = ready_model(around.cache(), Path(spare.name))
            reader = Sandboxed(sandbox, children=children, model=model, thorough=thorough)
            reader.load_reader()
            pages = bar.add_task(printer.words("digitize_reading"), total=None)

            def tell(done: int, total: int) -> None:
                bar.update(pages, completed=done, total=total)

            work = Digitizing(reader, utc_now(), password)
            wanted = Wanted(out=out, split=split, sidecar=sidecar, access=access)
            done = work.digitize(scans, wanted, tell)
    except DigitizeError as error:
        printer.warn(f"digitize_{error.code}", what=error)
        raise typer.Exit(Exit.USAGE) from error
    except (WorkerError, OSError) as error:
        printer.warn("digitize_failed", error=error)
        raise typer.Exit(Exit.LACKING) from error
    _show(printer, done)
    if done.bad:
        raise typer.Exit(Exit.NEGATIVE)


def _children(scans: list[Path], most: int) -> int:
    """Return how many children can find work: a picture file has one page, others may have more."""
    if all(scan.suffix.lower() in _ONE_PAGE for scan in scans):
        return min(most, len(scans))
    return most


def _show(printer: Printer, done: Digitized) -> None:
    for path, code in done.bad:
        printer.warn("digitize_bad_scan", name=path, problem=printer.words.problem(code))
    for warning in done.warnings:
        if warning.code == "scan_unreadable":
            continue  # told above, with the file's name
        message = printer.words.warning(warning.code, warning.message)
        if warning.page is None:
            printer.warn("digitize_warning", message=message)
        else:
            printer.warn("digitize_page_warning", page=warning.page + 1, message=message)
    reading = done.reading
    record = {
        "pages": len(reading.pages),
        "documents": [
            {"pages": list(one.pages), "type": one.type, "title": one.title}
            for one in reading.documents
        ],
        "written": [str(path) for path in done.written],
        "warnings": [
            {"code": warning.code, "message": warning.message, "page": warning.page}
            for warning in done.warnings
        ],
        "bad": [{"file": str(path), "code": code} for path, code in done.bad],
    }
    printer.record(
        record,
        "digitized",
        pages=len(reading.pages),
        documents=", ".join(f"{one.type} ({len(one.pages)})" for one in reading.documents) or "-",
        written=", ".join(str(path) for path in done.written),
    )
