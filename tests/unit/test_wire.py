"""Facts over the pipe to the sandbox and back."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from ingest.text import Box, Field, FieldSource, Line, PageKind, PageText, Quality, Word
from signing.verdict import Conclusion, FileVerdict, Reason, Structure
from workers.wire import from_wire, to_wire

PAGE = PageText(
    index=0,
    source=0,
    source_page=3,
    kind=PageKind.SCAN,
    width=2480,
    height=3508,
    dpi=300,
    rotation=180,
    skew=-0.4,
    blank=False,
    quality=Quality(blur=12.5),
    confidence=1,
    lines=(Line((Word("Đơn", Box(1, 2, 3.5, 4), 0.9),)),),
    codes=("a", "b"),
)


def test_a_page_comes_back_as_it_went() -> None:
    assert from_wire(PageText, to_wire(PAGE)) == PAGE


def test_a_verdict_comes_back_as_it_went() -> None:
    verdict = FileVerdict(
        sha256=None,
        conclusion=Conclusion.INVALID,
        structure=Structure.ALTERED,
        findings=(Reason("code", "words"),),
    )
    assert from_wire(FileVerdict, to_wire(verdict)) == verdict


def test_mappings_dates_bytes_and_pairs_travel() -> None:
    @dataclass(frozen=True)
    class Parcel:
        fields: dict[str, Field]
        on: date
        at: datetime
        raw: bytes
        where: Path
        region: tuple[int, int] | None
        wait: timedelta
        words: frozenset[str]

    parcel = Parcel(
        {"so": Field(value="1", confidence=0.5, source=FieldSource.QR)},
        date(2026, 11, 21),
        datetime(2026, 11, 21, tzinfo=UTC),
        b"\x00\xff",
        Path("/a"),
        (1, 2),
        timedelta(hours=1, seconds=0.5),
        frozenset({"a"}),
    )
    assert from_wire(Parcel, to_wire(parcel)) == parcel


@pytest.mark.parametrize(
    "change",
    [
        {"width": "2480"},
        {"blank": 1},
        {"kind": "papyrus"},
        {"lines": "none"},
        {"surprise": 1},
        {"quality": None},
    ],
)
def test_what_does_not_fit_is_refused(change: dict[str, object]) -> None:
    wire = to_wire(PAGE)
    assert isinstance(wire, dict)
    with pytest.raises((TypeError, ValueError, KeyError)):
        from_wire(PageText, wire | change)


def test_an_engine_does_not_travel() -> None:
    with pytest.raises(TypeError):
        to_wire(object())
