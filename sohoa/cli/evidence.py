"""`sohoa evidence`: what verdicts rested on, kept beside documents; shown, taken out, removed."""

from pathlib import Path
from typing import Annotated, Final

import typer

from sohoa.cli.console import console_actor
from sohoa.cli.options import AsJson, Data
from sohoa.cli.registers import Register, mount, not_blank
from sohoa.output import Exit
from sohoa.wiring import stores
from storage.errors import StorageError
from storage.evidence import KeptPiece
from workers.evidence import forget, write_bundle

_ABOUT: Final = "Certificates, revocation answers, timestamps and verdicts kept beside documents."

Ref = Annotated[str, typer.Argument(callback=not_blank, help="The document's id or DocCode.")]


def register(app: typer.Typer) -> None:
    """Mount `evidence`."""
    mount(app, "evidence", _ABOUT, {"list": list_, "export": export, "remove": remove})


def list_(
    context: typer.Context,
    ref: Ref,
    data: Data = None,
    as_json: AsJson = False,  # noqa: FBT002 - Typer's way to declare a flag
) -> None:
    """List what is kept of a document."""
    office = Register.of(context, data, as_json=as_json)
    for one in _kept(office, ref):
        record = {
            "document": one.document,
            "version": one.version,
            "file": one.file,
            "kind": one.piece.kind.value,
            "sha256": one.piece.sha256,
            "size": one.piece.size,
            "signature": one.piece.signature,
            "about": one.piece.about,
            "kept_at": one.kept_at,
        }
        office.tell(record, "evidence_line")


def export(
    context: typer.Context,
    ref: Ref,
    out: Annotated[Path, typer.Option("-o", "--out", metavar="OUT.zip", help="Where to.")],
    data: Data = None,
    as_json: AsJson = False,  # noqa: FBT002 - Typer's way to declare a flag
) -> None:
    """Write all that is kept of a document, and an index, to a ZIP file."""
    office = Register.of(context, data, as_json=as_json)
    kept = _kept(office, ref)
    part = out.with_name(f"{out.name}.part")
    try:
        with part.open("wb") as file:
            write_bundle(file, kept, stores.objects(office.settings))
        part.rename(out)
    except (OSError, StorageError) as error:
        part.unlink(missing_ok=True)
        office.printer.warn("evidence_not_written", out=out, error=error)
        raise typer.Exit(Exit.LACKING) from error
    office.tell({"ref": ref, "pieces": len(kept), "out": out}, "evidence_written")


def remove(
    context: typer.Context,
    ref: Ref,
    reason: Annotated[str, typer.Option(callback=not_blank, help="By which right; for the trail.")],
    data: Data = None,
    as_json: AsJson = False,  # noqa: FBT002 - Typer's way to declare a flag
) -> None:
    """Remove what is kept of a document; what lies inside a signed PDF stays."""
    office = Register.of(context, data, as_json=as_json)
    with office.changing("evidence_unknown", ref=ref) as tx:
        count = forget(tx, tx.documents.find(ref, None), reason, console_actor())
    office.tell({"ref": ref, "removed": count}, "evidence_removed")


def _kept(office: Register, ref: str) -> tuple[KeptPiece, ...]:
    """Return what is kept; that somebody looked stands in the trail."""
    with office.changing("evidence_unknown", ref=ref) as tx:
        document = tx.documents.find(ref, None)
        tx.events.record(
            console_actor(),
            "document.viewed",
            document.id,
            dossier=document.dossier,
            form="evidence",
            purpose="console",
        )
        return tx.evidence.of(document.id)
