"""`sohoa migrate`: brings the catalogue up to date; makes the keys of our own processes."""

import typer

from sohoa.cli.options import AsJson, Data, surroundings
from sohoa.stack.secret_files import keep_receipt_key, keep_token_key
from sohoa.wiring import stores
from sohoa.wiring.proofs import keep_proving_keys


def register(app: typer.Typer) -> None:
    """Mount `migrate`."""
    app.command("migrate")(migrate)


def migrate(
    context: typer.Context,
    data: Data = None,
    as_json: AsJson = False,  # noqa: FBT002 - Typer's way to declare a flag
) -> None:
    """Bring the catalogue up to date; make the keys of our own processes where they are missing."""
    around = surroundings(context)
    settings = around.settings(data)
    settings.data.mkdir(parents=True, exist_ok=True)
    keep_token_key(settings.token_key_file)
    keep_receipt_key(settings.receipt_key_file)
    keep_proving_keys(settings)
    catalogue = stores.catalogue(settings)
    before = catalogue.schema_version()
    catalogue.migrate()
    after = catalogue.schema_version()
    around.printer(as_json=as_json).record(
        {"before": before, "after": after},
        "migrated" if before != after else "migrated_already",
        after=after,
    )
