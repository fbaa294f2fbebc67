"""Builds the web application out of what it is handed. It serves nothing by itself.

The API holds no keys and opens no document in its own process: rendering and verifying run in
the sandbox, signing in workers. Everything it does is an act of `workers`.
"""

from collections.abc import Mapping
from typing import Final

from fastapi import APIRouter, Depends, FastAPI

from api.access import asker
from api.body_limit import BodyLimit
from api.described import Description, problems
from api.docs_page import docs_page
from api.languages import Language, Phrases
from api.metrics import CountRequests, Metrics
from api.outer import OuterLayer
from api.problem_handlers import ProblemHandlers
from api.routes_batches import batches
from api.routes_content import contents
from api.routes_deferred import deferred
from api.routes_documents import documents
from api.routes_dossiers import dossiers
from api.routes_evidence import evidence
from api.routes_health import health
from api.routes_jobs import jobs
from api.routes_keys import public_keys
from api.routes_mandates import mandates
from api.routes_oauth import TokenEndpoint
from api.routes_problems import problem_pages
from api.routes_results import results
from api.routes_returns import returns, tickets
from api.routes_reuse import reuse
from api.routes_scans import scans
from api.routes_seal import sealing
from api.routes_short_links import short_links
from api.routes_signing import signing
from api.routes_verify import verification
from api.settings import ApiSettings
from api.tokens import TokenAuthority
from workers.office import Office

PREFIX: Final = "/api/v1"

_DESCRIPTION: Final = """\
Dossiers, their papers, signatures and reuse. Problems follow RFC 9457 in Vietnamese or English
(`Accept-Language`). Unsafe requests take `Idempotency-Key`, changes take `If-Match`, lists are
keyset pages. Another agency's thing is 404.
"""


def create_app(
    office: Office,
    settings: ApiSettings,
    *,
    reasons: Mapping[Language, Mapping[str, str]] | None = None,
    version: str = "0.1.0",
) -> FastAPI:
    """Return the ASGI application for one office.

    `reasons` are the sentences for the reasons of a verdict, by language and code.
    """
    phrases = Phrases.load(reasons)
    app = FastAPI(
        title="sohoa",
        version=version,
        description=_DESCRIPTION,
        docs_url=None,  # the stock pages load scripts from another host
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=lambda route: route.name,
    )
    app.state.office = office
    app.state.settings = settings
    app.state.phrases = phrases
    app.state.metrics = Metrics()
    app.state.tokens = TokenAuthority(
        settings.token_key, seconds=settings.token_seconds, clock=office.clock
    )
    app.include_router(TokenEndpoint().router())
    app.include_router(_version_one())
    app.include_router(returns(PREFIX))
    for router in (public_keys(), health(), problem_pages(), docs_page(), short_links()):
        app.include_router(router)
    app.openapi = Description(app)  # type: ignore[method-assign] # FastAPI's documented way
    ProblemHandlers(phrases).install(app)
    app.add_middleware(
        BodyLimit, max_bytes=settings.max_json_bytes, idle_seconds=settings.body_idle_seconds
    )
    # Added last, entered first: the outer layer also names and guards what is merely counted.
    app.add_middleware(CountRequests, metrics=app.state.metrics)
    app.add_middleware(OuterLayer, phrases=phrases)
    return app


def _version_one() -> APIRouter:
    """Return all routes that ask who is there."""
    router = APIRouter(
        prefix=PREFIX,
        dependencies=[Depends(asker)],
        responses=problems(401, 403, 422, 500, 503),
    )
    for part in (
        dossiers(),
        scans(),
        jobs(),
        documents(),
        contents(),
        evidence(),
        results(),
        signing(),
        sealing(),
        tickets(),
        deferred(),
        batches(),
        mandates(),
        reuse(),
        verification(),
    ):
        router.include_router(part)
    return router
