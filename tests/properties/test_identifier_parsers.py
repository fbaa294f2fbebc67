from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from ingest.papers.citizen_card import citizen_card
from ingest.papers.identifiers import (
    agency_code,
    document_number,
    dossier_code,
    personal_id,
    tax_code,
)
from ingest.papers.person_names import person_name
from ingest.papers.printed_dates import dates_in_digits, dates_in_words

digits = st.integers(0, 10**9 - 1).map("{:09d}".format)
places = st.tuples(
    st.sampled_from("ABCDEFGHIKLMNOPQRSTUVWXY"), st.integers(0, 99).map("{:02d}".format)
).map("".join)
agencies = st.lists(st.integers(1, 999).map(str), max_size=3).flatmap(
    lambda parts: places.map(lambda place: ".".join((place, *parts)))
)


@given(st.text())
def test_no_text_breaks_a_parser(text: str) -> None:
    for parse in (personal_id, tax_code, agency_code, dossier_code, document_number, citizen_card):
        parse(text)
    list(dates_in_digits(text))
    list(dates_in_words(text))
    person_name(text)


@given(digits)
def test_at_most_one_check_digit_makes_a_tax_code(first: str) -> None:
    assert sum(tax_code(f"{first}{last}") is not None for last in range(10)) <= 1


@given(digits, st.integers(0, 8), st.integers(1, 9))
def test_one_wrong_digit_is_never_a_tax_code(first: str, place: int, shift: int) -> None:
    good = next((f"{first}{last}" for last in range(10) if tax_code(f"{first}{last}")), None)
    if good is not None:
        wrong = str((int(good[place]) + shift) % 10)
        assert tax_code(good[:place] + wrong + good[place + 1 :]) is None


@given(agencies, st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.integers(0, 10**7))
def test_a_dossier_code_gives_back_what_it_was_made_of(agency: str, day: date, count: int) -> None:
    for form in ("%y%m%d", "%Y%m%d"):
        code = dossier_code(f"{agency}-{day.strftime(form)}-{count:04d}")
        assert code is not None
        assert (code.agency, code.received, int(code.sequence)) == (agency, day, count)


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_a_printed_date_comes_back(day: date) -> None:
    words = f"Hà Nội, ngày {day.day:02d} tháng {day.month} năm {day.year}"
    assert [found[2] for found in dates_in_words(words)] == [day.isoformat()]
    assert [
        found[2] for found in dates_in_digits(f"sinh {day.day}/{day.month:02d}/{day.year}.")
    ] == [day.isoformat()]
