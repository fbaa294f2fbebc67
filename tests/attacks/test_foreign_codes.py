"""Codes that others printed, damaged or forged, never abort a stack, split it or misfile it."""

import pytest

from ingest.digitize import expected_parts, propose
from ingest.papers.cover import SEPARATOR, CoverSheet
from ingest.papers.separators import separator_code, separator_of
from ingest.papers.types import builtin_types
from ingest.text import LeftOutAs, LeftOutPage
from tests.support.printed_pages import page, printed

TYPES = builtin_types()
COVER = CoverSheet(dossier="H1-261121-0001", parts=(("DON", "Đơn"),)).encode()
TITLE = (
    printed(50, 6, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", middle=True),
    printed(50, 15, "GIẤY XÁC NHẬN", middle=True),
)
FOREIGN = [
    "https://example.org/ASN00042",
    "ASN00042",
    "00020101021238540010A00000072701240006970422",
    COVER.replace("0001", "0002"),  # the checksum is the other one's
    COVER[:-1],
    COVER + "|" + COVER,
    "SOHOA1||DON:Đơn|00000000",
    f"{SEPARATOR}|QD|00000000",
    f"{SEPARATOR}|qd|{'F' * 8}",
    "SOHOA1-SEPARATOR-2",
    "\0|\udcff|%zz",
    "|" * 3000,
]


@pytest.mark.parametrize("code", FOREIGN)
def test_a_code_of_others_changes_nothing(code: str) -> None:
    stack = (page(*TITLE), page(printed(14, 9, "tiếp theo"), codes=(code,)))
    reading = propose((), stack, TYPES)
    assert [(one.type, one.pages) for one in reading.documents] == [("GXN", (0, 1))]
    assert reading.left_out == ()
    assert expected_parts(reading, TYPES) is None


def test_a_foreign_code_beside_ours_does_not_hide_it() -> None:
    stack = (page(codes=("ASN00042", COVER)), page(*TITLE), page(codes=("WIFI:T:;;", SEPARATOR)))
    reading = propose((), stack, TYPES)
    assert reading.left_out == (
        LeftOutPage(0, LeftOutAs.COVER),
        LeftOutPage(2, LeftOutAs.SEPARATOR),
    )
    assert [one.code for one in reading.warnings] == ["part_missing", "part_unexpected"]


def test_sheets_that_name_two_kinds_name_none() -> None:
    separator = separator_of(page(codes=(separator_code("QD"), separator_code("TB"))))
    assert separator is not None
    assert separator.next_type is None


def test_four_papers_expected_and_three_found_is_said() -> None:
    parts = tuple((kind, kind) for kind in ("GXN", "DON", "QD", "TB"))
    cover = page(codes=(CoverSheet(dossier="H1", parts=parts).encode(),))
    reading = propose((), (cover, page(*TITLE), page(*TITLE), page(*TITLE)), TYPES)
    told = {one.code: one.message for one in reading.warnings}
    assert told["parts_counted"] == "4 papers were expected, 3 found."
