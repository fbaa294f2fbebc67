"""Shapes of looking up and reusing what other dossiers hold already."""

from datetime import date, datetime

from pydantic import Field

from api.schemas import Ask, ReasonBody, Tell


class ReuseAsk(Ask):
    """A use of one document in another dossier: for what, and on which legal basis."""

    document: str = Field(min_length=1, max_length=100, examples=["doc_01"])
    dossier: str = Field(min_length=1, max_length=100, examples=["G09.20-20260609-0092637"])
    procedure: str = Field(min_length=1, max_length=64, examples=["1.005129"])
    purpose: str = Field(min_length=1, max_length=500, examples=["Cấp lại giấy phép"])
    legal_basis: str = Field(min_length=1, max_length=500, examples=["NĐ 224/2026/NĐ-CP, Điều 15"])
    fields: list[str] = Field(default_factory=list, max_length=100, examples=[["ho_ten"]])


class ReuseItemBody(Tell):
    """A document that the office holds for the owner, and whether it may be used."""

    document: str
    code: str | None
    version: int
    type: str
    title: str
    kind: str
    agency: str
    number: str | None
    issued_on: date | None
    expires_on: date | None
    status: str = Field(examples=["valid", "expired", "superseded", "withdrawn", "bad-signature"])
    why: ReasonBody | None
    sha256: str | None
    verdict: str | None = Field(examples=["valid"])
    checked_at: datetime | None


class ReuseListBody(Tell):
    """All that may be of use for the asker's question."""

    items: list[ReuseItemBody]


class ReuseBody(Tell):
    """A granted use: the link, the data asked for, and a receipt signed by the office (JWS)."""

    id: str = Field(examples=["use_01"])
    document: str
    version: int
    sha256: str
    dossier: str
    agency: str
    procedure: str
    purpose: str
    legal_basis: str
    fields: list[str]
    at: datetime
    receipt: str
