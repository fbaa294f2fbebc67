"""`sohoa key`: which signing keys the office has, and where the signing worker finds them.

The catalogue gets the certificate alone. The key's place goes into the keys folder of this machine.
"""

from pathlib import Path
from typing import Annotated

import typer
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from signing.errors import KeyUnavailableError, SigningError
from sohoa.cli.console import console_actor
from sohoa.cli.options import AsJson, Data, surroundings
from sohoa.keyring import KeyPlace, Keyring
from sohoa.output import Exit
from sohoa.pin import PinError, read_pin
from sohoa.stack.secret_files import write_secret
from sohoa.wiring import stores
from storage.errors import ConflictError
from storage.tasks import KeyRecord

_PROFILES = ("leader", "agency", "digitiser", "copy", "appendix", "invisible")


def register(app: typer.Typer) -> None:
    """Mount `key`."""
    group = typer.Typer(no_args_is_help=True, help="Signing keys.")
    group.command("add")(add)
    group.command("list")(list_)
    app.add_typer(group, name="key")


def add(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="The key's name in this office.")],
    key: Annotated[str, typer.Option(help="p12:FILE, or pkcs11:token=...;object=...")],
    agency: Annotated[str, typer.Option(help="Code of the agency it signs for.")],
    holder: Annotated[str, typer.Option(help="The signer's name; for a seal, the agency's code.")],
    profile: Annotated[str, typer.Option(help=", ".join(_PROFILES))],
    pin_file: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="Else you are asked.")
    ] = None,
    data: Data = None,
    as_json: AsJson = False,  # noqa: FBT002 - Typer's way to declare a flag
) -> None:
    """Register a key: open it once, keep its certificate, note where it is."""
    if profile not in _PROFILES:
        raise typer.BadParameter(f"one of {', '.join(_PROFILES)}", param_hint="--profile")
    around = surroundings(context)
    printer = around.printer(as_json=as_json)
    settings = around.settings(data)
    try:
        place = KeyPlace(uri=_absolute(key), pin_file=_kept_pin(settings.keys, name, pin_file))
        with place.opened(settings.pkcs11_module) as opened:
            record = KeyRecord(
                name=name,
                agency=agency,
                holder=holder,
                profile=profile,
                certificate=_pem(opened.certificate),
                chain="".join(_pem(certificate) for certificate in opened.chain),
            )
            subject = opened.certificate.subject.rfc4514_string()
    except (SigningError, PinError) as error:
        printer.warn("key_not_opened", name=name, error=error)
        raise typer.Exit(Exit.LACKING) from error
    try:
        with stores.catalogue(settings).transaction() as tx:
            tx.keys.add(record, console_actor())
            Keyring(settings.keys, settings.pkcs11_module).add(name, place)
    except ConflictError as error:
        printer.warn("key_not_added", name=name, error=error)
        raise typer.Exit(Exit.NEGATIVE) from error
    printer.record(
        {"name": name, "subject": subject, "holder": holder, "profile": profile},
        "key_added",
        name=name,
        subject=subject,
    )


def list_(
    context: typer.Context,
    data: Data = None,
    as_json: AsJson = False,  # noqa: FBT002 - Typer's way to declare a flag
) -> None:
    """List the registered keys."""
    around = surroundings(context)
    printer = around.printer(as_json=as_json)
    with stores.catalogue(around.settings(data)).reading() as tx:
        keys = tx.keys.list()
    for key in keys:
        certificate = x509.load_pem_x509_certificate(key.certificate.encode())
        record = {
            "name": key.name,
            "agency": key.agency,
            "holder": key.holder,
            "profile": key.profile,
            "subject": certificate.subject.rfc4514_string(),
            "serial": str(certificate.serial_number),
            "valid_to": certificate.not_valid_after_utc.isoformat(),
        }
        printer.record(record, "key_line", name=key.name, holder=key.holder, profile=key.profile)


def _absolute(uri: str) -> str:
    scheme, _, rest = uri.partition(":")
    return f"p12:{Path(rest).expanduser().absolute()}" if scheme.lower() == "p12" else uri


def _kept_pin(folder: Path, name: str, given: Path | None) -> Path:
    """Keep the PIN beside keys.json, readable by its owner alone."""
    if not name.replace("-", "").replace("_", "").replace(".", "").isalnum():
        raise KeyUnavailableError(f"a key's name has letters, digits, - _ . only: {name}")
    pin = read_pin(file=given, descriptor=None, prompt="PIN: ")
    if pin is None:
        raise PinError("name a file with --pin-file, or type it at a terminal")
    kept = folder / f"{name}.pin"
    write_secret(kept, pin.encode())
    return kept


def _pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(Encoding.PEM).decode()
