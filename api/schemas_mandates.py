"""Shapes of mandates: who may sign for whom (NĐ 30/2020/NĐ-CP art. 13)."""

from datetime import date, datetime

from pydantic import Field

from api.schemas import Ask, Tell
from api.schemas_signing import Capacity


class MandateAsk(Ask):
    """Who is to sign for whom. A TUQ needs its paper, its last day, and procedures or types."""

    agency: str = Field(min_length=1, max_length=100, examples=["H32.105"])
    signer: str = Field(min_length=1, max_length=100, examples=["pho-chu-tich"])
    capacity: Capacity = Field(examples=["KT"])
    principal: str = Field(min_length=1, max_length=200, examples=["chu-tich"])
    procedures: list[str] = Field(default=[], max_length=500, examples=[["1.005129"]])
    types: list[str] = Field(default=[], max_length=500, examples=[["QD"]])
    valid_from: date = Field(examples=["2026-01-01"])
    valid_to: date | None = Field(default=None, examples=["2026-12-31"])
    document_number: str | None = Field(
        default=None, min_length=1, max_length=100, examples=["12/UQ-UBND"]
    )
    document_date: date | None = Field(default=None, examples=["2025-12-28"])


class MandateBody(Tell):
    """A mandate. Both days are included; empty lists mean all; `valid_to` null: until ended."""

    id: str = Field(examples=["mnd_01"])
    agency: str
    signer: str
    capacity: Capacity
    principal: str
    procedures: list[str]
    types: list[str]
    valid_from: date
    valid_to: date | None
    document_number: str | None
    document_date: date | None
    created_at: datetime
    ended_at: datetime | None


class MandateListBody(Tell):
    """One page of mandates, oldest first."""

    items: list[MandateBody]
