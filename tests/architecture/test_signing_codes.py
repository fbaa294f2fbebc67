"""Every refusal of a signature has words in both languages (TT 15/2025/TT-BKHCN art. 5)."""

import ast
from pathlib import Path

from api.languages import Language, Phrases

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
