"""Reuse: what a person has already, and whether it may be used for something else."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.access import Asker, OfficeOf
from api.described import problems
from api.idempotency import Answer, OnceOf
from api.problems import ProblemError
from api.schemas_reuse import ReuseAsk, ReuseBody, ReuseListBody
from api.views_reuse import item_body, link_body
from api.wording import WordsOf
from workers.reusing import ReuseRequest


def look_up(
    office: OfficeOf,
    actor: Asker,
    words: WordsOf,
    owner: Annotated[str, Query(min_length=3, max_length=100, examples=["cccd:001203000123"])],
    of_type: Annotated[str | None, Query(alias="type", max_length=32, examples=["GKS"])] = None,
    on: Annotated[date | None, Query(description="valid on this day; today when left out")] = None,
) -> ReuseListBody:
    """Tell which documents the office holds for an owner, each with its status and why.

    The look-up itself leaves a trace. Nothing of the content is shown here.
    """
    scheme, colon, value = owner.partition(":")
    if not colon or not scheme or not value.strip():
        raise ProblemError(422, "invalid_owner")
    found = office.reusing.look_up(
        scheme.strip().lower(), value.strip(), type_code=of_type, on=on, actor=actor
    )
    return ReuseListBody(items=[item_body(item, words) for item in found])


def use(ask: ReuseAsk, office: OfficeOf, actor: Asker, once: OnceOf) -> Response:
    """Use a document for a dossier; the receipt proves who used what, when and why."""
    wanted = ReuseRequest(
        document=ask.document,
        dossier=ask.dossier,
        procedure=ask.procedure,
        purpose=ask.purpose,
        legal_basis=ask.legal_basis,
        fields=tuple(ask.fields),
    )

    def act() -> Answer:
        link = office.reusing.use(wanted, actor)
        return Answer(status=201, body=link_body(link).model_dump(mode="json"))

    return once.run(ask.model_dump_json, act)


def reuse() -> APIRouter:
    """Return the routes of reuse."""
    router = APIRouter(tags=["reuse"])
    router.add_api_route("/reuse", look_up, methods=["GET"], summary="What is held already")
    router.add_api_route(
        "/reuse",
        use,
        methods=["POST"],
        status_code=201,
        response_model=ReuseBody,
        summary="Use a document",
        responses=problems(404, 409),
    )
    return router
