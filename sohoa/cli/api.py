"""`sohoa api`: the HTTP API, by uvicorn."""

import logging
import signal
import socket
from typing import Annotated

import typer
import uvicorn

from sohoa.cli.options import AsJson, Data, surroundings
from sohoa.stack.ports import listen
from sohoa.wiring import api as wiring

_BACKLOG = 512
_KEEP_ALIVE_SECONDS = 15
_STOP_SECONDS = 10


def register(app: typer.Typer) -> None:
    """Mount `api`."""
    app.command("api")(api)


def api(
    context: typer.Context,
    host: Annotated[str, typer.Option(help="Address to listen on; behind a proxy otherwise.")] = (
        "127.0.0.1"
    ),
    port: Annotated[int, typer.Option(min=0, max=65535, help="0: any free one.")] = 8000,
    listening: Annotated[
        int | None, typer.Option(hidden=True, help="A listening socket that was inherited.")
    ] = None,
    data: Data = None,
    as_json: AsJson = False,  # noqa: FBT002 - Typer's way to declare a flag
) -> None:
    """Serve the HTTP API until SIGTERM or Ctrl-C; requests under way are finished."""
    around = surroundings(context)
    settings = around.settings(data)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    opened = listen(port, host) if listening is None else socket.socket(fileno=listening)
    host, port = opened.getsockname()[:2]
    app = wiring.application(settings)
    around.printer(as_json=as_json).record(
        {"event": "api", "host": host, "port": port}, "api_begins", host=host, port=port
    )
    config = uvicorn.Config(
        app,
        backlog=_BACKLOG,
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=_STOP_SECONDS,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
    )
    for number in (signal.SIGINT, signal.SIGTERM):
        # uvicorn raises the signal again once it has stopped: asked to end, we end with 0.
        signal.signal(number, lambda *_: None)
    uvicorn.Server(config).run(sockets=[opened])
