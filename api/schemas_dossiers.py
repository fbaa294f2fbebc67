"""Shapes of dossiers, stacks and jobs."""

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, Field

from api.schemas import Ask, ReasonBody, Tell
from api.texts import addressable


class OwnerAsk(Ask):
    """Whom the dossier belongs to."""

    scheme: str = Field(pattern=r"^[a-z][a-z0-9_-]{0,31}$", examples=["cccd"])
    value: str = Field(min_length=1, max_length=64, examples=["001203000123"])
    name: str = Field(min_length=1, max_length=200, examples=["Nguyễn Văn A"])


class DossierAsk(Ask):
    """A new dossier. `code` is the portal's; without one the office makes its own."""

    code: Annotated[str, AfterValidator(addressable)] | None = Field(
        None,
        min_length=1,
        max_length=100,
        # Opaque, but it has to fit one segment of a path.
        pattern=r"^[^\s/?#%\\\x00-\x1f]+$",
        examples=["G06.01.001-261121-010001"],
    )
    procedure: str = Field(min_length=1, max_length=64, examples=["1.005129"])
    owner: OwnerAsk
    agency: str | None = Field(
        None, max_length=35, examples=["G06.01"], description="The asker's own when left out."
    )


class OwnerBody(Tell):
    """Whom the dossier belongs to."""

    scheme: str
    value: str
    name: str


class ComponentBody(Tell):
    """A paper that the procedure asks for, and what was done about it."""

    id: str
    position: int
    type: str
    required: bool
    decision: str = Field(examples=["expected", "scanned", "reused"])
    document: str | None
    reason: str | None


class DossierDocumentBody(Tell):
    """A document of the dossier, in short."""

    id: str
    kind: str = Field(examples=["component"])
    type: str
    title: str
    state: str = Field(examples=["read"])
    version: int
    code: str | None


class ScanFileBody(Tell):
    """A file of a stack, as it was handed in."""

    position: int
    name: str
    sha256: str
    size: int
    media_type: str
    problem: ReasonBody | None


class WarningBody(ReasonBody):
    """Something to look at in a stack: a stable code, and a sentence in the asker's language."""

    code: str = Field(examples=["page_hard_to_read"])
    page: int | None = Field(description="index into the stack's pages, from 0")


class ScanBody(Tell):
    """A stack handed in for the dossier."""

    id: str
    state: str = Field(examples=["read"])
    received_at: datetime
    files: list[ScanFileBody]
    problem: ReasonBody | None
    warnings: list[WarningBody] = Field(description="what a person should look at")


class DossierBody(Tell):
    """A dossier with all that lies in it."""

    id: str
    code: str
    procedure: str
    owner: OwnerBody
    agency: str
    created_at: datetime
    state: str
    components: list[ComponentBody]
    documents: list[DossierDocumentBody]
    scans: list[ScanBody]


class JobLinkBody(Tell):
    """Work was taken on; ask for the job to see how far it is."""

    job: str = Field(examples=["job_01"])


class FindingBody(ReasonBody):
    """What is wrong with the picture of a page, and what to do about it."""

    code: str = Field(examples=["blurred"])
    measure: float
    limit: float
    twin: int | None = Field(description="the page that this one repeats, from 0")


class SeenPageBody(Tell):
    """A page of the stack that was looked at as it arrived; without findings it is good."""

    page: int = Field(description="index into the stack's pages, from 0")
    findings: list[FindingBody]


class ScanAcceptedBody(JobLinkBody):
    """The stack is kept; reading it has been asked for."""

    scan: str = Field(examples=["scn_01"])
    seen: list[SeenPageBody] = Field(
        description="the first pages, as many as could be looked at within a second"
    )


class JobBody(Tell):
    """A piece of work. `done` of `total` is in its own unit, pages mostly."""

    id: str
    step: str = Field(examples=["read"])
    state: str = Field(examples=["waiting", "running", "done", "failed", "quarantined"])
    done: int
    total: int
    documents: list[str] = Field(description="ids of the documents that it made or changed")
    problem: ReasonBody | None


class PartAsk(Ask):
    """Pages of the stack, from 0, that are one paper."""

    pages: list[int] = Field(min_length=1, max_length=2000)
    type: str = Field(min_length=1, max_length=32, examples=["DON"])


class SplitAsk(Ask):
    """The split that a person accepts; without `documents` it is the one proposed."""

    documents: list[PartAsk] | None = Field(None, min_length=1, max_length=500)


class SplitBody(Tell):
    """The accepted split: one document a part, the digitiser's signature asked for."""

    documents: list[DossierDocumentBody]
