"""Evidence of verdicts: what is kept beside a document, as a list or a bundle, and its removal."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime
from typing import BinaryIO, Final, Literal

from fastapi import APIRouter, Response
from fastapi.responses import StreamingResponse
from pydantic import Field

from api.access import Asker, OfficeOf
from api.described import problems
from api.file_names import content_disposition
from api.idempotency import Answer, OnceOf
from api.schemas import Ask, Tell
from storage.evidence import KeptPiece

_CHUNK: Final = 1 << 18


class PieceBody(Tell):
    """One piece: about which bytes of the document, and whose signature; its name is its hash."""

    kind: Literal["cer", "crl", "crlx", "ocsp", "tst", "json"]
    sha256: str
    size: int = Field(description="bytes")
    signature: str | None = Field(description="the field; null: about the whole file")
    about: str
    version: int
    file_sha256: str
    kept_at: datetime


class EvidenceBody(Tell):
    """All that is kept of a document."""

    document: str
    pieces: list[PieceBody]


class RemovalAsk(Ask):
    """Why the evidence goes: who asked for it, by which right."""

    reason: str = Field(min_length=1, max_length=500)


class RemovalBody(Tell):
    """How many pieces went."""

    removed: int


def list_evidence(ref: str, office: OfficeOf, actor: Asker) -> EvidenceBody:
    """Return what is kept of a document; reading it leaves a trace."""
    return EvidenceBody(
        document=ref, pieces=[_body(one) for one in office.evidence.kept(ref, actor)]
    )


def evidence_bundle(ref: str, office: OfficeOf, actor: Asker) -> StreamingResponse:
    """Return all pieces in one ZIP file, with an index."""
    opened = ExitStack()
    file = opened.enter_context(office.evidence.bundle(ref, actor))
    headers = {"Content-Disposition": content_disposition(f"{ref}.zip")}
    return StreamingResponse(_sent(file, opened), media_type="application/zip", headers=headers)


def remove_evidence(
    ref: str, ask: RemovalAsk, office: OfficeOf, actor: Asker, once: OnceOf
) -> Response:
    """Remove what is kept beside a document. What lies inside a signed PDF stays."""

    def act() -> Answer:
        count = office.evidence.remove(ref, ask.reason, actor)
        return Answer(status=200, body=RemovalBody(removed=count).model_dump(mode="json"))

    return once.run(ask.model_dump_json, act)


def evidence() -> APIRouter:
    """Return the routes of evidence."""
    router = APIRouter(
        tags=["documents"], prefix="/documents/{ref}/evidence", responses=problems(404)
    )
    router.add_api_route("", list_evidence, methods=["GET"], summary="What its verdicts rested on")
    router.add_api_route(
        "/bundle",
        evidence_bundle,
        methods=["GET"],
        summary="The same, to take along",
        response_class=StreamingResponse,
        responses={200: {"content": {"application/zip": {}}, "description": "The bundle"}},
    )
    router.add_api_route(
        "",
        remove_evidence,
        methods=["DELETE"],
        response_model=RemovalBody,
        summary="Remove it by right",
        responses=problems(409),
    )
    return router


def _body(kept: KeptPiece) -> PieceBody:
    return PieceBody(
        kind=kept.piece.kind.value,
        sha256=kept.piece.sha256,
        size=kept.piece.size,
        signature=kept.piece.signature,
        about=kept.piece.about,
        version=kept.version,
        file_sha256=kept.file,
        kept_at=kept.kept_at,
    )


def _sent(file: BinaryIO, opened: ExitStack) -> Iterator[bytes]:
    with opened:
        while chunk := file.read(_CHUNK):
            yield chunk
