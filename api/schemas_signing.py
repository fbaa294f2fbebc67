"""Shapes of signing tasks and of what a check of signatures found."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from api.schemas import Ask, ReasonBody, Tell

Profile = Literal["leader", "agency", "digitiser", "copy", "appendix", "invisible"]
SignatureLevel = Literal["b-b", "b-t", "b-lt", "b-lta"]
Capacity = Literal["", "TM", "Q", "KT", "TL", "TUQ"]

HEX_SHA256 = r"^[0-9a-f]{64}$"
MAX_WIDTH = 3000  # pixels of a picture of a page

SealedPin = Annotated[
    str,
    Field(
        min_length=1,
        max_length=1000,
        pattern=r"^[A-Za-z0-9+/]+={0,2}$",
        description="the PIN, sealed in the signer's browser to the signing worker for these very "
        "tasks and hashes; Base64",
    ),
]


class SigningTaskAsk(Ask):
    """Who is to sign which document (capacity: NĐ 30/2020 art. 13)."""

    document: str = Field(min_length=1, max_length=100, examples=["doc_01"])
    signer: str = Field(min_length=1, max_length=100, examples=["chu-tich"])
    capacity: Capacity = ""
    profile: Profile = "leader"
    level: SignatureLevel | None = None


class ShownPagesAsk(Ask):
    """The pictures that the signer looked at, from the first page on."""

    width: int = Field(ge=1, le=MAX_WIDTH, examples=[1000], description="as it was asked for")
    renderer: str = Field(
        min_length=1,
        max_length=200,
        examples=["pypdfium2 5.0.0, Pillow 12.0.0"],
        description="the header `Sohoa-Renderer` that came with the pictures",
    )
    pages: list[Annotated[str, Field(pattern=HEX_SHA256, examples=["5c" * 32])]] = Field(
        min_length=1, max_length=300, description="SHA-256 of each page's PNG, in order"
    )


class ApproveAsk(Ask):
    """The signer's own act: exactly these bytes, and no others."""

    shown_sha256: str = Field(pattern=HEX_SHA256, examples=["9f" * 32])
    shown_pages: ShownPagesAsk | None = None
    sealed_pin: SealedPin | None = None
    final_try: bool = Field(
        default=False, description="the signer knows that one more wrong PIN locks the device"
    )


class RefuseAsk(Ask):
    """The signer does not sign, and says why."""

    reason: str = Field(min_length=1, max_length=2000)


class NumberAsk(Ask):
    """The number in the register and the date of issue."""

    number: str = Field(min_length=1, max_length=64, examples=["15/QĐ-UBND"])
    date: date


class ObstacleBody(ReasonBody):
    """Something to know before signing; `blocks`: it cannot be signed until this is mended."""

    blocks: bool


class SigningTaskBody(Tell):
    """A signing task. `shown_sha256` is the hash of the bytes that the signer approved."""

    id: str
    document: str
    agency: str
    signer: str
    capacity: str
    profile: str
    level: str
    state: str = Field(
        examples=["waiting", "approved", "prepared", "cms-made", "signed", "refused", "failed"]
    )
    created_at: datetime
    shown_sha256: str | None
    reason: str | None
    batch: str | None = Field(examples=["bat_01"], description="approved with others in one act")
    mandate: str | None = Field(examples=["mnd_01"], description="by which its signer may sign")


class SignerTaskBody(SigningTaskBody):
    """A signing task, and what stands in the way of signing it or soon will."""

    preflight: list[ObstacleBody]


class SigningTaskListBody(Tell):
    """One page of signing tasks, oldest first."""

    items: list[SigningTaskBody]


class SignatureBody(Tell):
    """What was established for one signature or document timestamp (EN 319 102-1)."""

    field: str
    kind: Literal["signature", "timestamp"]
    signer: str | None
    issuer: str | None
    serial: str | None = Field(description="decimal")
    integrity: Literal["intact", "broken"]
    coverage: Literal["document", "revision", "partial"]
    changes: Literal["none", "permitted", "forbidden"]
    indication: Literal["PASSED", "FAILED", "INDETERMINATE"]
    subindication: str | None
    trust: Literal["trusted", "untrusted", "unknown"]
    revocation: Literal["good", "revoked", "unknown"]
    level: Literal["B-B", "B-T", "B-LT", "B-LTA", "none"]
    time: datetime | None
    time_source: Literal["timestamp", "claimed"] | None
    reasons: list[ReasonBody]
    organisation: str | None = Field(description="that manages the certificate")
    issuer_organisation: str | None
    valid_from: datetime | None
    valid_to: datetime | None
    trust_store: Literal["official", "public", "foreign"] | None


class PolicyBody(Tell):
    """Which rules a verdict was reached under."""

    id: str
    version: str


class VerdictBody(Tell):
    """What was established for a whole file; the same object as `sohoa verify --json` prints."""

    file: str
    sha256: str | None
    conclusion: Literal["valid", "invalid", "indeterminate", "unsigned", "unreadable"]
    structure: Literal["sound", "altered", "malformed"]
    findings: list[ReasonBody]
    signatures: list[SignatureBody]
    policy: PolicyBody | None
    checked_at: datetime | None
