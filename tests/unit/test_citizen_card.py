from datetime import date

import pytest

from ingest.papers.citizen_card import citizen_card

CODE = "001203000123||Nguyễn Văn A|01012003|Nam|Số 1, Phường X, Hà Nội|15052021"


def test_a_card_tells_seven_fields() -> None:
    card = citizen_card(CODE)
    assert card is not None
    assert card.number == "001203000123"
    assert card.former == ""
    assert card.name == "Nguyễn Văn A"
    assert card.born == date(2003, 1, 1)
    assert card.sex == "Nam"
    assert card.address == "Số 1, Phường X, Hà Nội"
    assert card.issued == date(2021, 5, 15)


def test_a_former_number_is_kept() -> None:
    card = citizen_card(CODE.replace("||", "|012345678|"))
    assert card is not None
    assert card.former == "012345678"


def test_a_newer_card_may_say_more() -> None:
    assert citizen_card(CODE + "|||something new") == citizen_card(CODE)


@pytest.mark.parametrize(
    "code",
    [
        "",
        "https://example.org/a|b|c|d|e|f|g",
        CODE.replace("001203000123", "00120300012"),
        CODE.replace("01012003", "31022003"),
        CODE.replace("Nguyễn Văn A", ""),
        CODE.rpartition("|")[0],
        CODE.replace("|Nam|", "|X|"),
    ],
)
def test_other_codes_are_no_cards(code: str) -> None:
    assert citizen_card(code) is None
