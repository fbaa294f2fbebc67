"""Stacks of paper come in here. The bytes are kept and a row points at them before the answer."""

from collections.abc import Mapping
from typing import Final

from fastapi import APIRouter
from fastapi.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api.access import Asker, OfficeOf, SettingsOf
from api.described import headers, problems
from api.idempotency import Answer, OnceOf
from api.problems import ProblemError
from api.schemas_dossiers import ScanAcceptedBody
from api.texts import DossierRef
from api.uploads import multipart_body, received
from api.views_dossiers import accepted_body
from api.wording import WordsOf
from storage.jobs import Lane
from workers.intake import Upload

_LANE: Final = "lane"


async def hand_in(
    code: DossierRef,
    request: Request,
    office: OfficeOf,
    settings: SettingsOf,
    actor: Asker,
    once: OnceOf,
    words: WordsOf,
) -> Response:
    """Hand in one or more scanned files for a dossier, as a stream.

    The answer comes when the original bytes are safe; reading them is a job. What belongs to a
    batch that nobody waits for is read after the counter's papers. For the counter the answer says
    what is wrong with the pictures of the first pages, while they can still be scanned again.
    """

    def keep() -> Answer:
        uploads = [Upload(name=file.name, stream=file.stream) for file in form.files]
        lane = _lane(form.fields)
        scan, job = office.intake.receive(code, uploads, actor, lane=lane)
        seen = office.first_look.at(scan) if lane is Lane.COUNTER else ()
        return Answer(
            status=202,
            body=accepted_body(scan, job, seen, words).model_dump(),
            headers={"Location": f"/api/v1/jobs/{job.id}"},
        )

    limits = {"max_bytes": settings.max_upload_bytes, "max_files": settings.max_upload_files}
    async with received(request, **limits) as form:
        return await run_in_threadpool(once.run, form.fingerprint, keep)


def _lane(fields: Mapping[str, str]) -> Lane:
    try:
        return Lane(fields.get(_LANE, Lane.COUNTER))
    except ValueError as error:
        raise ProblemError(422, "unknown_lane") from error


def scans() -> APIRouter:
    """Return the routes of stacks."""
    lane = {
        "type": "string",
        "enum": list(Lane),
        "default": Lane.COUNTER,
        "description": "batch: nobody waits for it, the counter's papers are read first",
    }
    router = APIRouter(tags=["scans"])
    router.add_api_route(
        "/dossiers/{code}/scans",
        hand_in,
        methods=["POST"],
        status_code=202,
        response_model=ScanAcceptedBody,
        summary="Hand in a scanned stack",
        openapi_extra=multipart_body(optional={_LANE: lane}),
        responses={
            **headers(202, "Kept; to be read", Location="the job"),
            **problems(400, 404, 409, 413, 415, 507),
        },
    )
    return router
