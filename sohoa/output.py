"""What a command says: JSON Lines for programs, words for people, and one exit status.

With `--json` nothing but JSON Lines reaches standard output; words for people go to standard
error, so that both can be had at once.
"""

import json
import sys
from collections.abc import Mapping
from datetime import datetime
from enum import IntEnum
from typing import TextIO

from sohoa.words import Words


class Exit(IntEnum):
    """Exit status of every command."""

    DONE = 0  # done, all valid
    NEGATIVE = 1  # not all valid, a check failed, some inputs bad
    USAGE = 2  # wrong usage, or input that cannot be read
    LACKING = 3  # the environment lacks something; the message says what to do


class Printer:
    """Prints records as JSON Lines or as words from the catalogue."""

    def __init__(
        self,
        *,
        as_json: bool,
        words: Words,
        out: TextIO | None = None,
        err: TextIO | None = None,
    ) -> None:
        self._json = as_json
        self.words = words
        self._out = out or sys.stdout
        self._err = err or sys.stderr

    def record(self, record: Mapping[str, object], code: str, /, **values: object) -> None:
        """Give one result: the record to a program, the catalogue's words to a person."""
        if self._json:
            text = json.dumps(record, ensure_ascii=False, default=_written)
        else:
            text = self.words(code, **values)
        print(text, file=self._out, flush=True)

    def line(self, text: str) -> None:
        """Give a line that is data already; only to people."""
        print(text, file=self._err if self._json else self._out, flush=True)

    def say(self, code: str, /, **values: object) -> None:
        """Tell a person something that is not a result."""
        self.line(self.words(code, **values))

    def warn(self, code: str, /, **values: object) -> None:
        """Tell a person about trouble, on standard error."""
        print(self.words(code, **values), file=self._err, flush=True)


def _written(value: object) -> str:
    """Write a time by RFC 3339 with Z for UTC; a path or a day as it is."""
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    return str(value)
