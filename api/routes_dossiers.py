"""Dossiers: opened at the counter, looked at, their split accepted."""

from urllib.parse import quote

from fastapi import APIRouter
from starlette.responses import Response

from api.access import Asker, OfficeOf
from api.described import headers, problems
from api.idempotency import Answer, OnceOf
from api.schemas_dossiers import DossierAsk, DossierBody, SplitAsk, SplitBody
from api.texts import DossierRef
from api.views_dossiers import dossier_body, short_body
from api.wording import WordsOf
from workers.intake import NewDossier
from workers.splitting import AcceptedPart


def open_dossier(
    ask: DossierAsk, office: OfficeOf, actor: Asker, words: WordsOf, once: OnceOf
) -> Response:
    """Open a dossier for an owner and a procedure; its components are what the procedure asks."""
    new = NewDossier(
        code=ask.code,
        procedure=ask.procedure,
        owner_scheme=ask.owner.scheme,
        owner_number=ask.owner.value,
        owner_name=ask.owner.name,
        agency=ask.agency or actor.agency,
    )

    def act() -> Answer:
        code = office.intake.open_dossier(new, actor).code
        body = dossier_body(office.records.dossier(code, actor), words)
        return Answer(
            status=201,
            body=body.model_dump(mode="json"),
            headers={"Location": f"/api/v1/dossiers/{quote(code, safe='')}"},
        )

    return once.run(ask.model_dump_json, act)


def load_dossier(code: DossierRef, office: OfficeOf, actor: Asker, words: WordsOf) -> DossierBody:
    """Return a dossier, by code or id, with its components, documents and stacks."""
    return dossier_body(office.records.dossier(code, actor), words)


def accept_split(
    code: DossierRef, ask: SplitAsk, office: OfficeOf, actor: Asker, once: OnceOf
) -> Response:
    """Accept how the newest stack was split; the digitiser's signature is asked for."""
    parts = None
    if ask.documents is not None:
        parts = [AcceptedPart(pages=tuple(part.pages), type=part.type) for part in ask.documents]

    def act() -> Answer:
        filed = office.splitting.accept(code, parts, actor)
        body = SplitBody(documents=[short_body(document) for document in filed])
        return Answer(status=200, body=body.model_dump(mode="json"))

    return once.run(ask.model_dump_json, act)


def dossiers() -> APIRouter:
    """Return the routes of dossiers."""
    router = APIRouter(tags=["dossiers"])
    router.add_api_route(
        "/dossiers",
        open_dossier,
        methods=["POST"],
        status_code=201,
        response_model=DossierBody,
        summary="Open a dossier",
        responses={**headers(201, "Opened", Location="the dossier"), **problems(409)},
    )
    router.add_api_route(
        "/dossiers/{code}",
        load_dossier,
        methods=["GET"],
        summary="A dossier",
        responses=problems(404),
    )
    router.add_api_route(
        "/dossiers/{code}/split",
        accept_split,
        methods=["POST"],
        response_model=SplitBody,
        summary="Accept the split of a stack",
        responses=problems(404, 409),
    )
    return router
