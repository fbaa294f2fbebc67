"""Every refusal of a signature has words in both languages (TT 15/2025/TT-BKHCN art. 5)."""

import ast
from pathlib import Path

from api.languages import Language, Phrases

SIGNING = Path(__file__).parents[2] / "signing"


def given_codes() -> set[str]:
    """Return the constants given as `code=` anywhere in the room."""
    return {
        keyword.value.value
        for path in SIGNING.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        for keyword in node.keywords
        if keyword.arg == "code"
        and isinstance(keyword.value, ast.Constant)
        and isinstance(keyword.value.value, str)
    }


def test_every_code_given_by_a_refusal_has_words() -> None:
    problems = Phrases.load().problems
    codes = given_codes()
    assert "certificate_expired" in codes
    for language in Language:
        assert sorted(codes - problems[language].keys()) == []
