"""Fills a fresh catalogue with sample procedures and the document types that reading knows.

All are marked as samples: an office replaces them by its own.
"""

import json
from importlib.resources import files

from ingest.papers.types import builtin_types
from storage.procedures import DocumentType, Procedure, RequiredComponent
from storage.transaction import Transaction


def seed(tx: Transaction) -> None:
    """Add the samples to a catalogue that knows no document type yet; else change nothing."""
    if tx.types.list():
        return
    for kind in builtin_types():
        tx.types.add(
            DocumentType(
                code=kind.code,
                name_vi=kind.name_vi,
                name_en=kind.name_en,
                abbreviation=kind.abbreviation,
                titles=kind.titles,
                fields=kind.fields,
                validity_days=kind.validity_days,
                sensitive=kind.sensitive,
                sample=True,
            )
        )
    text = files("storage.data").joinpath("procedures.json").read_text("utf-8")
    for row in json.loads(text):
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
