"""`sohoa worker`: does the steps of one or more queues, until SIGTERM."""

import logging
from typing import Annotated

import typer

from signing.errors import SigningError
from sohoa.cli.options import AsJson, Data, surroundings
from sohoa.output import Exit, Printer
from sohoa.seal_key import publish_seal_key
from sohoa.settings import Settings
from sohoa.wiring import workers as wiring
from workers.errors import QueueUnsafeError
from workers.steps import QueueName
from workers.worker_rq import run_worker


def register(app: typer.Typer) -> None:
    """Mount `worker`."""
    app.command("worker")(worker)


def worker(
    context: typer.Context,
    queue: Annotated[
        list[QueueName] | None,
        typer.Option(help="Which to serve, in this order; all but `sign` when none is given."),
    ] = None,
    data: Data = None,
    as_json: AsJson = False,  # noqa: FBT002 - Typer's way to declare a flag
) -> None:
    """Do the work that queues ring for. A process that serves `sign` should serve nothing else."""
    around = surroundings(context)
    settings = around.settings(data)
    printer = around.printer(as_json=as_json)
    queues = tuple(queue or (QueueName.DIGITIZE, QueueName.VERIFY))
    if QueueName.SIGN in queues and len(queues) > 1:
        # Law 8: the process that holds keys never opens a paper from outside.
        printer.warn("worker_sign_alone")
        raise typer.Exit(Exit.USAGE)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    printer.record({"event": "worker", "queues": queues}, "worker_begins", queues=", ".join(queues))
    if QueueName.SIGN in queues:
        _publish_seal_key(settings, printer)
    try:
        run_worker(settings.queue_url, queues, wiring.make_runner(settings, queues))
    except QueueUnsafeError as error:
        printer.warn("queue_unsafe", error=error)
        raise typer.Exit(Exit.LACKING) from error


def _publish_seal_key(settings: Settings, printer: Printer) -> None:
    """Lay the key to seal PINs to where the API finds it; without it PINs are kept in files."""
    try:
        publish_seal_key(settings.keys, settings.public_keys)
    except (SigningError, OSError) as error:
        printer.warn("seal_key_not_published", error=error)
