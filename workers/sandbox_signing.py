"""Tasks on PDFs and their signatures, all without keys. Runs in a sandbox child only.

`workers.sandboxed` is the other end.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import partial
from pathlib import Path

from cryptography import x509

from signing.certificates.fetched import Fetched
from signing.certificates.questions import OpenQuestions
from signing.certificates.trust import TrustStore
from signing.gathered import Gathered
from signing.making.file_copy import copy_file
from signing.making.room import fill_room, make_room
from signing.policy import Policy
from signing.profiles import SignatureSpec
from signing.selfcheck.original import Original
from signing.selfcheck.selfcheck import check_signed
from signing.standing import refuse_over_bad_signature
from signing.verify import verify as judge
from workers import evidence_folder
from workers.wire import from_wire, to_wire

Report = Callable[[int, int], None]
Request = Mapping[str, object]


def stamp(request: Request, _report: Report) -> dict[str, object]:
    """{path, number, on, font, link, out} -> {}; writes the numbered draft to `out`."""
    # With pyHanko, which judging and preparing a signature do without.
    from signing.making.stamping import stamp_number  # noqa: PLC0415

    stamped = stamp_number(
        Path(str(request["path"])).read_bytes(),
        str(request["number"]),
        from_wire(date, request["on"]),
        font=None if request["font"] is None else Path(str(request["font"])),
        link=None if request["link"] is None else str(request["link"]),
    )
    Path(str(request["out"])).write_bytes(stamped)
    return {}


def prepare(request: Request, _report: Report) -> dict[str, object]:
    """{path, spec, certificate, trust, out} -> {digest, region, field}; writes `out`.

    `trust`: see `verify`; by it the signatures that are there already are judged.
    """
    spec = request["spec"]
    if not isinstance(spec, dict):
        raise TypeError("a spec is an object")
    out = Path(str(request["out"]))
    copy_file(Path(str(request["path"])), out)
    asked = SignatureSpec.from_json(spec)
    folder = request.get("trust")
    standing = partial(
        refuse_over_bad_signature,
        out,
        at=asked.at,
        trust=None if folder is None else TrustStore.from_folder(Path(str(folder))),
    )
    certificate = _certificate(str(request["certificate"]))
    room = make_room(out, asked, certificate, standing=standing)
    return {"digest": room.digest.hex(), "region": list(room.region), "field": room.field}


def embed(request: Request, _report: Report) -> dict[str, object]:
    """{path, region, cms, original, size, certificate, roots, at, timestamped, out} -> {}.

    `original`: the SHA-256 of the file before it was prepared, of `size` bytes. The signed file is
    written to `out` only when the self-check found it good (law 5).
    """
    out = Path(str(request["out"]))
    made = out.with_name(f".{out.name}")
    copy_file(Path(str(request["path"])), made)
    fill_room(made, from_wire(tuple[int, int], request["region"]), from_wire(bytes, request["cms"]))
    check_signed(
        made,
        original=Original(
            size=from_wire(int, request["size"]), digest=from_wire(bytes, request["original"])
        ),
        certificate=_certificate(str(request["certificate"])),
        at=from_wire(datetime, request["at"]),
        roots=[_certificate(pem) for pem in from_wire(tuple[str, ...], request["roots"])],
        timestamped=from_wire(bool, request["timestamped"]),
    )
    made.rename(out)
    return {}


def verify(request: Request, _report: Report) -> dict[str, object]:
    """{path, trust, policy, at, password, evidence, fetched} -> {verdict, questions}.

    `trust` is a folder, or null for no trust at all; `password` null where none is needed.
    `evidence`, where it is not null, is a folder for what the verdict rests on.
    """
    folder, fetched = request["trust"], request.get("fetched")
    password = request.get("password")
    gathered, questions = Gathered(), OpenQuestions()
    verdict = judge(
        Path(str(request["path"])),
        trust=None if folder is None else TrustStore.from_folder(Path(str(folder))),
        policy=from_wire(Policy, request["policy"]),
        at=from_wire(datetime, request["at"]),
        password=None if password is None else str(password),
        gathered=gathered,
        fetched=None if fetched is None else from_wire(Fetched, fetched),
        questions=questions,
    )
    if request.get("evidence") is not None:
        evidence_folder.leave(Path(str(request["evidence"])), gathered.pieces())
    return {"verdict": to_wire(verdict), "questions": to_wire(questions.listed())}


def _certificate(pem: str) -> x509.Certificate:
    return x509.load_pem_x509_certificate(pem.encode())
