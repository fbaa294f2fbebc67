"""`sohoa extend`: timestamps and validation data for a signed PDF; its signatures are kept."""

import shutil
from pathlib import Path
from typing import Annotated

import typer

from signing.certificates.trust import TrustStore
from signing.errors import SigningError
from signing.extending import Extended
from signing.lasting.promise import Promise
from signing.verdict import Kind
from sohoa.cli.options import AsJson, PasswordFile, surroundings
from sohoa.cli.signing_calls import (
    Trust,
    Tsa,
    UsageError,
    authorities,
    digest_of,
    promised,
    require_size,
    require_trust,
    status_of,
    written_whole,
)
from sohoa.pin import PinError, read_password
from sohoa.wiring.lasting import extender


def register(app: typer.Typer) -> None:
    """Mount `extend`."""
    app.command("extend")(extend)


def extend(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="IN.pdf", help="The signed PDF.")],
    out: Annotated[Path, typer.Option("-o", "--output", metavar="OUT.pdf")],
    level: Annotated[
        str,
        typer.Option(
            metavar="b-t|b-lt|b-lta",
            help="b-lta on a file that has an archive timestamp renews it.",
        ),
    ] = "b-lt",
    tsa: Tsa = None,
    trust: Trust = None,
    password_file: PasswordFile = None,
    as_json: AsJson = False,  # noqa: FBT002 - Typer's way to declare a flag
) -> None:
    """Add what signatures lack for a level (PAdES). Exit: 0 done, 1 refused, 2 wrong call, 3 out of reach."""  # noqa: E501 - one line of help
    around = surroundings(context)
    printer = around.printer(as_json=as_json)
    record: dict[str, object] = {"file": str(file), "output": None, "extended": False}
    try:
        urls = authorities(tsa or ())
        promise = _promised(level)
        require_trust(promise, trust)
        require_size(file)
        store = TrustStore.from_folder(trust) if trust else TrustStore()
        fetch = around.env.get("SOHOA_FETCH", "")
        does = extender(store, urls, fetch, around.cache() / "fetched")
        password = read_password(password_file)
        with written_whole(out, like=file) as made:
            shutil.copyfile(file, made)
            done = does.extend(made, promise, password=password)
            digest = digest_of(made)
    except (SigningError, UsageError, PinError, OSError, ValueError) as error:
        code = getattr(error, "code", "unreadable_input")
        record |= {"problem": {"code": code, "message": str(error)}}
        why = printer.words.why(error)
        printer.record(record, "extend_refused", file=file, error=why)
        if as_json:
            printer.warn("extend_refused", file=file, error=why)
        raise typer.Exit(status_of(error)) from error
    record |= {"output": str(out), "extended": True, "sha256": digest, **told(done, promise)}
    printer.record(record, "extend_done", file=file, output=out, level=promise.value)


def told(done: Extended, promise: Promise) -> dict[str, object]:
    """Return what is said of a file that was extended."""
    return {
        "level": promise.value,
        "signatures": sum(one.kind is Kind.SIGNATURE for one in done.verdict.signatures),
        "timestamps_added": len(done.timestamps),
        "authorities": [one.authority for one in done.timestamps],
        "conclusion": done.verdict.conclusion.value,
    }


def _promised(level: str) -> Promise:
    # A list that is at hand may hold all there is to add: what needs an authority says so itself.
    promise = promised(level, ("",))
    if promise is Promise.B_B:
        raise UsageError("unknown_level", "a signature has level b-b already")
    return promise
