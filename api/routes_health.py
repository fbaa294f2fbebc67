"""Is it alive, is it ready, how is it doing. No personal data, so no token is asked for.

Readiness asks for the catalogue alone: with the object store or the queue away, the office still
takes papers in (they wait in the spool and the ledger).
"""

from fastapi import APIRouter
from fastapi.responses import JSONResponse, PlainTextResponse
from starlette.requests import Request

from api.access import OfficeOf
from api.metrics import Metrics, exposition
from api.schemas import HealthBody
from storage.errors import StorageError


def livez() -> HealthBody:
    """Tell that the process answers."""
    return HealthBody(status="ok")


def readyz(office: OfficeOf) -> JSONResponse:
    """Tell whether requests can be served: the catalogue answers."""
    try:
        with office.catalogue.reading() as tx:
            tx.jobs.counts()
    except StorageError:
        return JSONResponse(HealthBody(status="catalogue_unavailable").model_dump(), 503)
    return JSONResponse(HealthBody(status="ok").model_dump())


def metrics(request: Request, office: OfficeOf) -> PlainTextResponse:
    """Give numbers in the Prometheus text format: requests served, jobs by state."""
    counted: Metrics = request.app.state.metrics
    with office.catalogue.reading() as tx:
        jobs = tx.jobs.counts()
    return PlainTextResponse(
        exposition(counted, jobs), media_type="text/plain; version=0.0.4; charset=utf-8"
    )


def health() -> APIRouter:
    """Return the routes about the process itself."""
    router = APIRouter(tags=["about"])
    router.add_api_route("/livez", livez, methods=["GET"], summary="Is the process alive")
    router.add_api_route(
        "/readyz",
        readyz,
        methods=["GET"],
        summary="Can it serve",
        response_model=HealthBody,
        responses={503: {"model": HealthBody, "description": "Not now"}},
    )
    router.add_api_route(
        "/metrics", metrics, methods=["GET"], summary="Numbers", response_class=PlainTextResponse
    )
    return router
