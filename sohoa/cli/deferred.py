"""`sohoa prepare`, `sohoa embed`: a signature made elsewhere, digest out and CMS in.

What `embed` has to know lies beside the draft, in DRAFT.pdf.json: nothing secret.
"""

import base64
import json
import tempfile
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from signing.cms.builder import CmsByAlgorithm
from signing.cms.cms_endesive import EndesiveCms
from signing.cms.cms_pyhanko import PyhankoCms
from signing.cms.elsewhere import MOST_BYTES, assembled, check_made_elsewhere, signed_attributes
from signing.errors import SigningError
from signing.keys.deferred import DeferredKey, open_deferred
from signing.making.file_copy import copy_file
from signing.making.preflight import check_certificate
from signing.making.room import fill_room, make_room
from signing.profiles import Profile, SignatureSpec
from signing.selfcheck.original import Original
from signing.selfcheck.selfcheck import check_signed
from signing.standing import refuse_over_bad_signature
from sohoa.cli.options import AsJson, surroundings
from sohoa.cli.signing_calls import digest_of, status_of
from sohoa.output import Exit

_MOST_STATE: Final = 1 << 20
_BUILDER: Final = CmsByAlgorithm(rsa=EndesiveCms(), ec=PyhankoCms())


def register(app: typer.Typer) -> None:
    """Mount `prepare` and `embed`."""
    app.command("prepare")(prepare)
    app.command("embed")(embed)


def prepare(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="IN.pdf", help="The PDF to sign.")],
    out: Annotated[Path, typer.Option("-o", "--output", metavar="DRAFT.pdf")],
    certificate: Annotated[
        Path, typer.Option(metavar="CERT.pem", help="The signer's, its issuers after it.")
    ],
    profile: Annotated[Profile, typer.Option(help="What the signature is for.")] = (
        Profile.INVISIBLE
    ),
    digest: Annotated[
        str, typer.Option(metavar="sha256|sha384|sha512", help="What is signed of the file.")
    ] = "sha256",
    as_json: AsJson = False,  # noqa: FBT002 - Typer's way to declare a flag
) -> None:
    """Make room for a signature that somebody else makes, and say what is to be signed.

    Sign `digest` with a CMS (detached, PAdES), or `signed_attributes` bare; then call `embed`.
    """
    printer = surroundings(context).printer(as_json=as_json)
    try:
        key, at = open_deferred(certificate), datetime.now(UTC)
        check_certificate(key.certificate, at=at, chain=key.chain)
        with tempfile.TemporaryDirectory(dir=out.parent, prefix=".sohoa-") as folder:
            made = Path(folder) / "draft.pdf"
            copy_file(file, made)
            original = Original.of(made)
            room = make_room(
                made,
                SignatureSpec(profile=profile, at=at, hash=digest),
                key.certificate,
                standing=partial(refuse_over_bad_signature, made, at=at),
            )
            state = {
                "digest": room.digest.hex(),
                "hash": digest,
                "region": list(room.region),
                "field": room.field,
                "signed_attributes": base64.b64encode(
                    signed_attributes(_BUILDER, room.digest, key)
                ).decode(),
                "certificates": [_pem(one) for one in (key.certificate, *key.chain)],
                "original": {"size": original.size, "sha256": original.digest.hex()},
                "draft_sha256": digest_of(made),
            }
            made.replace(out)
        _state_file(out).write_text(json.dumps(state, indent=1), encoding="utf-8")
    except (SigningError, OSError, ValueError) as error:
        printer.warn("prepare_failed", error=printer.words.why(error))
        raise typer.Exit(
            status_of(error) if not isinstance(error, ValueError) else Exit.USAGE
        ) from error
    printer.record({"file": str(out), **state}, "prepared", file=out, digest=state["digest"])


def embed(
    context: typer.Context,
    draft: Annotated[Path, typer.Argument(metavar="DRAFT.pdf", help="What `prepare` made.")],
    out: Annotated[Path, typer.Option("-o", "--output", metavar="OUT.pdf")],
    cms: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The CMS that was made elsewhere (DER).")
    ] = None,
    signature: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Or a bare signature over `signed_attributes`."),
    ] = None,
    as_json: AsJson = False,  # noqa: FBT002 - Typer's way to declare a flag
) -> None:
    """Put a signature made elsewhere into its draft; nothing is written unless all holds."""
    printer = surroundings(context).printer(as_json=as_json)
    if (cms is None) == (signature is None):
        printer.warn("embed_one_of")
        raise typer.Exit(Exit.USAGE)
    try:
        state = _read_state(draft)
        certificates = [x509.load_pem_x509_certificate(p.encode()) for p in state["certificates"]]
        key, digest = DeferredKey(certificates[0], certificates[1:]), bytes.fromhex(state["digest"])
        if cms is not None:
            made = _read(cms)
        elif signature is not None:
            made = assembled(_BUILDER, digest, key, _read(signature))
        check_made_elsewhere(made, digest, key)
        with tempfile.TemporaryDirectory(dir=out.parent, prefix=".sohoa-") as folder:
            signed = Path(folder) / "signed.pdf"
            copy_file(draft, signed)
            fill_room(signed, (state["region"][0], state["region"][1]), made)
            kept = state["original"]
            check_signed(
                signed,
                original=Original(size=kept["size"], digest=bytes.fromhex(kept["sha256"])),
                certificate=key.certificate,
                at=datetime.now(UTC),
            )
            signed.replace(out)
    except (KeyError, IndexError, TypeError, ValueError) as error:
        printer.warn("draft_state_unreadable", file=_state_file(draft), error=error)
        raise typer.Exit(Exit.USAGE) from error
    except (SigningError, OSError) as error:
        printer.warn("embed_failed", error=printer.words.why(error))
        raise typer.Exit(status_of(error)) from error
    printer.record({"file": str(out), "sha256": digest_of(out)}, "embedded", file=out)


def _state_file(draft: Path) -> Path:
    return draft.with_name(f"{draft.name}.json")


def _read_state(draft: Path) -> Any:  # noqa: ANN401 - JSON, looked into by the caller
    with _state_file(draft).open("rb") as file:
        state = json.loads(file.read(_MOST_STATE))
    if digest_of(draft) != state["draft_sha256"]:
        raise ValueError("the draft is not the one that was prepared")
    return state


def _read(file: Path) -> bytes:
    if file.stat().st_size > MOST_BYTES:
        raise ValueError(f"{file.name} is too large for a signature")
    return file.read_bytes()


def _pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(Encoding.PEM).decode()
