"""Every refusal of a signature has words in both languages (TT 15/2025/TT-BKHCN art. 5)."""

import ast
from pathlib import Path

import pytest

from api.languages import Language, Phrases
from signing.making.active_content import KINDS
from sohoa.words import LANGUAGES, Words

SIGNING = Path(__file__).parents[2] / "signing"


def given_codes() -> set[str]:
    """Return the constants given as `code=` to an error anywhere in the room.

    What judges give as `code=` elsewhere are a verdict's reasons, which have a catalogue of their
    own.
    """
    return {
        keyword.value.value
        for path in SIGNING.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and is_an_error(node.func)
        for keyword in node.keywords
        if keyword.arg == "code"
        and isinstance(keyword.value, ast.Constant)
        and isinstance(keyword.value.value, str)
    }


def is_an_error(made: ast.expr) -> bool:
    name = made.attr if isinstance(made, ast.Attribute) else getattr(made, "id", "")
    return name.endswith("Error")


def test_every_code_given_by_a_refusal_has_words() -> None:
    problems = Phrases.load().problems
    codes = given_codes()
    assert "certificate_expired" in codes
    for language in Language:
        assert sorted(codes - problems[language].keys()) == []


def test_every_kind_of_content_that_is_refused_has_words_and_no_other_has() -> None:
    assert {"javascript", "font_missing", "too_deep"} <= KINDS
    for known in Phrases.load().contents.values():
        assert known.keys() == KINDS
        assert all(known.values())


def test_whatever_the_search_for_content_can_find_is_among_its_kinds() -> None:
    found = {
        node.value.value
        for name in ("active_content", "ambiguous_content")
        for node in ast.walk(ast.parse((SIGNING / "making" / f"{name}.py").read_text("utf-8")))
        if isinstance(node, ast.Yield) and isinstance(node.value, ast.Constant)
    }
    assert "font_missing" in found
    assert found <= KINDS


@pytest.mark.parametrize("language", LANGUAGES)
def test_api_and_command_line_name_the_content_alike(language: str) -> None:
    kinds = ("javascript", "font_missing")
    words = Phrases.load().problem("active_content", Language(language), kinds)
    told = Words.load(language).problem("active_content", kinds)
    assert told == f"{words.title}. {words.advice}"
    assert "JavaScript, " in told
    assert "JavaScript" not in Words.load(language).problem("active_content")
