"""No module outgrows a sitting, none hides behind a name that says nothing."""

from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS = ("api", "ingest", "signing", "sohoa", "storage", "workers")
MODULES = [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]
TESTS = sorted((ROOT / "tests").rglob("*.py"))
EMPTY_NAMES = {"base", "common", "core", "handler", "helpers", "impl", "manager", "utils"}


def named(paths: list[Path]) -> list[str]:
    return [str(path.relative_to(ROOT)) for path in paths]


def test_a_module_is_read_in_one_sitting() -> None:
    long = [p for p in (*MODULES, *TESTS) if len(p.read_text("utf-8").splitlines()) > 300]
    assert named(long) == []


def test_a_module_is_named_for_what_it_holds() -> None:
    assert named([path for path in MODULES if EMPTY_NAMES & set(path.stem.split("_"))]) == []


def test_a_module_says_why_it_exists() -> None:
    silent = [p for p in MODULES if not p.read_text("utf-8").startswith(('"""', 'r"""'))]
    assert named(silent) == []


def test_no_dependency_installs_our_name() -> None:
    owners = packages_distributions()
    assert {
        room: owners.get(room, []) for room in ROOMS if set(owners.get(room, [])) - {"sohoa"}
    } == {}
