"""Doubtful letters are decided by the word they stand in, sure ones and digits never."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.recognition.letters import Letter
from ingest.recognition.wording import by_wording


def _read(text: str, place: int, *others: tuple[str, float], sure: float = 0.6) -> str:
    letters = [Letter(letter, 2 * at, 2 * at + 1, 0.999) for at, letter in enumerate(text)]
    letters[place] = Letter(text[place], 2 * place, 2 * place + 1, sure, others)
    return "".join(letter.text for letter in by_wording(letters))


def test_a_doubtful_letter_gives_way_where_the_other_makes_a_syllable() -> None:
    assert _read("kinh deanh số", 6, ("o", 0.3)) == "kinh doanh số"
    assert _read("$ố: 47", 0, ("S", 0.4)) == "Số: 47"


def test_a_letter_that_the_network_is_sure_of_stays() -> None:
    assert _read("deanh", 1, ("o", 0.02), sure=0.97) == "deanh"
    assert _read("Krông", 0, ("T", 0.03), sure=0.95) == "Krông"


def test_a_well_built_word_is_not_exchanged_for_another() -> None:
    assert _read("tố", 1, ("ổ", 0.39)) == "tố"


def test_a_letter_within_an_amount_becomes_the_digit_that_it_may_be() -> None:
    assert _read("8167.063.0d0", 10, ("0", 0.05), sure=0.9) == "8167.063.000"
    assert _read("§544.152.000", 0, ("8", 0.2)) == "8544.152.000"


@pytest.mark.parametrize("text", ["1514/QĐ-UBND", "12D4", "II", "TTr", "H'Hen", "50.000đ"])
def test_codes_numerals_and_names_of_others_stay(text: str) -> None:
    for place in range(len(text)):
        assert _read(text, place, ("a", 0.3), ("T", 0.2)) == text


@given(st.text("0123456789.,", min_size=1, max_size=12), st.data())
def test_no_digit_is_ever_changed(text: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.sampled_from("0123456789lO"))
    read = _read(text, place, (other, 0.39))
    assert all(now == then for now, then in zip(read, text, strict=True) if then.isdigit())
