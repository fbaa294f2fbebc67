"""Spoilt files: a short run of what `make fuzz` does by the hundred thousand."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from tests.fuzz.opening import case, open_spoilt
from tests.fuzz.whole_path import read_spoilt

_SOME = 1_200
_WHOLE = 16
_SEED = 20_261_121


def test_a_spoilt_file_is_read_or_refused_and_nothing_else_happens() -> None:
    findings = open_spoilt(_SEED, _SOME)
    assert not findings.worst
    assert findings.ends.total() == _SOME
    assert findings.ends["read"] > _SOME // 20  # else nothing behind the header was reached
    assert findings.ends["refused: unreadable_scan"] > _SOME // 3


def test_spoilt_files_go_the_whole_way_and_leave_nothing_behind() -> None:
    findings = read_spoilt(_SEED, _WHOLE)
    assert not findings.worst
    assert findings.ends.total() == _WHOLE
    assert Counter(findings.ends)["archived"] > 0


@given(st.integers(0, 2**40))
def test_a_case_is_the_same_whenever_it_is_made(number: int) -> None:
    assert case(number) == case(number)
