"""`POST /verify`: what are the signatures of a file worth? Judged in the sandbox, never here."""

from fastapi import APIRouter
from fastapi.concurrency import run_in_threadpool
from starlette.requests import Request

from api.access import Asker, OfficeOf, SettingsOf
from api.described import problems
from api.schemas_signing import VerdictBody
from api.uploads import multipart_body, received
from api.views_signing import verdict_body
from api.wording import WordsOf
from workers.intake import Upload


async def verify(
    request: Request, office: OfficeOf, settings: SettingsOf, actor: Asker, words: WordsOf
) -> VerdictBody:
    """Judge the signatures of one PDF. The file is not kept."""
    async with received(request, max_bytes=settings.max_verify_bytes, max_files=1) as form:
        file = form.one_file()
        upload = Upload(name=file.name, stream=file.stream)
        verdict = await run_in_threadpool(office.judging.verify, upload, actor)
    return verdict_body(file.name, verdict, words)


def verification() -> APIRouter:
    """Return the route of verification."""
    router = APIRouter(tags=["verify"])
    router.add_api_route(
        "/verify",
        verify,
        methods=["POST"],
        summary="Judge the signatures of a file",
        responses=problems(400, 413, 415),
        openapi_extra=multipart_body(),
    )
    return router
