"""`sohoa sweep`: rings again for what was lost, chains the trail, drains the spool."""

import logging
import signal
import threading

import typer

from sohoa.cli.options import AsJson, Data, surroundings
from sohoa.wiring import workers as wiring


def register(app: typer.Typer) -> None:
    """Mount `sweep`."""
    app.command("sweep")(sweep)


def sweep(
    context: typer.Context,
    data: Data = None,
    as_json: AsJson = False,  # noqa: FBT002 - Typer's way to declare a flag
) -> None:
    """Sweep until SIGTERM or Ctrl-C."""
    around = surroundings(context)
    settings = around.settings(data)
    enough = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: enough.set())
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    around.printer(as_json=as_json).record({"event": "sweep"}, "sweep_begins")
    wiring.sweeper(settings).run(enough)
