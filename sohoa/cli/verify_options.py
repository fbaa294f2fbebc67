"""What `sohoa verify` may be asked to write besides its answer."""

from pathlib import Path
from typing import Annotated

import typer

from signing.policy import Policy
from sohoa.reporting import policy_text


def _show_policy(asked: bool) -> None:  # noqa: FBT001 - Typer's way
    if asked:
        typer.echo(policy_text(Policy()), nl=False)
        raise typer.Exit


Report = Annotated[
    Path | None,
    typer.Option(metavar="OUT", help="Write a report on one file: .html, .pdf or .xml (ETSI)."),
]
Language = Annotated[
    str | None, typer.Option(metavar="vi|en", help="The report's language; else yours.")
]
Evidence = Annotated[
    Path | None,
    typer.Option(metavar="DIR", help="Write certificates, CRLs, OCSP answers and tokens there."),
]
ShowPolicy = Annotated[
    bool,
    typer.Option(
        "--show-policy", is_eager=True, callback=_show_policy, help="Print the policy as JSON."
    ),
]
