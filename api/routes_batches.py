"""Batches: many documents approved with one act, and what became of each."""

import base64
import binascii

from fastapi import APIRouter
from starlette.responses import Response

from api.access import Asker, OfficeOf
from api.described import headers, problems
from api.idempotency import Answer, OnceOf
from api.problems import ProblemError
from api.schemas_batches import BatchAsk, BatchBody, BatchItemAsk, BatchLinkBody
from api.schemas_signing import ShownPagesAsk
from api.views_batches import batch_body
from api.wording import WordsOf
from workers.approving import Shown
from workers.proofs import ShownPages


def approve_batch(ask: BatchAsk, office: OfficeOf, actor: Asker, once: OnceOf) -> Response:
    """Sign many documents: of each exactly the bytes with this hash.

    What cannot be approved is told in the batch, item by item, and harms no other item. Sent twice
    it signs nothing twice.
    """

    def act() -> Answer:
        shown = [_shown(item) for item in ask.items]
        batch = office.batching.approve(
            shown, opened(ask.sealed_pin), actor, final_try=ask.final_try
        )
        return Answer(
            status=202,
            body=BatchLinkBody(batch=batch.id).model_dump(),
            headers={"Location": f"/api/v1/signing-batches/{batch.id}"},
        )

    return once.run(ask.model_dump_json, act)


def load_batch(batch: str, office: OfficeOf, actor: Asker, words: WordsOf) -> BatchBody:
    """Return a batch with the result of each document as far as it has come."""
    return batch_body(office.batching.load(batch, actor), words)


def batches() -> APIRouter:
    """Return the routes of batches."""
    router = APIRouter(tags=["signing"], prefix="/signing-batches")
    router.add_api_route(
        "",
        approve_batch,
        methods=["POST"],
        status_code=202,
        response_model=BatchLinkBody,
        summary="Sign many documents with one act",
        responses={**headers(202, "To be signed", Location="the batch"), **problems(409)},
    )
    router.add_api_route(
        "/{batch}", load_batch, methods=["GET"], summary="A batch", responses=problems(404)
    )
    return router


def opened(sealed_pin: str | None) -> bytes | None:
    """Return the bytes of a sealed PIN; raise `ProblemError` for what is no Base64."""
    if sealed_pin is None:
        return None
    try:
        return base64.b64decode(sealed_pin, validate=True)
    except binascii.Error as error:
        raise ProblemError(422, "sealed_pin_unreadable") from error


def pages_of(ask: ShownPagesAsk | None) -> ShownPages | None:
    """Return the pictures that the signer says they were shown."""
    if ask is None:
        return None
    return ShownPages(width=ask.width, renderer=ask.renderer, pages=tuple(ask.pages))


def _shown(item: BatchItemAsk) -> Shown:
    return Shown(task=item.task, sha256=item.shown_sha256, pages=pages_of(item.shown_pages))
