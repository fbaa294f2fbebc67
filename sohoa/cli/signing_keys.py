"""`sohoa key`: which signing keys the office has, and where the signing worker finds them.

The catalogue gets the certificate alone. The key's place goes into the keys folder of this machine.
"""

import re
from pathlib import Path
from typing import Annotated, Final

import typer
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from signing.errors import SigningError
from signing.profiles import Profile
from sohoa.cli.console import console_actor
from sohoa.cli.options import AsJson, Data
from sohoa.cli.registers import Register, mount
from sohoa.key_opening import opened_key, wrongly_called
from sohoa.keyring import KeyPlace, Keyring
from sohoa.output import Exit
from sohoa.pin import PinError, read_pin
from sohoa.stack.secret_files import write_secret
from storage.tasks import KeyRecord

_NAME: Final = re.compile(r"\w[\w.-]{0,99}")  # the PIN's file bears it


def register(app: typer.Typer) -> None:
    """Mount `key`."""
    mount(app, "key", "Signing keys.", {"add": add, "list": list_})


def _file_name(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise typer.BadParameter("letters, digits, - _ . only")
    return name


def add(
    context: typer.Context,
    name: Annotated[
        str, typer.Argument(callback=_file_name, help="The key's name in this office.")
    ],
    key: Annotated[str, typer.Option(help="p12:FILE, or pkcs11:token=...;object=...")],
    agency: Annotated[str, typer.Option(help="Code of the agency it signs for.")],
    holder: Annotated[str, typer.Option(help="The signer's name; for a seal, the agency's code.")],
    profile: Annotated[Profile, typer.Option(help="What its signatures are for.")],
    pin_file: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Else you are asked.")
    ] = None,
    data: Data = None,
    as_json: AsJson = False,  # noqa: FBT002 - Typer's way to declare a flag
) -> None:
    """Register a key: open it once, keep its certificate, note where it is."""
    keys = Register.of(context, data, as_json=as_json)
    settings = keys.settings
    try:
        pin = _pin(pin_file)
        with opened_key(key, pin, default_module=settings.pkcs11_module) as opened:
            record = KeyRecord(
                name=name,
                agency=agency,
                holder=holder,
                profile=profile.value,
                certificate=_pem(opened.certificate),
                chain="".join(_pem(certificate) for certificate in opened.chain),
            )
            subject = opened.certificate.subject.rfc4514_string()
    except (SigningError, PinError) as error:
        refused = keys.refuse("key_not_opened", name=name, error=error)
        raise (refused if wrongly_called(error) else typer.Exit(Exit.LACKING)) from error
    place = KeyPlace(uri=_absolute(key), pin_file=settings.keys / f"{name}.pin")
    with keys.changing("key_not_added", name=name) as tx:
        tx.keys.add(record, console_actor())
        # Only now: a name that is taken keeps the PIN that it has.
        write_secret(settings.keys / f"{name}.pin", pin.encode())
        Keyring(settings.keys, settings.pkcs11_module).add(name, place)
    told = {"name": name, "subject": subject, "holder": holder, "profile": profile.value}
    keys.tell(told, "key_added")


def list_(
    context: typer.Context,
    data: Data = None,
    as_json: AsJson = False,  # noqa: FBT002 - Typer's way to declare a flag
) -> None:
    """List the registered keys."""
    keys = Register.of(context, data, as_json=as_json)
    with keys.reading() as tx:
        known = tx.keys.list()
    for key in known:
        certificate = x509.load_pem_x509_certificate(key.certificate.encode())
        record = {
            "name": key.name,
            "agency": key.agency,
            "holder": key.holder,
            "profile": key.profile,
            "subject": certificate.subject.rfc4514_string(),
            "serial": str(certificate.serial_number),
            "valid_to": certificate.not_valid_after_utc,
        }
        keys.tell(record, "key_line")


def _pin(file: Path | None) -> str:
    pin = read_pin(file=file, descriptor=None, prompt="PIN: ")
    if pin is None:
        raise PinError("name a file with --pin-file, or type it at a terminal")
    return pin


def _absolute(uri: str) -> str:
    scheme, _, rest = uri.partition(":")
    return f"p12:{Path(rest).expanduser().absolute()}" if scheme.lower() == "p12" else uri


def _pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(Encoding.PEM).decode()
