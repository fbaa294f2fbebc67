"""Mandates: given and ended by the administrator, seen by staff."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from api.access import Asker, OfficeOf
from api.described import headers, problems
from api.idempotency import Answer, OnceOf
from api.paging import DEFAULT_LIMIT, MAX_LIMIT, after_id, link_header, page_of
from api.schemas_mandates import MandateAsk, MandateBody, MandateListBody
from storage.mandates import Capacity, Mandate
from workers.mandate_register import NewMandate


def give_mandate(ask: MandateAsk, office: OfficeOf, actor: Asker, once: OnceOf) -> Response:
    """Write down who may sign for whom, as it was decided on paper."""

    def act() -> Answer:
        given = office.mandates.add(
            NewMandate(
                agency=ask.agency,
                signer=ask.signer,
                capacity=Capacity(ask.capacity),
                principal=ask.principal,
                procedures=tuple(ask.procedures),
                types=tuple(ask.types),
                valid_from=ask.valid_from,
                valid_to=ask.valid_to,
                document_number=ask.document_number,
                document_date=ask.document_date,
            ),
            actor,
        )
        return Answer(status=201, body=_body(given).model_dump(mode="json"))

    return once.run(ask.model_dump_json, act)


def list_mandates(
    request: Request,
    response: Response,
    office: OfficeOf,
    actor: Asker,
    signer: Annotated[str | None, Query(max_length=100)] = None,
    after: Annotated[str | None, Query(max_length=200)] = None,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = DEFAULT_LIMIT,
) -> MandateListBody:
    """Return a page of the mandates within reach, ended ones too, oldest first."""
    found = office.mandates.list(actor, signer=signer, after=after_id(after), limit=limit + 1)
    page = page_of(tuple(found), limit=limit, name=lambda mandate: mandate.id)
    response.headers.update(link_header(request, page.after))
    return MandateListBody(items=[_body(mandate) for mandate in page.items])


def end_mandate(mandate: str, office: OfficeOf, actor: Asker, once: OnceOf) -> Response:
    """End a mandate now: nothing more is signed by it."""

    def act() -> Answer:
        ended = office.mandates.end(mandate, actor)
        return Answer(status=200, body=_body(ended).model_dump(mode="json"))

    return once.run(lambda: "", act)


def mandates() -> APIRouter:
    """Return the routes of mandates."""
    router = APIRouter(tags=["mandates"], prefix="/mandates")
    router.add_api_route(
        "",
        give_mandate,
        methods=["POST"],
        status_code=201,
        response_model=MandateBody,
        summary="Say who may sign for whom",
        responses=problems(404, 409),
    )
    router.add_api_route(
        "",
        list_mandates,
        methods=["GET"],
        summary="Who may sign for whom",
        responses=headers(200, "A page", Link="`rel=next`: the next page"),
    )
    router.add_api_route(
        "/{mandate}/end",
        end_mandate,
        methods=["POST"],
        response_model=MandateBody,
        summary="End a mandate",
        responses=problems(404),
    )
    return router


def _body(mandate: Mandate) -> MandateBody:
    return MandateBody(
        id=mandate.id,
        agency=mandate.agency,
        signer=mandate.signer,
        capacity=mandate.capacity.value,
        principal=mandate.principal,
        procedures=[*mandate.procedures],
        types=[*mandate.types],
        valid_from=mandate.valid_from,
        valid_to=mandate.valid_to,
        document_number=mandate.document_number,
        document_date=mandate.document_date,
        created_at=mandate.created_at,
        ended_at=mandate.ended_at,
    )
