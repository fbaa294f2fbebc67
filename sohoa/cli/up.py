"""`sohoa up`: the embedded stack, until Ctrl-C."""

import signal
import threading
import time
from typing import Annotated

import typer

from sohoa.cli.options import AsJson, Data, surroundings
from sohoa.output import Printer
from sohoa.stack.embedded import EmbeddedStack, Wish
from sohoa.stack.supervisor import Died, Restarted


def register(app: typer.Typer) -> None:
    """Mount `up`."""
    app.command("up")(up)


def up(
    context: typer.Context,
    data: Data = None,
    port: Annotated[
        int | None, typer.Option(min=1, max=65535, help="Port of the API; busy: exit 3.")
    ] = None,
    workers: Annotated[int | None, typer.Option(min=1, help="Digitize workers.")] = None,
    as_json: AsJson = False,  # noqa: FBT002 - Typer's way to declare a flag
) -> None:
    """Start object store, queue, API, workers and sweeper on this machine; stop with Ctrl-C."""
    around = surroundings(context)
    printer = around.printer(as_json=as_json)
    wish = Wish(data=around.data(data), port=port, workers=workers)
    enough = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: enough.set())
    began = time.monotonic()
    stack = EmbeddedStack(wish, around.env, lambda event: _tell(printer, event))
    stack.folder.prepare()
    with stack.folder.held(), stack:
        settings = stack.start_stores()
        printer.record({"event": "stores-ready"}, "up_stores", seconds=time.monotonic() - began)
        stack.start_parts(settings)
        url = stack.folder.api_url()
        printer.record(
            {"event": "ready", "api": url, "data": str(wish.data), "pids": stack.pids()},
            "up_ready",
            api=url,
            data=wish.data,
            seconds=time.monotonic() - began,
        )
        stack.watch(enough)
        printer.record({"event": "stopping"}, "up_stopping")
    printer.record({"event": "stopped"}, "up_stopped")


def _tell(printer: Printer, event: Died | Restarted) -> None:
    match event:
        case Died(name=name, status=status, pause=pause):
            record = {"event": "died", "name": name, "status": status, "pause": pause}
            printer.record(record, "up_died", name=name, status=status, pause=pause)
        case Restarted(name=name, pid=pid):
            record = {"event": "restarted", "name": name, "pid": pid}
            printer.record(record, "up_restarted", name=name, pid=pid)
