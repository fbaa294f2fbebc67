"""`sohoa api`: the HTTP API, by uvicorn."""

import logging
import socket
from typing import Annotated

import typer
import uvicorn

from sohoa.cli.options import AsJson, Data, surroundings
from sohoa.stack.errors import NoPortError
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
    data: Data = None,
    as_json: AsJson = False,  # noqa: FBT002 - Typer's way to declare a flag
) -> None:
    """Serve the HTTP API until SIGTERM or Ctrl-C; requests under way are finished."""
    around = surroundings(context)
    settings = around.settings(data)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    listening = _listen(host, port)
    port = int(listening.getsockname()[1])
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
    uvicorn.Server(config).run(sockets=[listening])


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        raise NoPortError(f"cannot listen on {host}:{port}: {error.strerror}") from error
    return listening
