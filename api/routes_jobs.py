"""Jobs: how far work is that was taken on with a 202."""

from fastapi import APIRouter

from api.access import Asker, OfficeOf
from api.described import problems
from api.schemas_dossiers import JobBody
from api.views_dossiers import job_body
from api.wording import WordsOf


def load_job(job: str, office: OfficeOf, actor: Asker, words: WordsOf) -> JobBody:
    """Tell how far a job is; what went wrong comes with what to do about it."""
    return job_body(office.records.job(job, actor), words)


def jobs() -> APIRouter:
    """Return the routes of jobs."""
    router = APIRouter(tags=["jobs"])
    router.add_api_route(
        "/jobs/{job}",
        load_job,
        methods=["GET"],
        summary="How far a job is",
        responses=problems(404),
    )
    return router
