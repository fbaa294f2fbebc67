"""The map is true: every room and folder is on it, and what README tells people to type exists."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("api", "ingest", "signing", "sohoa", "storage", "workers")
FOLDERS = [
    path.relative_to(ROOT)
    for room in ROOMS
    for path in sorted((ROOT / room).rglob(""))
    if path.is_dir() and (path / "__init__.py").exists()
]
DOCUMENTS = ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "docs/operations.md")


@pytest.mark.parametrize("folder", FOLDERS, ids=str)
def test_every_folder_is_on_the_map(folder: Path) -> None:
    assert f"`{folder.as_posix()}/`" in (ROOT / "ARCHITECTURE.md").read_text("utf-8")


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_module_that_is_named_exists(document: str) -> None:
    text = (ROOT / document).read_text("utf-8")
    named = re.findall(r"`((?:api|ingest|signing|sohoa|storage|workers)/[\w/]+\.py)`", text)
    assert [name for name in named if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_make_target_that_is_named_exists(document: str) -> None:
    text = (ROOT / document).read_text("utf-8")
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = set(re.findall(r"(?:^ {4}|`)make ([a-z-]+)", text, re.MULTILINE))
    assert named - targets == set()


@pytest.fixture(scope="module")
def commands() -> set[str]:
    told = subprocess.run(
        [sys.executable, "-m", "sohoa", "--help"],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
        cwd=ROOT,
    ).stdout
    return set(re.findall(r"^[│|]?\s*([a-z]+)\s", told, re.MULTILINE))


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_command_that_is_named_exists(document: str, commands: set[str]) -> None:
    text = (ROOT / document).read_text("utf-8")
    named = set(re.findall(r"(?:^ {4}|`)sohoa ([a-z]+)", text, re.MULTILINE))
    assert named - commands == set()
