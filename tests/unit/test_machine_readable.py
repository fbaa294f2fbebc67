"""Machine-readable zones: only what every check digit proves is taken."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.papers.fields import extract
from ingest.papers.machine_readable import check_digit, parse_card, parse_passport, zone_letters
from ingest.papers.types import builtin_types
from ingest.text import FieldSource
from tests.support.printed_pages import page, printed

TYPES = {kind.code: kind for kind in builtin_types()}
NUMBER = "001203000123"


def card_zone(
    number: str = NUMBER, born: str = "030101", until: str = "280101"
) -> tuple[str, str, str]:
    first = f"IDVNM{number[3:]}{check_digit(number[3:])}{number}<<{check_digit(number)}"
    dates = f"{born}{check_digit(born)}M{until}{check_digit(until)}"
    whole = f"{first[5:]}{dates[:7]}{dates[8:]}{'<' * 11}"
    return first, f"{dates}VNM{'<' * 11}{check_digit(whole)}", "NGUYEN<<VAN<AN<<<<<<<<<<<<<<<<"


def passport_zone(number: str = "C12345678", personal: str = NUMBER) -> tuple[str, str]:
    def signed(text: str) -> str:
        return f"{text}{check_digit(text)}"

    parts = signed(number), signed("030101"), signed("280101"), signed(f"{personal:<<14}")
    check = check_digit("".join(parts))
    second = f"{parts[0]}VNM{parts[1]}F{parts[2]}{parts[3]}{check}"
    return f"{'P<VNMNGUYEN<<THI<AN':<<44}", second


def test_the_example_of_the_standard_has_its_check_digits() -> None:
    """ICAO Doc 9303-3, appendix: 520727 has 3, AB2134<<< has 5."""
    assert check_digit("520727") == 3
    assert check_digit("AB2134<<<") == 5


def test_a_card_says_number_birth_sex_and_end() -> None:
    card = parse_card(*card_zone()[:2])
    assert card is not None
    assert (card.personal, card.sex, card.born, card.expires) == (
        NUMBER,
        "Nam",
        date(2003, 1, 1),
        date(2028, 1, 1),
    )


def test_a_passport_says_both_numbers() -> None:
    card = parse_passport(*passport_zone())
    assert card is not None
    assert (card.passport, card.personal, card.sex) == ("C12345678", NUMBER, "Nữ")


def test_letters_in_places_of_digits_and_lost_fillers_are_repaired_when_proven() -> None:
    first, second, _ = card_zone()
    spoiled = first[:5] + first[5:].replace("0", "O").replace("1", "I")
    assert parse_card(spoiled, second.replace("<<<<", "<<", 1)) == parse_card(first, second)


@given(st.integers(0, 29), st.integers(1, 9), st.booleans())
def test_one_wrong_digit_proves_nothing(place: int, shift: int, lower: bool) -> None:
    lines = list(card_zone()[:2])
    line = lines[lower]
    if place < len(line) and line[place].isdigit():
        wrong = str((int(line[place]) + shift) % 10)
        lines[lower] = line[:place] + wrong + line[place + 1 :]
        found = parse_card(*lines)
        assert found is None or found == parse_card(*card_zone()[:2])


@given(st.text(), st.text())
def test_no_text_breaks_the_parsers(first: str, second: str) -> None:
    one, two = zone_letters(first), zone_letters(second)
    parse_card(one, two)
    parse_passport(one, two)


@pytest.mark.parametrize("born", ["031301", "030132"])
def test_a_day_that_does_not_exist_is_no_card(born: str) -> None:
    assert parse_card(*card_zone(born=born)[:2]) is None


def test_the_back_of_a_card_fills_fields_that_say_where_from() -> None:
    lines = [printed(10, 60 + 3 * row, text) for row, text in enumerate(card_zone())]
    fields = extract([page(printed(10, 20, "Số: 001203000128"), *lines)], TYPES["CCCD"])
    assert fields["so_cccd"].value == NUMBER
    assert fields["so_cccd"].source is FieldSource.MRZ
    assert fields["so_cccd"].box is not None
    assert fields["co_gia_tri_den"].value == "2028-01-01"
