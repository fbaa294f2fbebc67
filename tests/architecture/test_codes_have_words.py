"""Every stable code that another room can give has words for a person, in both languages."""

import ast
from collections.abc import Iterator
from pathlib import Path

from api.languages import Language, Phrases
from api.problems import PROBLEMS
from workers.reusing import Status

ROOT = Path(__file__).parents[2]
RAISERS = {
    "PermanentError": 0,
    "TransientError": 0,
    "RefusedError": 0,
    "ProblemError": 1,
}


def test_every_error_code_has_words() -> None:
    known = Phrases.load().problems[Language.VI].keys()
    assert sorted(set(codes()) - known) == []


def test_every_warning_of_a_reading_has_words_in_both_languages_and_no_other_has() -> None:
    given = set(warnings_given())
    assert {"not_pdfa", "nothing_found"} <= given
    for known in Phrases.load().warnings.values():
        assert known.keys() == given
        assert all(known.values())


def warnings_given() -> Iterator[str]:
    for room in ("ingest", "workers"):
        for path in sorted((ROOT / room).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                    for keyword in node.keywords:
                        if node.func.id == "ReadingWarning" and keyword.arg == "code":
                            assert isinstance(keyword.value, ast.Constant)
                            yield str(keyword.value.value)


def codes() -> Iterator[str]:
    yield from (code for _, code in PROBLEMS.values())
    yield from (f"reuse_{s.replace('-', '_')}" for s in Status if s is not Status.VALID)
    for room in ("ingest", "signing", "workers", "api"):
        for path in sorted((ROOT / room).rglob("*.py")):
            yield from of_module(ast.parse(path.read_text("utf-8")))


def of_module(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and node.name.endswith("Error"):
            yield from of_class(node)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            position = RAISERS.get(node.func.id)
            if position is not None and len(node.args) > position:
                argument = node.args[position]
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    yield argument.value


def of_class(node: ast.ClassDef) -> Iterator[str]:
    for line in node.body:
        if isinstance(line, ast.Assign) and isinstance(line.value, ast.Constant):
            names = [target.id for target in line.targets if isinstance(target, ast.Name)]
            if names == ["code"] and isinstance(line.value.value, str):
                yield line.value.value
