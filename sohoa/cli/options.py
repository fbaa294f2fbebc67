"""Options that many commands share, so that they read alike everywhere."""

from pathlib import Path
from typing import Annotated

import typer

from sohoa.surroundings import Surroundings

Data = Annotated[
    Path | None,
    typer.Option(
        "--data",
        metavar="DIR",
        help="Data folder of the office (else SOHOA_DATA, else var/office).",
        file_okay=False,
    ),
]
PasswordFile = Annotated[
    Path | None,
    typer.Option("--password-file", metavar="FILE", help="Password of encrypted PDFs."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON Lines on standard output.")]


def surroundings(context: typer.Context) -> Surroundings:
    """Return what `sohoa/__main__.py` found around the command."""
    found = context.find_root().obj
    if not isinstance(found, Surroundings):
        raise typer.Abort
    return found
