"""`sohoa sign`: one PDF, one key, one signature; no server, nothing written unless all held."""

import hashlib
import os
import tempfile
from datetime import UTC, datetime
from math import isfinite
from pathlib import Path
from typing import Annotated

import typer

from signing.apply import Signer
from signing.certificates.trust import TrustStore
from signing.cms.builder import CmsByAlgorithm
from signing.cms.cms_endesive import EndesiveCms
from signing.cms.cms_pyhanko import PyhankoCms
from signing.errors import (
    KeyUnavailableError,
    LevelUnreachableError,
    SigningError,
    TimestampError,
    TrustFolderError,
    UnsuitableDocumentError,
)
from signing.names import common_name
from signing.profiles import Profile, SignatureSpec
from signing.timestamping.timestamp_rfc3161 import Rfc3161Timestamper
from sohoa.cli.options import AsJson, PasswordFile, surroundings
from sohoa.key_opening import opened_key, wrongly_called
from sohoa.output import Exit
from sohoa.pin import PinError, read_password, read_pin

_MAX_BYTES = 1 << 30
_LEVELS = ("b-b", "b-t")
_LATER_LEVELS = ("b-lt", "b-lta")
_BOX_NUMBERS = 4
# Not a negative answer but a wrong call, whatever kind of error brings it.
_USAGE_CODES = {
    "damaged_document",
    "encrypted_document",
    "no_such_page",
}


class UsageError(Exception):
    """The command was called in a way that cannot be carried out; `code` says how."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def register(app: typer.Typer) -> None:
    """Mount `sign`."""
    app.command("sign")(sign)


def sign(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="IN.pdf", help="The PDF to sign.")],
    out: Annotated[Path, typer.Option("-o", "--output", metavar="OUT.pdf")],
    key: Annotated[str, typer.Option(metavar="p12:FILE|pkcs11:URI", help="The signing key.")],
    profile: Annotated[Profile, typer.Option(help="What the signature is for.")] = (
        Profile.INVISIBLE
    ),
    level: Annotated[
        str | None, typer.Option(metavar="b-b|b-t|b-lt|b-lta", help="b-t with --tsa, else b-b.")
    ] = None,
    tsa: Annotated[
        list[str] | None, typer.Option(metavar="URL", help="Timestamping authority; repeatable.")
    ] = None,
    trust: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Trusted roots, intermediates, CRLs.")
    ] = None,
    page: Annotated[int | None, typer.Option(help="Page from 0, or from the end: -1.")] = None,
    box: Annotated[
        str | None, typer.Option(metavar="x0,y0,x1,y1", help="Points from the bottom left.")
    ] = None,
    name: Annotated[str | None, typer.Option(help="Shown instead of the certificate's.")] = None,
    reason: Annotated[str | None, typer.Option(help="Written into the signature.")] = None,
    image: Annotated[
        Path | None, typer.Option(metavar="PNG", help="Handwriting or seal, transparent.")
    ] = None,
    reference: Annotated[str, typer.Option(help="Number and symbol, for an appendix.")] = "",
    agency: Annotated[str, typer.Option(help="Agency, for a copy.")] = "",
    pin_file: Annotated[Path | None, typer.Option(metavar="FILE")] = None,
    pin_fd: Annotated[int | None, typer.Option(metavar="N")] = None,
    password_file: PasswordFile = None,
    as_json: AsJson = False,  # noqa: FBT002 - Typer's way to declare a flag
) -> None:
    """Sign a PDF (PAdES). Exit: 0 signed, 1 refused, 2 wrong call or unreadable, 3 out of reach."""
    around = surroundings(context)
    printer = around.printer(as_json=as_json)
    record: dict[str, object] = {"file": str(file), "output": None, "signed": False}
    try:
        urls = _urls(tsa or (), level)
        store = TrustStore.from_folder(trust) if trust else TrustStore()
        spec = SignatureSpec(
            profile=profile,
            at=datetime.now(UTC),
            name=name,
            agency=agency,
            reference=reference,
            reason=reason,
            page=page,
            box=_box(box),
            image=image,
            font=_path(around.env.get("SOHOA_FONT")),
        )
        pdf = _read(file)
        password = read_password(password_file)
        pin = read_pin(file=pin_file, descriptor=pin_fd, prompt="PIN: ")
        signer = Signer(
            cms=CmsByAlgorithm(rsa=EndesiveCms(), ec=PyhankoCms()),
            clock=lambda: datetime.now(UTC),
            timestamper=Rfc3161Timestamper(urls, roots=store.anchors) if urls else None,
            trust=store,
        )
        module = _path(around.env.get("SOHOA_PKCS11_MODULE"))
        with opened_key(key, pin, default_module=module) as opened:
            signed = signer.sign(pdf, spec, opened, password=password)
        _write(out, signed)
    except (SigningError, UsageError, PinError, OSError) as error:
        code = getattr(error, "code", "unreadable_input")
        record |= {"problem": {"code": code, "message": str(error)}}
        printer.record(record, "sign_refused", file=file, problem=code, message=error)
        if as_json:
            printer.warn("sign_refused", file=file, problem=code, message=error)
        raise typer.Exit(_status(error)) from error
    record |= {
        "output": str(out),
        "signed": True,
        "sha256": hashlib.sha256(signed).hexdigest(),
        "profile": profile.value,
        "level": "b-t" if urls else "b-b",
        "signer": common_name(opened.certificate),
        "serial": str(opened.certificate.serial_number),
    }
    printer.record(record, "sign_done", file=file, output=out, signer=record["signer"])


def _status(error: Exception) -> Exit:
    """Exit status by DESIGN of the command line: 1 refused, 2 wrong call, 3 out of reach."""
    if wrongly_called(error):
        return Exit.USAGE
    match error:
        case SigningError(code=code) if code in _USAGE_CODES:
            return Exit.USAGE
        case TimestampError() | LevelUnreachableError() | KeyUnavailableError():
            return Exit.LACKING
        case TrustFolderError() | UsageError() | PinError() | OSError():
            return Exit.USAGE
        case UnsuitableDocumentError() | _:
            return Exit.NEGATIVE


def _urls(tsa: list[str] | tuple[()], level: str | None) -> tuple[str, ...]:
    """Return the authorities to ask: none for b-b."""
    if level in _LATER_LEVELS:
        raise UsageError("level_not_built", f"level {level} is not built yet")
    if level is not None and level not in _LEVELS:
        raise UsageError("unknown_level", f"no such level: {level}")
    if level == "b-t" and not tsa:
        raise LevelUnreachableError("level b-t needs --tsa URL")
    if any(not url.startswith(("http://", "https://")) for url in tsa):
        raise UsageError("bad_url", "--tsa takes an http or https URL")
    return () if level == "b-b" else tuple(tsa)


def _box(text: str | None) -> tuple[float, float, float, float] | None:
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


def _path(text: str | None) -> Path | None:
    return Path(text) if text else None


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        data = file.read(_MAX_BYTES + 1)
    if len(data) > _MAX_BYTES:
        raise UsageError("too_large", f"{path} is larger than {_MAX_BYTES >> 20} MiB")
    return data


def _write(path: Path, data: bytes) -> None:
    """Write all or nothing: a neighbour file, synced, then renamed over the name."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o644)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
