"""Files that a signer's own machine signs whole: a ticket asked for, a file fetched, brought back.

The two routes of the signing program ask for no token: the ticket in their address is made for one
task, one file, one person and twenty minutes, and is used up by one good return.
"""

from typing import Annotated, Final

from fastapi import APIRouter, Path
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import Field
from starlette.requests import Request

from api import plugin_vgca
from api.access import Asker, OfficeOf, SettingsOf
from api.described import problems
from api.file_names import content_disposition
from api.languages import Phrases, negotiate
from api.problems import ProblemError, problem_of
from api.schemas import Ask, Tell
from api.schemas_signing import HEX_SHA256
from api.uploads import received_in
from storage.errors import ConflictError, NotFoundError, StateError
from workers.intake import Upload
from workers.permissions import ForbiddenError
from workers.refusals import RefusedError

PREFIX: Final = "/returns"
_TOLD: Final = (RefusedError, NotFoundError, ConflictError, StateError, ForbiddenError)
Secret = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{20,100}$")]


class TicketAsk(Ask):
    """The signer's wish to sign exactly these bytes on their own machine."""

    shown_sha256: str = Field(pattern=HEX_SHA256, examples=["9f" * 32])


class TicketBody(Tell):
    """A ticket. `parameters` go to the signing program's `function`, see docs/keys.md."""

    expires_at: str
    deed: str = Field(examples=["approve", "issue"])
    file: str = Field(description="path that the file is fetched from")
    upload: str = Field(description="path that the signed file is sent to")
    function: str = Field(examples=["vgca_sign_approved"])
    parameters: dict[str, object]


def give(task: str, ask: TicketAsk, office: OfficeOf, actor: Asker) -> TicketBody:
    """Give the task's signer a ticket; one given before for the task is void."""
    try:
        given = office.returning.give(task, ask.shown_sha256, actor)
    except ConflictError as error:
        raise ProblemError(409, "shown_bytes_differ") from error
    upload = f"/api/v1{PREFIX}/{given.secret}"
    fetch, deed = f"{upload}/file", given.ticket.deed
    return TicketBody(
        expires_at=given.ticket.expires_at.isoformat(),
        deed=deed.value,
        file=fetch,
        upload=upload,
        function=plugin_vgca.FUNCTIONS[deed],
        parameters=plugin_vgca.parameters(given.document, deed, fetch=fetch, upload=upload),
    )


def fetch(ticket: Secret, office: OfficeOf) -> StreamingResponse:
    """Hand out the file to sign, as its signer was shown it."""
    given, file = office.returning.hand_out(ticket)
    headers = {
        "Content-Length": str(file.size),
        "Content-Disposition": content_disposition(f"{given.document}.pdf"),
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
    }
    return StreamingResponse(office.objects.read(file.sha256), 200, headers, file.media_type)


async def bring_back(
    ticket: Secret, request: Request, office: OfficeOf, settings: SettingsOf
) -> JSONResponse:
    """Take the signed file if it holds. The answer is in the shape of the signing program.

    A file that is not taken is told with `Status` false, in the signer's words; nothing moved.
    """
    try:
        given = await run_in_threadpool(office.returning.check, ticket)
        async with received_in(
            request,
            plugin_vgca.UPLOAD_FIELD,
            max_bytes=settings.max_upload_bytes,
            max_files=1,
        ) as form:
            file = form.one_file()
            upload = Upload(name=file.name, stream=file.stream)
            await run_in_threadpool(office.returning.take, ticket, upload)
    except _TOLD as error:
        return _refused(request, error)
    return JSONResponse(dict(plugin_vgca.taken(f"{given.document}.pdf")))


def _refused(request: Request, error: Exception) -> JSONResponse:
    problem = problem_of(error)
    code = "not_found" if problem is None else problem.code
    phrases: Phrases = request.app.state.phrases
    words = phrases.problem(code, negotiate(request.headers.get("accept-language")))
    return JSONResponse(dict(plugin_vgca.refused(f"{words.title}. {words.advice}", code)))


def tickets() -> APIRouter:
    """Return the route by which a signer asks for a ticket."""
    router = APIRouter(tags=["signing"], prefix="/signing-tasks")
    router.add_api_route(
        "/{task}/ticket",
        give,
        methods=["POST"],
        status_code=201,
        summary="Sign a whole file on one's own machine",
        responses=problems(404, 409),
    )
    return router


def returns(prefix: str) -> APIRouter:
    """Return the routes of the signing program, which knows no token."""
    router = APIRouter(tags=["signing"], prefix=prefix + PREFIX)
    router.add_api_route(
        "/{ticket}/file",
        fetch,
        methods=["GET"],
        summary="The file to sign",
        response_class=StreamingResponse,
        responses={
            200: {"content": {"application/pdf": {}}, "description": "The file"},
            **problems(404, 409, 422, 500, 503),
        },
    )
    router.add_api_route(
        "/{ticket}",
        bring_back,
        methods=["POST"],
        summary="The signed file",
        responses=problems(400, 413, 415, 422, 500, 503),
        openapi_extra={
            "requestBody": {
                "required": True,
                "content": {
                    "multipart/form-data": {
                        "schema": {
                            "type": "object",
                            "required": [plugin_vgca.UPLOAD_FIELD],
                            "properties": {
                                plugin_vgca.UPLOAD_FIELD: {"type": "string", "format": "binary"}
                            },
                        }
                    }
                },
            }
        },
    )
    return router
