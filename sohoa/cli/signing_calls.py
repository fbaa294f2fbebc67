"""What `sign` and `extend` have in common: how they are called, and with which status they end."""

import hashlib
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from math import isfinite
from pathlib import Path
from typing import Annotated, Final

import typer

from signing.errors import (
    FetchError,
    KeyUnavailableError,
    LevelUnreachableError,
    SigningError,
    TimestampError,
    TrustFolderError,
)
from signing.lasting.promise import Promise
from signing.making.neighbour import neighbour
from sohoa.key_opening import wrongly_called
from sohoa.output import Exit
from sohoa.pin import PinError

MOST_BYTES: Final = 1 << 30
_BOX_NUMBERS: Final = 4
# Not a negative answer but a wrong call, whatever kind of error brings it.
_USAGE_CODES: Final = frozenset(
    {"damaged_document", "encrypted_document", "no_such_page", "nothing_signed"}
)

Tsa = Annotated[
    list[str] | None, typer.Option(metavar="URL", help="Timestamping authority; repeatable.")
]
Trust = Annotated[
    Path | None, typer.Option(metavar="DIR", help="Trusted roots, intermediates, CRLs, OCSP.")
]


class UsageError(Exception):
    """The command was called in a way that cannot be carried out; `code` says how."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def status_of(error: Exception) -> Exit:
    """Exit status by the command line's contract: 1 refused, 2 wrong call, 3 out of reach."""
    if wrongly_called(error):
        return Exit.USAGE
    match error:
        case SigningError(code=code) if code in _USAGE_CODES:
            return Exit.USAGE
        case TimestampError() | LevelUnreachableError() | FetchError() | KeyUnavailableError():
            return Exit.LACKING
        case TrustFolderError() | UsageError() | PinError() | OSError():
            return Exit.USAGE
        case _:
            return Exit.NEGATIVE


def promised(level: str | None, tsa: Sequence[str], *, default: Promise | None = None) -> Promise:
    """Return the level that is asked for; without a word b-t where somebody gives timestamps.

    Raises `UsageError` or, where what it takes is not named, `LevelUnreachableError`.
    """
    if level is None:
        return default or (Promise.B_T if tsa else Promise.B_B)
    try:
        promise = Promise(level)
    except ValueError as error:
        raise UsageError("unknown_level", f"no such level: {level}") from error
    if promise.rank >= Promise.B_T.rank and not tsa:
        raise LevelUnreachableError(f"level {level} needs --tsa URL")
    return promise


def require_trust(promise: Promise, trust: Path | None) -> None:
    """Raise `LevelUnreachableError` where nobody says which roots are trusted."""
    if promise.rank >= Promise.B_LT.rank and trust is None:
        raise LevelUnreachableError(f"level {promise.value} needs --trust DIR with trusted roots")


def authorities(tsa: Sequence[str]) -> tuple[str, ...]:
    """Return the authorities' URLs; `UsageError` for one that is none."""
    if any(not url.startswith(("http://", "https://")) for url in tsa):
        raise UsageError("bad_url", "--tsa takes an http or https URL")
    return tuple(tsa)


def box_of(text: str | None) -> tuple[float, float, float, float] | None:
    """Return the corners that `--box` names."""
    if text is None:
        return None
    try:
        numbers = [float(number) for number in text.split(",")]
    except ValueError as error:
        raise UsageError("bad_box", f"--box takes x0,y0,x1,y1, not {text}") from error
    if (
        len(numbers) != _BOX_NUMBERS
        or not all(isfinite(number) for number in numbers)
        or numbers[0] >= numbers[2]
        or numbers[1] >= numbers[3]
    ):
        raise UsageError("bad_box", "--box takes x0,y0,x1,y1 with x0 < x1 and y0 < y1")
    x0, y0, x1, y1 = numbers
    return x0, y0, x1, y1


def require_size(path: Path) -> None:
    """Raise `UsageError` for a file that is too large, `OSError` for one that is not there."""
    if path.stat().st_size > MOST_BYTES:
        raise UsageError("too_large", f"{path} is larger than {MOST_BYTES >> 20} MiB")


@contextmanager
def written_whole(out: Path, *, like: Path | None = None) -> Iterator[Path]:
    """Give a new neighbour of `out`; after the block it is synced and takes that name.

    `like`: see `neighbour`. Where the block fails, `out` is as it was.
    """
    with neighbour(out, like=like) as made:
        yield made
        with made.open("r+b") as file:
            os.fsync(file.fileno())


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
