"""Fills a fresh catalogue with a few procedures and document types, marked as samples."""

import json
from importlib.resources import files

from storage.procedures import DocumentType, Procedure, RequiredComponent
from storage.transaction import Transaction


def seed(tx: Transaction) -> None:
    """Add the samples to a catalogue that knows no document type yet; else change nothing."""
    if tx.types.list():
        return
    samples = json.loads((files("storage.data") / "samples.json").read_text("utf-8"))
    for row in samples["types"]:
        tx.types.add(
            DocumentType(
                code=row["code"],
                name_vi=row["name_vi"],
                name_en=row["name_en"],
                abbreviation=row["abbreviation"],
                titles=tuple(row.get("titles", ())),
                fields=tuple(row.get("fields", ())),
                validity_days=row.get("validity_days"),
                sensitive=row.get("sensitive", False),
                sample=True,
            )
        )
    for row in samples["procedures"]:
        tx.procedures.add(
            Procedure(
                code=row["code"],
                name=row["name"],
                components=tuple(
                    RequiredComponent(type=code, required=required)
                    for code, required in row["components"]
                ),
                sample=True,
            )
        )
