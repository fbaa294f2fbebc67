"""Confidence grows with evidence, and only a code or a proven zone is certain."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from ingest.papers.amounts import number_in_words
from ingest.papers.candidates import Candidate
from ingest.papers.cross_checks import cross_checked
from ingest.papers.field_confidence import as_field
from ingest.text import FieldSource
from tests.support.printed_pages import page, printed

shares = st.floats(0, 1)
found = st.builds(
    Candidate,
    value=st.just("1"),
    page=st.just(0),
    box=st.none(),
    weakest=shares,
    mean=shares,
    source=st.sampled_from([FieldSource.OCR, FieldSource.RULE]),
    checked=st.booleans(),
    agreed=st.booleans(),
    doubted=st.booleans(),
)
READ = Candidate(value="", page=0, box=None, weakest=0.97, mean=0.98)


def sure(one: Candidate) -> float:
    return as_field(one).confidence


@given(found)
def test_what_was_read_is_never_certain(one: Candidate) -> None:
    assert 0 <= sure(one) < 1


@given(found, shares)
def test_more_evidence_never_makes_less_sure(one: Candidate, higher: float) -> None:
    assert sure(one.supported()) >= sure(one)
    assert sure(one.confirmed()) >= sure(one)
    assert sure(one.questioned()) <= sure(one)
    assert sure(replace(one, weakest=max(one.weakest, higher))) >= sure(one)


def test_a_code_is_as_sure_as_it_says() -> None:
    code = Candidate(value="1", page=0, box=None, weakest=1.0, mean=1.0, source=FieldSource.QR)
    assert sure(code) == 1.0


def test_a_number_that_agrees_with_sex_and_birth_is_supported_and_else_doubted() -> None:
    number = replace(READ, value="052166683244")
    born, sex = replace(READ, value="1966-08-15"), replace(READ, value="Nữ")
    good = cross_checked({"so_cccd": number, "ngay_sinh": born, "gioi_tinh": sex}, {}, [])
    assert good["so_cccd"].checked
    assert not good["so_cccd"].doubted
    wrong = cross_checked({"so_cccd": number, "gioi_tinh": replace(sex, value="Nam")}, {}, [])
    assert wrong["so_cccd"].doubted


def test_an_amount_is_held_against_its_words() -> None:
    amount = {"so_tien": replace(READ, value="125000000")}
    words = [page(printed(10, 10, "(Bằng chữ: Một trăm hai mươi lăm triệu đồng chẵn)"))]
    other = [page(printed(10, 10, "(Bằng chữ: Một trăm ba mươi lăm triệu đồng)"))]
    assert cross_checked(amount, {}, words)["so_tien"].agreed
    assert cross_checked(amount, {}, other)["so_tien"].doubted


def test_numbers_in_words() -> None:
    assert number_in_words("Hai tỷ không trăm linh năm triệu đồng") == 2_005_000_000
    assert number_in_words("mười lăm nghìn") == 15_000
    assert number_in_words("hai mươi mốt") == 21
    assert number_in_words("một trăm hổi mươi") is None


@given(st.text())
def test_no_text_breaks_the_reader_of_numbers(text: str) -> None:
    number_in_words(text)
