"""Signing tasks: asked for, listed, approved by the signer's own act, or refused.

The API holds no keys: approving writes down which bytes were shown; workers sign them.
"""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from api.access import Asker, OfficeOf
from api.described import headers, problems
from api.idempotency import Answer, OnceOf
from api.paging import DEFAULT_LIMIT, MAX_LIMIT, after_id, link_header, page_of
from api.problems import ProblemError
from api.routes_batches import opened, pages_of
from api.schemas_dossiers import JobLinkBody
from api.schemas_signing import (
    ApproveAsk,
    RefuseAsk,
    SignerTaskBody,
    SigningTaskAsk,
    SigningTaskBody,
    SigningTaskListBody,
)
from api.views_signing import signer_task_body, task_body
from api.wording import WordsOf
from storage.errors import ConflictError
from storage.tasks import TaskState
from workers.approving import Shown
from workers.batching import Pin


def ask_signature(ask: SigningTaskAsk, office: OfficeOf, actor: Asker, once: OnceOf) -> Response:
    """Ask somebody to sign a document."""

    def act() -> Answer:
        task = office.approvals.ask(
            ask.document,
            signer=ask.signer,
            capacity=ask.capacity,
            profile=ask.profile,
            level=ask.level,
            actor=actor,
        )
        return Answer(
            status=201,
            body=task_body(task).model_dump(mode="json"),
            headers={"Location": f"/api/v1/signing-tasks/{task.id}"},
        )

    return once.run(ask.model_dump_json, act)


def list_tasks(
    request: Request,
    response: Response,
    office: OfficeOf,
    actor: Asker,
    state: TaskState | None = None,
    mine: Annotated[bool, Query(description="only those that wait for the asker")] = False,  # noqa: FBT002 - a query parameter
    after: Annotated[str | None, Query(max_length=200)] = None,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = DEFAULT_LIMIT,
) -> SigningTaskListBody:
    """Return a page of the signing tasks within reach, oldest first."""
    found = office.approvals.list(
        actor, state=state, mine=mine, after=after_id(after), limit=limit + 1
    )
    page = page_of(found, limit=limit, name=lambda task: task.id)
    response.headers.update(link_header(request, page.after))
    return SigningTaskListBody(items=[task_body(task) for task in page.items])


def load_task(task: str, office: OfficeOf, actor: Asker, words: WordsOf) -> SignerTaskBody:
    """Return one signing task, and what stands in the way of signing it or soon will."""
    found = office.approvals.load(task, actor)
    return signer_task_body(found, office.obstacles.of(found), words)


def approve(task: str, ask: ApproveAsk, office: OfficeOf, actor: Asker, once: OnceOf) -> Response:
    """Sign: exactly the bytes with this hash. Another hash is a 409, nothing is signed."""

    def act() -> Answer:
        try:
            shown = Shown(task=task, sha256=ask.shown_sha256, pages=pages_of(ask.shown_pages))
            sealed = opened(ask.sealed_pin)
            pin = None if sealed is None else Pin(sealed, ask.final_try)
            job = office.approvals.approve(shown, actor, pin=pin)
        except ConflictError as error:
            raise ProblemError(409, "shown_bytes_differ") from error
        return Answer(
            status=202,
            body=JobLinkBody(job=job.id).model_dump(),
            headers={"Location": f"/api/v1/jobs/{job.id}"},
        )

    return once.run(ask.model_dump_json, act)


def refuse(task: str, ask: RefuseAsk, office: OfficeOf, actor: Asker, once: OnceOf) -> Response:
    """Refuse to sign, with a reason; the result goes back to being a draft."""

    def act() -> Answer:
        refused = office.approvals.refuse(task, ask.reason, actor)
        return Answer(status=200, body=task_body(refused).model_dump(mode="json"))

    return once.run(ask.model_dump_json, act)


def signing() -> APIRouter:
    """Return the routes of signing tasks."""
    router = APIRouter(tags=["signing"], prefix="/signing-tasks")
    router.add_api_route(
        "",
        ask_signature,
        methods=["POST"],
        status_code=201,
        response_model=SigningTaskBody,
        summary="Ask for a signature",
        responses={**headers(201, "Asked", Location="the task"), **problems(404, 409)},
    )
    router.add_api_route(
        "",
        list_tasks,
        methods=["GET"],
        summary="What waits to be signed",
        responses=headers(200, "A page", Link="`rel=next`: the next page"),
    )
    router.add_api_route(
        "/{task}", load_task, methods=["GET"], summary="A signing task", responses=problems(404)
    )
    router.add_api_route(
        "/{task}/approve",
        approve,
        methods=["POST"],
        status_code=202,
        response_model=JobLinkBody,
        summary="Sign what was shown",
        responses={**headers(202, "To be signed", Location="the job"), **problems(404, 409)},
    )
    router.add_api_route(
        "/{task}/refuse",
        refuse,
        methods=["POST"],
        response_model=SigningTaskBody,
        summary="Refuse to sign",
        responses=problems(404, 409),
    )
    return router
