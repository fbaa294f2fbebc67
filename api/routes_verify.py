"""`POST /verify`: what are the signatures of a file worth? Judged in the sandbox, never here."""

from fastapi import APIRouter, Response
from fastapi.concurrency import run_in_threadpool
from starlette.requests import Request

from api.access import Asker, OfficeOf, SettingsOf
from api.described import problems
from api.reports import OTHER_FORMS, accepted_form, verdict_answer
from api.schemas_signing import VerdictBody
from api.uploads import multipart_body, received
from api.wording import WordsOf
from workers.intake import Upload


async def verify(
    request: Request, office: OfficeOf, settings: SettingsOf, actor: Asker, words: WordsOf
) -> VerdictBody | Response:
    """Judge the signatures of one PDF. The file is not kept.

    `Accept: text/html`, `application/pdf` or `application/xml` (ETSI TS 119 102-2) give a report.
    """
    form = accepted_form(request.headers.get("accept"))
    async with received(request, max_bytes=settings.max_verify_bytes, max_files=1) as sent:
        file = sent.one_file()
        upload = Upload(name=file.name, stream=file.stream)
        verdict = await run_in_threadpool(office.judging.verify, upload, actor)
    return await run_in_threadpool(verdict_answer, request, form, file.name, verdict, words)


def verification() -> APIRouter:
    """Return the route of verification."""
    router = APIRouter(tags=["verify"])
    router.add_api_route(
        "/verify",
        verify,
        methods=["POST"],
        response_model=VerdictBody,
        summary="Judge the signatures of a file",
        responses={**OTHER_FORMS, **problems(400, 406, 413, 415)},
        openapi_extra=multipart_body(),
    )
    return router
