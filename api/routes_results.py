"""Results: a draft decision comes in as a PDF; number and date are stamped before anybody signs."""

from fastapi import APIRouter
from fastapi.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api.access import Asker, OfficeOf, SettingsOf
from api.described import headers, problems
from api.idempotency import Answer, OnceOf
from api.problems import ProblemError
from api.schemas_documents import DocumentBody
from api.schemas_signing import NumberAsk
from api.uploads import multipart_body, received
from api.views_documents import document_answer
from workers.intake import Upload

_DOSSIER = "dossier"
_TYPE = "type"


async def draft(
    request: Request, office: OfficeOf, settings: SettingsOf, actor: Asker, once: OnceOf
) -> Response:
    """Hand in the draft of a result: an unsigned PDF with room left for number and date."""

    def keep() -> Answer:
        form.only(_DOSSIER, _TYPE)
        file = form.one_file()
        dossier = form.fields.get(_DOSSIER, "").strip()
        if not dossier:
            raise ProblemError(422, "dossier_missing")
        chosen = {"type_code": form.fields[_TYPE]} if form.fields.get(_TYPE) else {}
        upload = Upload(name=file.name, stream=file.stream)
        document = office.results.draft(dossier, upload, actor, **chosen)
        return document_answer(office, document.id, actor, status=201)

    async with received(request, max_bytes=settings.max_verify_bytes, max_files=1) as form:
        return await run_in_threadpool(once.run, form.fingerprint, keep)


def number(result: str, ask: NumberAsk, office: OfficeOf, actor: Asker, once: OnceOf) -> Response:
    """Stamp the register's number and the date of issue onto the draft."""

    def act() -> Answer:
        document = office.results.number(result, ask.number, ask.date, actor)
        return document_answer(office, document.id, actor, status=200)

    return once.run(ask.model_dump_json, act)


def results() -> APIRouter:
    """Return the routes of results."""
    router = APIRouter(tags=["results"])
    dossier = {"type": "string", "description": "the dossier's code"}
    router.add_api_route(
        "/results",
        draft,
        methods=["POST"],
        status_code=201,
        response_model=DocumentBody,
        summary="Hand in a draft result",
        responses={
            **headers(201, "Kept", Location="the document", ETag="the record's row"),
            **problems(400, 404, 409, 413, 415, 507),
        },
        openapi_extra=multipart_body(required={_DOSSIER: dossier}),
    )
    router.add_api_route(
        "/results/{result}/number",
        number,
        methods=["POST"],
        response_model=DocumentBody,
        summary="Number and date a draft",
        responses=problems(404, 409),
    )
    return router
