"""Shapes of a document's record, its text and its fields."""

from datetime import date, datetime

from pydantic import Field

from api.schemas import Ask, Tell
from api.schemas_signing import SigningTaskBody

FieldBox = tuple[float, float, float, float]


class FieldBody(Tell):
    """A field's value: a suggestion until `confirmed_by` says who vouches for it."""

    value: str
    confidence: float = Field(ge=0, le=1)
    page: int | None = Field(description="index into the document's `pages`")
    box: FieldBox | None = Field(description="pixels of the upright page")
    source: str = Field(examples=["ocr", "qr", "rule", "typed"])
    confirmed_by: str | None
    confirmed_at: datetime | None


class FileBody(Tell):
    """One form of the current version. Fetch it from `.../content?representation=`."""

    representation: str = Field(examples=["original", "archive", "signed"])
    sha256: str
    size: int
    media_type: str
    name: str | None


class PageBody(Tell):
    """A page of the document, in order."""

    index: int
    width: int
    height: int
    dpi: int
    rotation: int
    skew: float
    blank: bool
    confidence: float


class VerdictShortBody(Tell):
    """The newest judgement of the signatures, in short; the whole is at `.../signatures`."""

    conclusion: str
    sha256: str
    checked_at: datetime


class LastingBody(Tell):
    """The level that was promised of the signatures. `pending_since`: signed, not there yet."""

    level: str = Field(examples=["b-lt"])
    pending_since: datetime | None
    problem: str | None = Field(description="the code of what it waits for, or was given up for")
    given_up: bool
    renew_by: datetime | None = Field(description="when it needs another archive timestamp")


class DocumentBody(Tell):
    """A document's record. Its `ETag` is what `If-Match` wants back."""

    id: str
    code: str | None = Field(examples=["G06.01_CV_000021_V1"])
    kind: str
    dossier: str
    agency: str
    type: str
    title: str
    state: str
    version: int
    number: str | None
    issued_on: date | None
    expires_on: date | None
    reason: str | None
    created_at: datetime
    fields: dict[str, FieldBody]
    pages: list[PageBody]
    files: list[FileBody]
    signing_tasks: list[SigningTaskBody]
    verdict: VerdictShortBody | None
    lasting: LastingBody | None


class FieldsAsk(Ask):
    """Fields as a person typed them; `confirm` vouches for all fields of the document."""

    fields: dict[str, str] = Field(default_factory=dict, max_length=100)
    confirm: bool = False


class PageTextBody(Tell):
    """The text of one page, lines apart by line feeds."""

    index: int
    text: str
    confidence: float


class TextBody(Tell):
    """The text of a document, page by page. What OCR read is a suggestion."""

    document: str = Field(description="as it was asked for: id or DocCode")
    pages: list[PageTextBody]
