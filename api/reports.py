"""A verdict in the form that the asker accepts: the `verify` object, a page, a PDF or ETSI XML."""

from collections.abc import Iterable
from typing import Any, Final

from fastapi import Response
from starlette.requests import Request

from api.file_names import content_disposition
from api.languages import Phrases, negotiate
from api.problems import ProblemError
from api.schemas_signing import VerdictBody
from api.views_signing import verdict_body
from api.wording import Words
from signing.evidence_piece import Piece
from signing.reports.forms import MEDIA_TYPES, Form, write_report
from signing.reports.words import ReportWords
from signing.verdict import FileVerdict
from workers.office import Office

_JSON: Final = "application/json"
_FORMS: Final = {
    _JSON: None,
    **{media: form for form, media in MEDIA_TYPES.items()},
    "text/xml": Form.XML,
}
# A page may hold nothing that runs or is fetched; told once more to the browser that shows it.
_PAGE_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
OTHER_FORMS: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "The verdict, in the form that `Accept` likes best",
        "content": {media: {} for media in MEDIA_TYPES.values()},
    }
}


def accepted_form(accept: str | None) -> Form | None:
    """Return the form that an `Accept` header likes best (RFC 9110 12.5.1); None: JSON.

    JSON wins ties and missing headers. Raises `ProblemError` (406) where no form is liked.
    """
    qualities: dict[Form | None, float] = {}
    ranges = list(_ranges(accept or "*/*"))
    for media, form in _FORMS.items():
        fitting = [found for found in ranges if _fits(found[0], media)]
        if fitting:
            _, quality = max(fitting, key=lambda found: _exactness(found[0]))
            qualities[form] = max(quality, qualities.get(form, 0.0))
    best = max(qualities, key=lambda form: (qualities[form], form is None), default=None)
    if not qualities or qualities[best] <= 0:
        raise ProblemError(406, "not_acceptable")
    return best


def verdict_answer(
    request: Request,
    form: Form | None,
    name: str,
    verdict: FileVerdict,
    words: Words,
    *,
    evidence: Iterable[Piece] = (),
) -> VerdictBody | Response:
    """Return the verdict on the file called `name` in one form.

    Raises `SigningError` (font_missing) where a PDF is wanted and no font has the letters for it.
    """
    if form is None:
        return verdict_body(name, verdict, words)
    office: Office = request.app.state.office
    phrases: Phrases = request.app.state.phrases
    language = negotiate(request.headers.get("accept-language"))
    told = ReportWords(language, phrases.reports[language], phrases.reasons.get(language, {}))
    made = write_report(form, name, verdict, told, evidence=evidence, font=office.results.font)
    headers = {
        "Content-Disposition": content_disposition(f"{name}.{form.value}"),
        "Content-Language": language.value,
        "Vary": "Accept, Accept-Language",
    }
    if form is Form.HTML:
        headers["Content-Security-Policy"] = _PAGE_POLICY
    return Response(made, media_type=MEDIA_TYPES[form], headers=headers)


def _ranges(accept: str) -> Iterable[tuple[str, float]]:
    for item in accept.split(","):
        media, *parameters = (part.strip().lower() for part in item.split(";"))
        weights = [p.partition("=")[2] for p in parameters if p.partition("=")[0].strip() == "q"]
        yield media, _quality(weights[0]) if weights else 1.0


def _quality(written: str) -> float:
    try:
        quality = float(written)
    except ValueError:
        return 0.0
    return quality if 0 <= quality <= 1 else 0.0


def _fits(media_range: str, media: str) -> bool:
    return media_range in {"*/*", media, f"{media.partition('/')[0]}/*"}


def _exactness(media_range: str) -> int:
    return 0 if media_range == "*/*" else 1 if media_range.endswith("/*") else 2
