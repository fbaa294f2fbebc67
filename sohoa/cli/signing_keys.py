"""`sohoa key`: which signing keys the office has, and where the signing worker finds them.

The catalogue gets the certificate alone. The key's place goes into the keys folder of this machine,
and its PIN only where the office keeps it (`--ask-signer`: it does not).
"""

import re
from pathlib import Path
from typing import Annotated, Final

import typer
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from signing.appearances.image import check_image
from signing.errors import SigningError
from signing.keys.pkcs11_token import PinTries
from signing.profiles import Profile
from sohoa.cli.console import console_actor
from sohoa.cli.options import AsJson, Data
from sohoa.cli.registers import Register, mount
from sohoa.key_opening import (
    absolute_uri,
    asks_for_pin,
    opened_key,
    pin_tries,
    shows_itself,
    wrongly_called,
)
from sohoa.keyring import KeyPlace, Keyring
from sohoa.output import Exit
from sohoa.pin import PinError, read_pin
from sohoa.seal_key import publish_seal_key
from sohoa.stack.secret_files import write_secret
from storage.tasks import Kept, KeyRecord

_TRIES: Final = {
    PinTries.ALL: "pin_tries_all",
    PinTries.LOW: "pin_tries_low",
    PinTries.FINAL: "pin_tries_final",
    PinTries.LOCKED: "pin_tries_locked",
}
_MOST_IMAGE_BYTES: Final = 1 << 20  # it lies in the catalogue; a seal at 600 dpi takes 100 kB
_NAME: Final = re.compile(r"\w[\w.-]{0,99}")  # the PIN's file bears it


def register(app: typer.Typer) -> None:
    """Mount `key`."""
    mount(app, "key", "Signing keys.", {"add": add, "list": list_, "tries": tries, "seal": seal})


def _file_name(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise typer.BadParameter("letters, digits, - _ . only")
    return name


def add(
    context: typer.Context,
    name: Annotated[
        str, typer.Argument(callback=_file_name, help="The key's name in this office.")
    ],
    key: Annotated[
        str,
        typer.Option(
            help="p12:FILE, pkcs11:token=...;object=..., csc:https://...?token-file=FILE, or"
            " deferred:FILE (a certificate: its holder signs elsewhere)"
        ),
    ],
    agency: Annotated[str, typer.Option(help="Code of the agency it signs for.")],
    holder: Annotated[str, typer.Option(help="The signer's name; for a seal, the agency's code.")],
    profile: Annotated[Profile, typer.Option(help="What its signatures are for.")],
    pin_file: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Else you are asked.")
    ] = None,
    ask_signer: Annotated[  # noqa: FBT002
        bool,
        typer.Option("--ask-signer", help="Keep no PIN: the signer types it when approving."),
    ] = False,
    final_try: Annotated[  # noqa: FBT002
        bool, typer.Option("--final-try", help="Try the PIN though a wrong one locks the device.")
    ] = False,
    image: Annotated[
        Path | None,
        typer.Option(metavar="PNG", help="Handwriting (blue) or seal (red), transparent."),
    ] = None,
    data: Data = None,
    as_json: AsJson = False,  # noqa: FBT002 - Typer's way to declare a flag
) -> None:
    """Register a key: open it once, keep its certificate, note where it is."""
    keys = Register.of(context, data, as_json=as_json)
    settings = keys.settings
    try:
        shown = None if image is None else _image(image)
        _warn_of_tries(keys, key)
        typed = asks_for_pin(key) and not (ask_signer and shows_itself(key))
        pin = _pin(pin_file) if typed else None
        with opened_key(
            key, pin, default_module=settings.pkcs11_module, final_try=final_try
        ) as opened:
            record = KeyRecord(
                name=name,
                agency=agency,
                holder=holder,
                profile=profile.value,
                certificate=_pem(opened.certificate),
                chain="".join(_pem(certificate) for certificate in opened.chain),
                kept=Kept.OFFICE if asks_for_pin(key) else Kept.SIGNER,
                image=shown,
            )
            subject = opened.certificate.subject.rfc4514_string()
    except (SigningError, PinError) as error:
        refused = keys.refuse("key_not_opened", name=name, error=keys.printer.words.why(error))
        raise (refused if wrongly_called(error) else typer.Exit(Exit.LACKING)) from error
    kept = None if pin is None or ask_signer else settings.keys / f"{name}.pin"
    place = KeyPlace(uri=absolute_uri(key), pin_file=kept)
    with keys.changing("key_not_added", name=name) as tx:
        tx.keys.add(record, console_actor())
        # Only now: a name that is taken keeps the PIN that it has.
        if kept is not None and pin is not None:
            write_secret(kept, pin.encode())
        Keyring(settings.keys, settings.pkcs11_module).add(name, place)
    told = {"name": name, "subject": subject, "holder": holder, "profile": profile.value}
    keys.tell(told, "key_added")


def _image(path: Path) -> bytes:
    """Return a PNG that every signature with the key will show; `SigningError` (bad_image)."""
    check_image(path)
    picture = path.read_bytes()
    if len(picture) > _MOST_IMAGE_BYTES:
        raise SigningError(f"{path.name} is larger than 1 MiB", code="bad_image")
    return picture


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


def tries(
    context: typer.Context,
    key: Annotated[
        str, typer.Argument(help="A registered key's name, or pkcs11:... as `key add` has it.")
    ],
    data: Data = None,
    as_json: AsJson = False,  # noqa: FBT002 - Typer's way to declare a flag
) -> None:
    """Say how a device's PIN fares, without trying one. Ends with 1 when a wrong one would lock."""
    keys = Register.of(context, data, as_json=as_json)
    module = keys.settings.pkcs11_module
    try:
        known = Keyring(keys.settings.keys, module).uri(key) if _NAME.fullmatch(key) else None
        left = pin_tries(known or key, default_module=module)
    except (SigningError, OSError) as error:
        refused = keys.refuse("key_not_opened", name=key, error=keys.printer.words.why(error))
        raise (refused if wrongly_called(error) else typer.Exit(Exit.LACKING)) from error
    keys.tell({"key": key, "tries": left.value}, _TRIES[left])
    if left in {PinTries.FINAL, PinTries.LOCKED}:
        raise typer.Exit(Exit.NEGATIVE)


def seal(
    context: typer.Context,
    data: Data = None,
    as_json: AsJson = False,  # noqa: FBT002 - Typer's way to declare a flag
) -> None:
    """Make the key that PINs are sealed to, if there is none, and publish its public half."""
    keys = Register.of(context, data, as_json=as_json)
    try:
        key = publish_seal_key(keys.settings.keys, keys.settings.public_keys)
    except (SigningError, OSError) as error:
        keys.printer.warn("seal_key_not_published", error=error)
        raise typer.Exit(Exit.LACKING) from error
    keys.tell({"id": key.id, "public": key.public.hex()}, "seal_key_published")


def _warn_of_tries(keys: Register, key: str) -> None:
    """Say before a PIN is asked for that a wrong one was entered, or that one try is left."""
    left = pin_tries(key, default_module=keys.settings.pkcs11_module)
    if left is not PinTries.ALL:
        keys.printer.warn(_TRIES[left], key=key)


def _pin(file: Path | None) -> str:
    pin = read_pin(file=file, descriptor=None, prompt="PIN: ")
    if pin is None:
        raise PinError("name a file with --pin-file, or type it at a terminal")
    return pin


def _pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(Encoding.PEM).decode()
