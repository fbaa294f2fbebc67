"""Number and symbol: look-alikes of letters are put right, digits are only read."""

import pytest

from ingest.papers.document_symbols import document_symbol


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("4320/QÕ-STNMT", "4320/QĐ-STNMT"),
        ("15/QØ-UBND", "15/QĐ-UBND"),
        ("15/OĐ-UBND", "15/QĐ-UBND"),
        ("635/QĐĐ-STNMT", "635/QĐ-STNMT"),
        ("475/QĐ“STNMT", "475/QĐ-STNMT"),
        ("7/NQ-HDND", "7/NQ-HĐND"),
        ("1O/TB-VP", "10/TB-VP"),
    ],
)
def test_a_repaired_symbol_says_so(printed: str, value: str) -> None:
    found = document_symbol(f"Số: {printed}", 4)
    assert found is not None
    assert (found.value, found.known, found.repaired) == (value, True, True)


@pytest.mark.parametrize(
    "printed", ["15/QĐ-UBND", "07/2025/QĐ-UBND", "123/UBND-VX", "362/GXN-UBND", "61/2018/NĐ-CP"]
)
def test_a_right_symbol_stays(printed: str) -> None:
    found = document_symbol(printed, 0)
    assert found is not None
    assert (found.value, found.known, found.repaired) == (printed, True, False)


def test_a_symbol_of_no_known_office_is_read_but_not_known() -> None:
    found = document_symbol("12/ABC-XYZ", 0)
    assert found is not None
    assert not found.known


@pytest.mark.parametrize(
    "printed", ["Ì31Z/QĐ-UBND", "3§01/UBND-NC", "/QĐ-UBND", "ngày 12/05/2024", ""]
)
def test_no_digit_is_guessed_and_none_left_out(printed: str) -> None:
    assert document_symbol(f"Số: {printed}", 0) is None
