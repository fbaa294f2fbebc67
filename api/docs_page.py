"""`/docs`: the API's description as a page without scripts, for people offline.

The stock pages of the framework load their scripts from another host; this one is rendered out
of the same `/openapi.json` that programs read.
"""

import json
from html import escape
from typing import Any, Final

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from starlette.requests import Request

_STYLE: Final = (
    "body{font:16px/1.5 sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem}"
    "code,pre{font-size:.9em}pre{overflow:auto;background:#f4f4f4;padding:.7rem}"
    "details{border-top:1px solid #ccc;padding:.4rem 0}summary{cursor:pointer}"
    "b.m{display:inline-block;min-width:4.5rem}"
)
# Only this page has a style of its own; scripts stay forbidden.
_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"


def show_docs(request: Request) -> HTMLResponse:
    """Show every route with what it takes and answers."""
    schema: dict[str, Any] = request.app.openapi()
    operations = [
        _operation(path, method, operation)
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    ]
    info = schema["info"]
    page = (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{escape(info["title"])}'
        f"</title><style>{_STYLE}</style><h1>{escape(info['title'])} {escape(info['version'])}</h1>"
        f'<p>{escape(info["description"])}</p><p><a href="/openapi.json">/openapi.json</a></p>'
        f"{''.join(operations)}<h2>Shapes</h2>{_shapes(schema)}</html>"
    )
    return HTMLResponse(page, headers={"Content-Security-Policy": _POLICY})


def _operation(path: str, method: str, operation: dict[str, Any]) -> str:
    parameters = "".join(
        f"<li><code>{escape(one['name'])}</code> ({escape(one['in'])}"
        f"{', required' if one.get('required') else ''}) {escape(one.get('description', ''))}</li>"
        for one in operation.get("parameters", ())
    )
    answers = "".join(
        f"<li><b>{escape(status)}</b> {escape(answer['description'])} {_named(answer)}</li>"
        for status, answer in operation["responses"].items()
    )
    body = _named(operation.get("requestBody", {}))
    return (
        f'<details><summary><b class="m">{method.upper()}</b> <code>{escape(path)}</code> '
        f"{escape(operation.get('summary', ''))}</summary>"
        f"<p>{escape(operation.get('description', ''))}</p><ul>{parameters}</ul>"
        f"<p>{'Body: ' + body if body else ''}</p><ul>{answers}</ul></details>"
    )


def _named(holder: dict[str, Any]) -> str:
    names = []
    for media_type, content in holder.get("content", {}).items():
        shape = content.get("schema", {}).get("$ref", "").rpartition("/")[2]
        link = f' <a href="#{escape(shape)}">{escape(shape)}</a>' if shape else ""
        names.append(f"<code>{escape(media_type)}</code>{link}")
    return ", ".join(names)


def _shapes(schema: dict[str, Any]) -> str:
    return "".join(
        f'<details id="{escape(name)}"><summary>{escape(name)}</summary>'
        f"<pre>{escape(json.dumps(shape, ensure_ascii=False, indent=1))}</pre></details>"
        for name, shape in schema["components"]["schemas"].items()
    )


def docs_page() -> APIRouter:
    """Return the route of the page."""
    router = APIRouter(include_in_schema=False)
    router.add_api_route("/docs", show_docs, methods=["GET"], response_class=HTMLResponse)
    return router
