"""`/problems/{code}`: what the `type` of a problem opens, in both languages."""

from html import escape

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from starlette.requests import Request

from api.described import problems
from api.languages import Language, Phrases
from api.problems import ProblemError


def problem_page(code: str, request: Request) -> HTMLResponse:
    """Explain one kind of problem."""
    phrases: Phrases = request.app.state.phrases
    if code not in phrases.problems[Language.VI]:
        raise ProblemError(404, "not_found")
    parts = []
    for language in Language:
        words = phrases.problem(code, language)
        parts.append(
            f'<section lang="{language}"><h2>{escape(words.title)}</h2>'
            f"<p>{escape(words.advice)}</p></section>"
        )
    page = (
        '<!doctype html><html lang="vi"><meta charset="utf-8">'
        f"<title>{escape(code)}</title><h1><code>{escape(code)}</code></h1>{''.join(parts)}</html>"
    )
    return HTMLResponse(page)


def problem_pages() -> APIRouter:
    """Return the route of the explanations."""
    router = APIRouter(tags=["about"])
    router.add_api_route(
        "/problems/{code}",
        problem_page,
        methods=["GET"],
        response_class=HTMLResponse,
        responses=problems(404),
        summary="What a problem means and what to do",
    )
    return router
