from datetime import date

import pytest

from ingest.papers.identifiers import (
    agency_code,
    digits_repaired,
    document_number,
    dossier_code,
    normal,
    personal_id,
    tax_code,
)


def test_a_personal_number_tells_province_sex_and_year_of_birth() -> None:
    person = personal_id("001203000123")
    assert person is not None
    assert (person.province, person.sex, person.birth_year) == ("001", "Nam", 2003)


@pytest.mark.parametrize(
    ("number", "sex", "year"),
    [
        ("052166683244", "Nữ", 1966),
        ("056085037470", "Nam", 1985),
        ("001399000123", "Nữ", 2099),
        ("001400000123", "Nam", 2100),
    ],
)
def test_the_fourth_digit_tells_century_and_sex(number: str, sex: str, year: int) -> None:
    person = personal_id(number)
    assert person is not None
    assert (person.sex, person.birth_year) == (sex, year)


@pytest.mark.parametrize("text", ["", "123456789", "00120300012", "0012030001234", "00120300012A"])
def test_other_numbers_are_no_personal_numbers(text: str) -> None:
    assert personal_id(text) is None


@pytest.mark.parametrize(
    "text", ["0100233488", "0314409058-002", "0106869738", "0100109106", "0314409058002"]
)
def test_a_tax_code_passes_its_check_digit(text: str) -> None:
    code = tax_code(text)
    assert code is not None
    assert str(code).replace("-", "") == text.replace("-", "")


@pytest.mark.parametrize(
    "text",
    [
        "0100233489",
        "0314409057-002",
        "0314409058-000",
        "0100000009",
        "010023348",
        "01002334881",
        "abcdefghij",
    ],
)
def test_a_wrong_tax_code_is_refused(text: str) -> None:
    assert tax_code(text) is None


@pytest.mark.parametrize(
    ("text", "version"),
    [("G09", "QĐ20"), ("G09.20", "QĐ20"), ("H38", "QĐ20"), ("000.00.04.G18", "QCVN102")],
)
def test_both_formats_of_agency_codes_are_known_apart(text: str, version: str) -> None:
    code = agency_code(text)
    assert code is not None
    assert (code.code, code.format) == (text, version)


@pytest.mark.parametrize("text", ["", "Z09", "G9", "G09.", "G09..1", "H38." + "A" * 40, "g 09"])
def test_other_texts_are_no_agency_codes(text: str) -> None:
    assert agency_code(text) is None


@pytest.mark.parametrize(
    ("text", "version", "agency", "received", "sequence"),
    [
        ("000.00.04.G18-190715-0012", "A", "000.00.04.G18", date(2019, 7, 15), "0012"),
        ("G09.20-20260609-0092637", "B", "G09.20", date(2026, 6, 9), "0092637"),
        ("H38.105.01-261121-010001", "C", "H38.105.01", date(2026, 11, 21), "010001"),
        ("H38.105.01-261121-01123456", "C", "H38.105.01", date(2026, 11, 21), "01123456"),
        ("H32.105-261121-0001", "B", "H32.105", date(2026, 11, 21), "0001"),
    ],
)
def test_every_format_of_dossier_codes_is_parsed(
    text: str, version: str, agency: str, received: date, sequence: str
) -> None:
    code = dossier_code(text)
    assert code is not None
    assert (code.format, code.agency, code.received, code.sequence) == (
        version,
        agency,
        received,
        sequence,
    )
    assert code.code == text


def test_a_dash_of_another_kind_is_a_dash() -> None:
    code = dossier_code("000.00.04.G18–190715–0012")
    assert code is not None
    assert code.code == "000.00.04.G18-190715-0012"


def test_a_day_that_never_was_is_kept_as_text() -> None:
    code = dossier_code("G09.20-269999-0001")
    assert code is not None
    assert code.received is None


@pytest.mark.parametrize("text", ["", "G09.20", "G09.20-1907-0012", "G09.20-190715-012", "a-b-c"])
def test_other_texts_are_no_dossier_codes(text: str) -> None:
    assert dossier_code(text) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("15/QĐ-UBND", "15/QĐ-UBND"),
        ("07/2025/QĐ-UBND", "07/2025/QĐ-UBND"),
        ("123/UBND-VX", "123/UBND-VX"),
        ("15 / QÐ - UBND", "15/QĐ-UBND"),  # the Icelandic letter
        ("362/GXN–UBND", "362/GXN-UBND"),
    ],
)
def test_number_and_symbol_take_their_normal_form(text: str, value: str) -> None:
    assert str(document_number(text)) == value


@pytest.mark.parametrize("text", ["", "15", "15/2025", "QĐ-UBND", "123456/QĐ", "15/"])
def test_other_texts_are_no_document_numbers(text: str) -> None:
    assert document_number(text) is None


def test_lookalike_letters_become_digits_only_where_digits_are_wanted() -> None:
    assert digits_repaired("O1I0l") == "01101"
    assert normal("Ðiện  ") == "Điện"
