"""`sohoa sign`: one PDF, one key, one signature; no server, nothing written unless all held."""

import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from signing.apply import Signer
from signing.certificates.trust import TrustStore
from signing.cms.builder import CmsBuilder, CmsByAlgorithm
from signing.cms.cms_endesive import EndesiveCms
from signing.cms.late import LateCms
from signing.errors import SigningError
from signing.keys.signature_algorithm import HASHES, SignatureAlgorithm
from signing.keys.signing_key import SigningKey
from signing.lasting.promise import Promise
from signing.names import common_name
from signing.profiles import Profile, SignatureSpec
from sohoa.cli.options import AsJson, PasswordFile, surroundings
from sohoa.cli.signing_calls import (
    Trust,
    Tsa,
    UsageError,
    authorities,
    box_of,
    digest_of,
    promised,
    require_size,
    require_trust,
    status_of,
    written_whole,
)
from sohoa.key_opening import opened_key
from sohoa.pin import PinError, read_password, read_pin
from sohoa.settings import revocation_known
from sohoa.surroundings import Surroundings

if TYPE_CHECKING:
    from signing.extending import Extender

_PADDINGS = ("pkcs1", "pss")
# NĐ 30/2020/NĐ-CP art. 25: the three forms of a copy.
_COPIES = ("SAO Y", "SAO LỤC", "TRÍCH SAO")


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
    tsa: Tsa = None,
    trust: Trust = None,
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
    copy_form: Annotated[
        str, typer.Option(help="What kind of copy: SAO Y, SAO LỤC, TRÍCH SAO.")
    ] = "SAO Y",
    digest: Annotated[
        str, typer.Option(metavar="sha256|sha384|sha512", help="What is signed of the file.")
    ] = "sha256",
    padding: Annotated[
        str, typer.Option(metavar="pkcs1|pss", help="Of an RSA signature (RFC 8017).")
    ] = "pkcs1",
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
        urls = authorities(tsa or ())
        promise = promised(level, urls)
        require_trust(promise, trust)
        store = TrustStore.from_folder(trust) if trust else TrustStore()
        spec = SignatureSpec(
            profile=profile,
            at=datetime.now(UTC),
            name=name,
            agency=agency,
            reference=reference,
            copy_form=_one_of(_COPIES, copy_form, "bad_copy_form"),
            reason=reason,
            page=page,
            box=box_of(box),
            image=image,
            font=_path(around.env.get("SOHOA_FONT")),
            field=f"Signature-{secrets.token_hex(8)}",
            hash=_one_of(HASHES, digest, "bad_digest"),
        )
        pss = _one_of(_PADDINGS, padding, "bad_padding") == "pss"
        require_size(file)
        password = read_password(password_file)
        pin = read_pin(file=pin_file, descriptor=pin_fd, prompt="PIN: ")
        extends = _extender(around, store, urls) if promise.rank >= Promise.B_T.rank else None
        signer = Signer(
            cms=CmsByAlgorithm(rsa=EndesiveCms(), ec=LateCms(_elliptic)),
            clock=lambda: datetime.now(UTC),
            timestamper=extends.timestamper if extends else None,
            trust=store,
            pss=pss,
            must_be_known=_revocation(around.env.get("SOHOA_REVOCATION", "best-effort")) == "known",
        )
        module = _path(around.env.get("SOHOA_PKCS11_MODULE"))
        with opened_key(key, pin, default_module=module) as opened, written_whole(out) as made:
            algorithm = SignatureAlgorithm.usual(opened.certificate, digest, pss=pss)
            lasting = extends if promise.rank >= Promise.B_LT.rank else None
            _require_reachable(lasting, opened)
            signer.sign_file(file, made, spec, opened, password=password)
            if lasting:
                lasting.extend(made, promise, fields={spec.field or ""}, password=password)
            sha256 = digest_of(made)
    except (SigningError, UsageError, PinError, OSError, ValueError) as error:
        code = getattr(error, "code", "unreadable_input")
        facts = getattr(error, "facts", {})
        record |= {"problem": {"code": code, "message": str(error), **facts}}
        why = printer.words.why(error)
        printer.record(record, "sign_refused", file=file, error=why)
        if as_json:
            printer.warn("sign_refused", file=file, error=why)
        raise typer.Exit(status_of(error)) from error
    record |= {
        "output": str(out),
        "signed": True,
        "sha256": sha256,
        "profile": profile.value,
        "level": promise.value,
        "algorithm": f"{algorithm.scheme.value} {algorithm.hash}",
        "signer": common_name(opened.certificate),
        "serial": str(opened.certificate.serial_number),
    }
    printer.record(record, "sign_done", file=file, output=out, signer=record["signer"])


def _elliptic() -> CmsBuilder:
    from signing.cms.cms_pyhanko import PyhankoCms  # noqa: PLC0415 - half a second

    return PyhankoCms()


def _extender(around: Surroundings, trust: TrustStore, urls: Sequence[str]) -> "Extender":
    from sohoa.wiring.lasting import extender  # noqa: PLC0415 - a second, with HTTP and pyHanko

    return extender(trust, urls, around.env.get("SOHOA_FETCH", ""), around.cache() / "fetched")


def _require_reachable(lasting: "Extender | None", key: SigningKey) -> None:
    """Find out before the key is used whether its path can be proven (TT 15/2025 art. 5)."""
    if lasting:
        lasting.gatherer.of_signer(key.certificate, key.chain)


def _one_of(known: tuple[str, ...], given: str, code: str) -> str:
    if given not in known:
        raise UsageError(code, f"{given} is none of {', '.join(known)}")
    return given


def _revocation(text: str) -> str:
    try:
        return revocation_known(text)
    except ValueError as error:
        raise UsageError("bad_setting", f"SOHOA_REVOCATION {error}") from error


def _path(text: str | None) -> Path | None:
    return Path(text) if text else None
