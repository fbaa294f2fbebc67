from hypothesis import given
from hypothesis import strategies as st

from ingest.papers.cover import CoverSheet, ExpectedPart, decode

words = st.text(min_size=1, max_size=40)


@given(dossier=words, parts=st.lists(st.builds(ExpectedPart, words, words), max_size=5))
def test_every_cover_sheet_comes_back_from_its_code(
    dossier: str, parts: list[ExpectedPart]
) -> None:
    sheet = CoverSheet(dossier=dossier, parts=tuple(parts))
    assert decode(sheet.encode()) == sheet


@given(st.text())
def test_any_other_text_is_no_cover_sheet(code: str) -> None:
    assert decode(code) is None


@given(dossier=words, place=st.integers(min_value=0), letter=st.characters(codec="ascii"))
def test_one_wrong_letter_is_noticed(dossier: str, place: int, letter: str) -> None:
    code = CoverSheet(dossier=dossier).encode()
    at = place % len(code)
    damaged = code[:at] + letter + code[at + 1 :]
    assert damaged.strip() == code or decode(damaged) is None
