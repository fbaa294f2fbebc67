"""Syllables are judged by how they are built; names of other peoples are marked, never changed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.recognition.vietnamese import is_syllable, looks_vietnamese

RIGHT = (
    "nghiêng khuỷu gì giếng giặt quyển quốc thuở ngoằn xoong yểng ương trường đường nghề kẻ ghế "
    "cá cò người nước Việt khoẻ hoà hòa thủy thuỷ quý huyện xã phường tỉnh uỷ ủy loét oăm"
)
WRONG = "nghan kan cẽn gêt tặengu tât lươïñg hữynh str hầpch ngieo"


@pytest.mark.parametrize("word", RIGHT.split())
def test_words_of_the_language_are_syllables(word: str) -> None:
    assert is_syllable(word.lower())


@pytest.mark.parametrize("word", WRONG.split())
def test_garbled_words_are_none(word: str) -> None:
    assert not is_syllable(word)


def test_a_clean_line_looks_right_and_a_garbled_one_does_not() -> None:
    assert looks_vietnamese("Căn cứ Luật Đất đai ngày 18 tháng 01 năm 2024 của UBND, HĐND;") == 1
    assert looks_vietnamese("SỞ TẶENGUÝÊN VÀ MÔI TRƯỜNG") < 0.7
    assert looks_vietnamese("ÏÑHGHỆAN jMÔI GUEEN") < 0.4


def test_other_languages_are_told_apart_and_numbers_are_not_judged() -> None:
    assert looks_vietnamese("Certificate of Registration") < 0.5
    assert looks_vietnamese("Krông Pắc, H'Hen Niê") < 1
    assert looks_vietnamese("12/2024, 435,1 m², 001203000123") == 1


@given(st.text())
def test_any_text_gets_a_share(text: str) -> None:
    assert 0 <= looks_vietnamese(text) <= 1
