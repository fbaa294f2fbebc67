"""`sohoa trust`: whose certificates this office relies on, in which store (S5, S11, V7)."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Final

import typer

from signing.certificates.trust import Store, certificates_of
from signing.certificates.trust_files import NotTrustableError, Trusted, TrustFiles
from signing.errors import TrustFolderError
from sohoa.cli.console import console_actor
from sohoa.cli.options import AsJson, Data
from sohoa.cli.registers import Register, mount
from sohoa.output import Exit

_MOST_BYTES: Final = 1024 * 1024
_SHORTEST: Final = 8  # hexadecimal digits of a fingerprint


def register(app: typer.Typer) -> None:
    """Mount `trust`."""
    about = "Certificates of the authorities that this office trusts."
    mount(app, "trust", about, {"list": list_, "add": add, "remove": remove})


def list_(
    context: typer.Context,
    data: Data = None,
    as_json: AsJson = False,  # noqa: FBT002 - Typer's way to declare a flag
) -> None:
    """List every certificate of the trust folder."""
    office = Register.of(context, data, as_json=as_json)
    for trusted in _listed(office):
        office.tell(_record(trusted), "trust_line")


def add(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="Certificate of an authority, PEM or DER.")],
    store: Annotated[
        Store,
        typer.Option(
            help="official: official duty; public: public authorities; foreign: recognised ones."
        ),
    ],
    data: Data = None,
    as_json: AsJson = False,  # noqa: FBT002 - Typer's way to declare a flag
) -> None:
    """Trust an authority: every certificate in the file, or none of them."""
    office = Register.of(context, data, as_json=as_json)
    try:
        if file.stat().st_size > _MOST_BYTES:
            raise office.refuse("trust_unreadable", file=file, error="too large")
        certificates = certificates_of(file, file.read_bytes())
    except (OSError, TrustFolderError) as error:
        raise office.refuse("trust_unreadable", file=file, error=error) from error
    if not certificates:
        raise office.refuse("trust_unreadable", file=file, error="no certificate in it")
    held = {one.certificate: one for one in _listed(office)}
    known = next((held[one] for one in certificates if one in held), None)
    if known is not None:
        office.printer.warn("trust_known", **_record(known))
        raise typer.Exit(Exit.NEGATIVE)
    folder, added = TrustFiles(office.settings.trust), []
    try:
        with office.changing("trust_not_added", file=file) as tx:
            for certificate in certificates:
                added.append(folder.add(certificate, store))
                tx.events.record(
                    console_actor(), "trust.added", added[-1].fingerprint, store=store.value
                )
    except (NotTrustableError, TrustFolderError) as error:
        for one in added:
            folder.remove(one)
        office.printer.warn("trust_not_added", file=file, error=error)
        negative = isinstance(error, NotTrustableError)
        raise typer.Exit(Exit.NEGATIVE if negative else Exit.LACKING) from error
    for one in added:
        office.tell(_record(one), "trust_line")


def remove(
    context: typer.Context,
    fingerprint: Annotated[
        str, typer.Argument(help="SHA-256 as `list` shows it, or its first 8 digits or more.")
    ],
    data: Data = None,
    as_json: AsJson = False,  # noqa: FBT002 - Typer's way to declare a flag
) -> None:
    """Trust an authority no longer. Signatures that lead to it are not valid from then on."""
    office = Register.of(context, data, as_json=as_json)
    wanted = fingerprint.replace(":", "").replace(" ", "").lower()
    found = [one for one in _listed(office) if one.fingerprint.startswith(wanted)]
    if len(wanted) < _SHORTEST or len({one.fingerprint for one in found}) > 1:
        raise office.refuse("trust_ambiguous", fingerprint=fingerprint)
    if not found:
        office.printer.warn("trust_unknown", fingerprint=fingerprint)
        raise typer.Exit(Exit.NEGATIVE)
    folder = TrustFiles(office.settings.trust)
    try:
        with office.changing("trust_unknown", fingerprint=fingerprint) as tx:
            for one in found:
                named = one.store.value if one.store else None
                tx.events.record(console_actor(), "trust.removed", one.fingerprint, store=named)
                folder.remove(one)
    except TrustFolderError as error:
        office.printer.warn("verify_trust_unreadable", error=error)
        raise typer.Exit(Exit.LACKING) from error
    for one in found:
        office.tell(_record(one), "trust_removed")


def _listed(office: Register) -> tuple[Trusted, ...]:
    try:
        return TrustFiles(office.settings.trust).listed()
    except TrustFolderError as error:
        raise office.refuse("verify_trust_unreadable", error=error) from error


def _record(trusted: Trusted) -> Mapping[str, object]:
    certificate = trusted.certificate
    return {
        "fingerprint": trusted.fingerprint,
        "subject": certificate.subject.rfc4514_string(),
        "issuer": certificate.issuer.rfc4514_string(),
        "serial": str(certificate.serial_number),
        "valid_from": certificate.not_valid_before_utc,
        "valid_to": certificate.not_valid_after_utc,
        "store": trusted.store.value if trusted.store else None,
        "anchor": trusted.is_anchor,
        "file": str(trusted.file),
    }
