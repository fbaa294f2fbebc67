"""Shapes of signing tasks and of what a check of signatures found."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from api.schemas import Ask, ReasonBody, Tell

Profile = Literal["leader", "agency", "digitiser", "copy", "appendix", "invisible"]
SignatureLevel = Literal["b-b", "b-t", "b-lt", "b-lta"]
Capacity = Literal["", "TM", "Q", "KT", "TL", "TUQ"]

HEX_SHA256 = r"^[0-9a-f]{64}$"


class SigningTaskAsk(Ask):
    """Who is to sign which document (capacity: NĐ 30/2020 art. 13)."""

    document: str = Field(min_length=1, max_length=100, examples=["doc_01"])
    signer: str = Field(min_length=1, max_length=100, examples=["chu-tich"])
    capacity: Capacity = ""
    profile: Profile = "leader"
    level: SignatureLevel | None = None


class ApproveAsk(Ask):
    """The signer's own act: exactly these bytes, and no others."""

    shown_sha256: str = Field(pattern=HEX_SHA256, examples=["9f" * 32])


class RefuseAsk(Ask):
    """The signer does not sign, and says why."""

    reason: str = Field(min_length=1, max_length=2000)


class NumberAsk(Ask):
    """The number in the register and the date of issue."""

    number: str = Field(min_length=1, max_length=64, examples=["15/QĐ-UBND"])
    date: date


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
