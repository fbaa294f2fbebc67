"""Documents: the record, its text, its verdict, pictures of its pages, its fields."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Header, Path, Query, Response
from starlette.requests import Request

from api.access import Asker, OfficeOf
from api.described import headers, problems
from api.etags import required_row, row_tag
from api.idempotency import Answer, OnceOf
from api.problems import ProblemError
from api.reports import OTHER_FORMS, accepted_form, verdict_answer
from api.schemas_documents import DocumentBody, FieldsAsk, TextBody
from api.schemas_signing import MAX_WIDTH, VerdictBody
from api.views_documents import document_answer, document_body, page_text
from api.wording import WordsOf
from storage.errors import ConflictError
from storage.records import Representation
from workers.shown_pages import RENDERER

DEFAULT_WIDTH: Final = 1200
MAX_PAGES: Final = 100_000

Width = Annotated[int, Query(ge=16, le=MAX_WIDTH, description="pixels")]
PageNumber = Annotated[int, Path(ge=0, lt=MAX_PAGES, description="from 0")]
IfMatch = Annotated[
    str | None,
    Header(
        alias="If-Match",
        description="The `ETag` of the record that was looked at.",
        examples=['"r3"'],
    ),
]


def load_document(ref: str, response: Response, office: OfficeOf, actor: Asker) -> DocumentBody:
    """Return a document's record, by id or DocCode; reading it leaves a trace."""
    record = office.records.document(ref, actor)
    response.headers["ETag"] = row_tag(record.document.row)
    return document_body(record)


def load_text(ref: str, office: OfficeOf, actor: Asker) -> TextBody:
    """Return the text of a document, page by page."""
    pages = office.records.text(ref, actor)
    return TextBody(document=ref, pages=[page_text(page) for page in pages])


def load_signatures(
    ref: str, request: Request, office: OfficeOf, actor: Asker, words: WordsOf
) -> VerdictBody | Response:
    """Return the newest verdict on the document's present bytes, as `verify` gives it.

    `Accept: text/html`, `application/pdf` or `application/xml` (ETSI TS 119 102-2) give a report.
    404 `not_verified` while those bytes have not been judged.
    """
    form = accepted_form(request.headers.get("accept"))
    record = office.records.document(ref, actor)
    held = {file.representation: file for file in record.files}
    signed = held.get(Representation.SIGNED) or held.get(Representation.ORIGINAL)
    if record.verdict is None or signed is None or record.verdict_sha256 != signed.sha256:
        raise ProblemError(404, "not_verified")
    name = signed.name or record.document.id
    beside = office.evidence.beside(record.document, signed.sha256) if form else ()
    return verdict_answer(request, form, name, record.verdict, words, evidence=beside)


def page_image(
    ref: str, page: PageNumber, office: OfficeOf, actor: Asker, width: Width = DEFAULT_WIDTH
) -> Response:
    """Return a page as a picture; `X-Shown-SHA256` is the hash of the file that it shows.

    That hash is what an approval of these pages has to name. It may name the SHA-256 of each
    picture, too, and then `Sohoa-Renderer`: what drew it.
    """
    picture, sha256 = office.records.page_image(ref, page, width, actor)
    headers = {
        "X-Shown-SHA256": sha256,
        "Sohoa-Renderer": RENDERER,
        "ETag": f'"{sha256}-{page}-{width}"',
    }
    return Response(picture, media_type="image/png", headers=headers)


def change_fields(
    ref: str,
    ask: FieldsAsk,
    office: OfficeOf,
    actor: Asker,
    once: OnceOf,
    if_match: IfMatch = None,
) -> Response:
    """Correct fields and, with `confirm`, vouch for all of them."""
    row = required_row(if_match)

    def act() -> Answer:
        try:
            document = office.confirming.change_fields(
                ref, ask.fields, confirm=ask.confirm, row=row, actor=actor
            )
        except ConflictError as error:
            raise ProblemError(412, "precondition_failed") from error
        return document_answer(office, document.id, actor, status=200)

    return once.run(lambda: f"{row} {ask.model_dump_json()}", act)


def documents() -> APIRouter:
    """Return the routes of documents."""
    router = APIRouter(tags=["documents"], prefix="/documents/{ref}", responses=problems(404))
    png: dict[int | str, dict[str, Any]] = {
        200: {"content": {"image/png": {}}, "description": "The picture"}
    }
    router.add_api_route(
        "",
        load_document,
        methods=["GET"],
        summary="A document's record",
        responses=headers(200, "The record", ETag="what `If-Match` wants back"),
    )
    router.add_api_route("/text", load_text, methods=["GET"], summary="Its text")
    router.add_api_route(
        "/signatures",
        load_signatures,
        methods=["GET"],
        response_model=VerdictBody,
        summary="What its signatures are worth",
        responses={**OTHER_FORMS, **problems(404, 406)},
    )
    router.add_api_route(
        "/pages/{page}/image",
        page_image,
        methods=["GET"],
        summary="A picture of a page",
        response_class=Response,
        responses=png,
    )
    router.add_api_route(
        "/fields",
        change_fields,
        methods=["PATCH"],
        response_model=DocumentBody,
        summary="Correct and confirm fields",
        responses=problems(409, 412, 428),
    )
    return router
