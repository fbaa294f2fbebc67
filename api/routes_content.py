"""A document's bytes: whole and checked, or one range of them."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Header, Query
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from api.access import Asker, OfficeOf
from api.described import problems
from api.etags import bytes_tag, matches
from api.file_names import content_disposition
from api.ranges import parse
from storage.records import Representation

_ENDINGS = {"application/pdf": ".pdf", "image/tiff": ".tif", "image/jpeg": ".jpg"}


def content(
    ref: str,
    request: Request,
    office: OfficeOf,
    actor: Asker,
    representation: Annotated[
        Representation | None, Query(description="the best form there is, when left out")
    ] = None,
    version: Annotated[int | None, Query(ge=1, le=10_000)] = None,
    byte_range: Annotated[str | None, Header(alias="Range", examples=["bytes=0-1023"])] = None,
    if_none_match: Annotated[str | None, Header(alias="If-None-Match")] = None,
    if_range: Annotated[str | None, Header(alias="If-Range")] = None,
) -> Response:
    """Return the bytes. The `ETag` is their SHA-256; their digest is checked on the way out.

    A part cannot be checked by itself: whoever puts parts together checks the whole against the
    `ETag`.
    """
    found = office.records.content(ref, actor, representation=representation, version=version)
    file = found.file
    tag = bytes_tag(file.sha256)
    headers = {
        "ETag": tag,
        "Accept-Ranges": "bytes",
        "Cache-Control": "private, no-cache",  # may be kept, must be asked for again
        "Content-Disposition": content_disposition(
            file.name or f"{ref}{_ENDINGS.get(file.media_type, '')}"
        ),
    }
    if if_none_match is not None and matches(if_none_match, tag):
        return Response(status_code=304, headers=headers)
    # RFC 9110 13.1.5: with another tag in If-Range, the whole is sent.
    stale = if_range is not None and if_range.strip() != tag
    part = None if stale else parse(byte_range, file.size)
    if part is None:
        headers["Content-Length"] = str(file.size)
        chunks: Iterator[bytes] = found.read()
        status = 200
    else:
        headers["Content-Length"] = str(part.length)
        headers["Content-Range"] = part.header(file.size)
        chunks = found.read_range(part.start, part.length)
        status = 206
    if request.method == "HEAD":
        return Response(status_code=status, headers=headers, media_type=file.media_type)
    return StreamingResponse(chunks, status, headers, media_type=file.media_type)


def contents() -> APIRouter:
    """Return the route of bytes."""
    router = APIRouter(tags=["documents"])
    router.add_api_route(
        "/documents/{ref}/content",
        content,
        methods=["GET"],
        summary="Its bytes",
        response_class=StreamingResponse,
        responses={
            200: {"content": {"application/pdf": {}, "image/*": {}}, "description": "The whole"},
            206: {"content": {"application/pdf": {}, "image/*": {}}, "description": "The part"},
            304: {"description": "The asker has these bytes already"},
            **problems(404, 416),
        },
    )
    router.add_api_route(
        "/documents/{ref}/content", content, methods=["HEAD"], include_in_schema=False
    )
    return router
