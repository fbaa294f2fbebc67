"""Several looks at one line agree on what it says."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from ingest.recognition.letters import Letter
from ingest.recognition.looks import voted

_WORDS = st.text("abốổ10. ", min_size=1, max_size=20)


def _look(text: str, *sure: float, stretch: int = 1) -> list[Letter]:
    sures = sure or (0.9,) * len(text)
    return [
        Letter(letter, 3 * stretch * place, 3 * stretch * place + stretch, how)
        for place, (letter, how) in enumerate(zip(text, sures, strict=True))
    ]


def _said(*looks: list[Letter]) -> str:
    steps = [max((letter.last for letter in look), default=0) + 3 for look in looks]
    return "".join(letter.text for letter in voted(looks, steps))


def test_a_letter_that_two_of_three_looks_see_is_kept_where_the_surest_left_it_out() -> None:
    surest = [
        Letter(letter.text, letter.first + 3, letter.last + 3, 0.99) for letter in _look("52166")
    ]
    whole = _look("052166", 0.6, 0.9, 0.9, 0.9, 0.9, 0.9)
    assert "".join(letter.text for letter in voted([surest, whole, whole], [21] * 3)) == "052166"


def test_a_letter_that_one_of_three_looks_adds_is_left_out() -> None:
    assert _said(_look("1514"), _look("1514"), _look("15144")) == "1514"
    assert _said(_look("15144"), _look("1514"), _look("1514")) == "1514"


def test_two_half_sure_looks_outvote_one_sure_look() -> None:
    assert _said(_look("tố", 1, 0.8), _look("tổ", 1, 0.5), _look("tổ", 1, 0.5)) == "tổ"


def test_what_a_look_holds_possible_counts_for_it() -> None:
    torn = [Letter("t", 0, 1, 0.99), Letter("ố", 3, 4, 0.5, (("ổ", 0.45),))]
    assert _said(torn, _look("tổ", 0.99, 0.6)) == "tổ"


def test_a_letter_the_looks_do_not_agree_on_is_less_sure_than_any_look_said() -> None:
    looks = [_look("8", 0.9), _look("8", 0.9), _look("6", 0.9)]
    (letter,) = voted(looks, [6] * 3)
    assert letter.text == "8"
    assert letter.sure < 0.7


def test_a_wider_look_is_laid_beside_a_narrower_one() -> None:
    assert _said(_look("QĐ-UBND"), _look("QĐ-UBND", stretch=2)) == "QĐ-UBND"


@given(_WORDS)
def test_looks_that_agree_say_what_each_says(text: str) -> None:
    assert _said(*[_look(text)] * 3) == text


@given(st.lists(_WORDS, min_size=2, max_size=4))
def test_the_places_of_letters_rise_and_none_is_surer_than_one(texts: list[str]) -> None:
    letters = voted([_look(text) for text in texts], [3 * len(text) + 3 for text in texts])
    assert all(0 <= letter.sure <= 1 for letter in letters)
    assert all(one.first <= two.first for one, two in pairwise(letters))
