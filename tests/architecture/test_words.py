"""Whatever a command may say is in both catalogues: a missing sentence would be a traceback."""

import ast
import json
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Final

import pytest

from sohoa.words import LANGUAGES

ROOM: Final = Path(__file__).parents[2] / "sohoa"
_CODE_AT: Final = {
    # of a Printer
    "record": 1,
    "say": 0,
    "warn": 0,
    "words": 0,
    # of a Register
    "tell": 1,
    "changing": 0,
    "refuse": 0,
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_that_a_command_says_is_in_the_catalogue(language: str) -> None:
    text = files("sohoa").joinpath(f"locale/{language}.json").read_text("utf-8")
    known = set(json.loads(text))
    said = set(_said())
    assert {"sign_done", "sign_refused", "digitized"} <= said
    assert said - known == set()


def _said() -> Iterator[str]:
    """Yield the codes written out in calls of a Printer or a Register; not those put together."""
    for path in sorted(ROOM.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            place = _CODE_AT.get(node.func.attr)
            if place is None or len(node.args) <= place:
                continue
            yield from _constants(node.args[place])


def _constants(code: ast.expr) -> Iterator[str]:
    match code:
        case ast.Constant(value=str(text)) if "_" in text or text.isalpha():
            yield text
        case ast.IfExp(body=body, orelse=orelse):
            yield from _constants(body)
            yield from _constants(orelse)
        case _:
            return
