"""`GET /d/{ref}`: where the code printed on a result leads."""

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import RedirectResponse


def follow_link(ref: Annotated[str, Path(pattern=r"^doc_[0-9a-z]{1,60}$")]) -> RedirectResponse:
    """Lead to the document's record, which asks who is there; nothing is told of it here."""
    return RedirectResponse(f"/api/v1/documents/{ref}", status_code=303)


def short_links() -> APIRouter:
    """Return the route of the codes on results."""
    router = APIRouter(tags=["documents"])
    router.add_api_route(
        "/d/{ref}",
        follow_link,
        methods=["GET"],
        status_code=303,
        response_class=RedirectResponse,
        summary="Where the code on a result leads",
    )
    return router
