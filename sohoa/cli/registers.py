"""What `agency`, `client`, `user` and `key` share: a register that is added to, listed, refused.

Each of those modules says only what is its own: the options, the record, the change.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import typer

from sohoa.cli.options import surroundings
from sohoa.output import Exit, Printer
from sohoa.settings import Settings
from sohoa.wiring import stores
from storage.errors import ConflictError, NotFoundError
from storage.people import Role
from storage.transaction import Transaction


def mount(
    app: typer.Typer, name: str, about: str, commands: Mapping[str, Callable[..., None]]
) -> None:
    """Put the commands of one register on the command line, as a group."""
    group = typer.Typer(no_args_is_help=True, help=about)
    for word, command in commands.items():
        group.command(word)(command)
    app.add_typer(group, name=name)


def not_blank(value: str) -> str:
    """Refuse an argument without letters: a callback for codes, names and logins."""
    if not value.strip():
        raise typer.BadParameter("must not be empty")
    return value


def of_an_office(role: Role) -> Role:
    """Refuse the role of our own workers: a callback for the role of people and clients."""
    if role is Role.SYSTEM:
        raise typer.BadParameter("the role system is the workers' own")
    return role


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """The registers of the office that a command was called for."""

    printer: Printer
    settings: Settings

    @classmethod
    def of(cls, context: typer.Context, data: Path | None, *, as_json: bool) -> Self:
        """Find the office by `--data`, SOHOA_DATA or the `SOHOA_*` URLs."""
        around = surroundings(context)
        return cls(printer=around.printer(as_json=as_json), settings=around.settings(data))

    @contextmanager
    def changing(self, refusal: str, **values: object) -> Iterator[Transaction]:
        """Give a transaction; a conflict or an unknown thing ends the command with 1.

        `refusal` is the sentence for it, filled with `values` and the `error`.
        """
        try:
            with stores.catalogue(self.settings).transaction() as tx:
                yield tx
        except (ConflictError, NotFoundError) as error:
            self.printer.warn(refusal, error=error, **values)
            raise typer.Exit(Exit.NEGATIVE) from error

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        """Give a transaction that changes nothing."""
        with stores.catalogue(self.settings).reading() as tx:
            yield tx

    def tell(self, record: Mapping[str, Any], sentence: str) -> None:
        """Give a record to a program, and the sentence filled with it to a person."""
        self.printer.record(record, sentence, **record)

    def refuse(self, sentence: str, **values: object) -> typer.Exit:
        """Say what is wrong with the call, and return the status to end with."""
        self.printer.warn(sentence, **values)
        return typer.Exit(Exit.USAGE)
