"""The program `sohoa`: mounts the commands, and alone reads the process' environment."""

import os
import sys
from importlib import import_module
from types import MappingProxyType
from typing import Final

import typer

from sohoa.output import Exit
from sohoa.settings import SettingsError
from sohoa.stack.errors import StackError
from sohoa.surroundings import Surroundings
from storage.errors import UnavailableError

# Which module holds a command. Only the one asked for is loaded, so that `sohoa verify` does not
# wait for the web framework; `--help` loads all.
COMMANDS: Final = MappingProxyType(
    {
        "up": "sohoa.cli.up",
        "demo": "sohoa.cli.demo",
        "doctor": "sohoa.cli.doctor",
        "audit": "sohoa.cli.audit",
        "fsck": "sohoa.cli.fsck",
        "digitize": "sohoa.cli.digitize",
        "sheet": "sohoa.cli.sheet",
        "sign": "sohoa.cli.sign",
        "prepare": "sohoa.cli.deferred",
        "embed": "sohoa.cli.deferred",
        "extend": "sohoa.cli.extend",
        "verify": "sohoa.cli.verify",
        "evidence": "sohoa.cli.evidence",
        "api": "sohoa.cli.api",
        "worker": "sohoa.cli.worker",
        "sweep": "sohoa.cli.sweep",
        "migrate": "sohoa.cli.migrate",
        "user": "sohoa.cli.users",
        "client": "sohoa.cli.clients",
        "agency": "sohoa.cli.agencies",
        "key": "sohoa.cli.signing_keys",
        "mandate": "sohoa.cli.mandates",
        "trust": "sohoa.cli.trust",
    }
)


def application(commands: tuple[str, ...] = tuple(COMMANDS)) -> typer.Typer:
    """Return the command line with the named commands on it."""
    app = typer.Typer(
        name="sohoa",
        help="Số hóa, ký số, kiểm tra và tái sử dụng giấy tờ hồ sơ thủ tục hành chính.\n\n"
        "Digitize, sign, verify and reuse the papers of administrative dossiers.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        add_completion=False,
    )
    app.callback()(_root)
    for name in dict.fromkeys(COMMANDS[command] for command in commands):
        import_module(name).register(app)
    return app


def main() -> None:
    """Run the command line of this process."""
    surroundings = Surroundings(env=dict(os.environ))
    asked = next((word for word in sys.argv[1:] if not word.startswith("-")), "")
    app = application((asked,) if asked in COMMANDS else tuple(COMMANDS))
    printer = surroundings.printer(as_json=False)
    try:
        app(obj=surroundings)
    except SettingsError as error:
        for mistake in error.mistakes:
            printer.warn("setting_wrong", mistake=mistake)
    except StackError as error:
        printer.warn("stack_wrong", error=error)
    except UnavailableError as error:
        printer.warn("unavailable", error=error)
    else:
        return
    raise SystemExit(Exit.LACKING)


def _root() -> None:
    """Make Typer keep a group even when one command is mounted."""


if __name__ == "__main__":
    main()
