"""`sohoa sign --level` and `sohoa extend`: each level, or nothing written."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sohoa.__main__ import application
from sohoa.surroundings import Surroundings
from tests.support.blank_pdfs import blank_pdf
from tests.support.lasting import pdfsig_finds, pyhanko_says
from tests.support.pki import PIN, Pki
from tests.support.tsa import Fault, Tsa

Run = Callable[..., tuple[int, dict[str, object]]]


@pytest.fixture
def run(pki: Pki, tmp_path: Path) -> Run:
    """Run a command in a folder with a PDF, a key and its PIN."""
    (tmp_path / "in.pdf").write_bytes(blank_pdf())
    (tmp_path / "pin").write_text(PIN + "\n")
    pki.leader.write_p12(tmp_path / "leader.p12", PIN)

    def run_it(command: str, *words: str) -> tuple[int, dict[str, object]]:
        around = Surroundings(env={"XDG_CACHE_HOME": str(tmp_path / "cache")})
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(tmp_path)
            done = CliRunner().invoke(
                application((command,)), [command, "--json", *words], obj=around
            )
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return done.exit_code, json.loads(done.stdout.splitlines()[0])

    return run_it


def signing(*more: str) -> tuple[str, ...]:
    return ("in.pdf", "-o", "out.pdf", "--key", "p12:leader.p12", "--pin-file", "pin", *more)


@pytest.mark.parametrize("level", ["b-lt", "b-lta"])
def test_sign_reaches_the_level_with_lists_at_hand(
    run: Run, pki: Pki, tsa: Tsa, tmp_path: Path, level: str
) -> None:
    trust = ("--trust", str(pki.folder), "--tsa", tsa.url, "--level", level)
    status, record = run("sign", *signing(*trust, "--padding", "pss", "--digest", "sha384"))
    assert (status, record["level"]) == (0, level), record
    assert record["algorithm"] == "rsa-pss sha384"
    assert pdfsig_finds(tmp_path / "out.pdf")[0] == 1
    if level == "b-lta":
        assert pyhanko_says(tmp_path / "out.pdf", [pki.root.certificate]) == {"PASSED"}


def test_a_signed_file_is_extended_and_renewed(
    run: Run, pki: Pki, tsa: Tsa, tmp_path: Path
) -> None:
    assert run("sign", *signing("--trust", str(pki.folder)))[0] == 0
    (tmp_path / "out.pdf").chmod(0o600)
    words = ("--tsa", tsa.url, "--trust", str(pki.folder))
    for level, added in (("b-lt", 1), ("b-lta", 1), ("b-lta", 1), ("b-t", 0)):
        before = (tmp_path / "out.pdf").read_bytes()
        status, record = run("extend", "out.pdf", "-o", "out.pdf", "--level", level, *words)
        assert (status, record["timestamps_added"]) == (0, added), record
        assert record["conclusion"] == "valid"
        assert (tmp_path / "out.pdf").read_bytes().startswith(before)
        assert (tmp_path / "out.pdf").stat().st_mode & 0o777 == 0o600
    run("extend", "out.pdf", "-o", "other.pdf", "--level", "b-t", *words)
    assert (tmp_path / "other.pdf").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("words", "status", "code"),
    [
        (("--level", "b-lt"), 3, "level_unreachable"),  # nobody says whom to trust
        (("--level", "b-lt", "--trust", "bare"), 3, "level_unreachable"),  # no list, nobody to ask
        (("--level", "b-t"), 3, "level_unreachable"),  # no authority
        (("--level", "b-t", "--tsa", "http://127.0.0.1:9/"), 3, "timestamp_unavailable"),
        (("--level", "b-b"), 2, "unknown_level"),
        (("--level", "b-x"), 2, "unknown_level"),
    ],
)
def test_a_level_out_of_reach_writes_nothing(
    run: Run, pki: Pki, tmp_path: Path, words: tuple[str, ...], status: int, code: str
) -> None:
    shutil.copytree(pki.folder, tmp_path / "bare", ignore=shutil.ignore_patterns("*.crl"))
    assert run("sign", *signing())[0] == 0
    found, record = run("extend", "out.pdf", "-o", "more.pdf", *words)
    assert (found, record["problem"]["code"]) == (status, code), record  # type: ignore[index]
    assert not list(tmp_path.glob("*more*"))


def test_a_paper_without_signatures_is_a_wrong_call(run: Run, tsa: Tsa) -> None:
    status, record = run("extend", "in.pdf", "-o", "x.pdf", "--level", "b-t", "--tsa", tsa.url)
    assert (status, record["problem"]["code"]) == (2, "nothing_signed")  # type: ignore[index]


def test_an_authority_that_is_down_writes_nothing(
    run: Run, pki: Pki, tsa: Tsa, tmp_path: Path
) -> None:
    tsa.fault = Fault.DOWN
    words = ("--trust", str(pki.folder), "--tsa", tsa.url, "--level", "b-lta")
    assert run("sign", *signing(*words))[0] == 3
    assert not (tmp_path / "out.pdf").exists()


def test_a_signature_that_does_not_hold_is_refused_whatever_the_level(
    run: Run, tmp_path: Path, tsa: Tsa
) -> None:
    assert run("sign", *signing())[0] == 0
    data = (tmp_path / "out.pdf").read_bytes()
    (tmp_path / "out.pdf").write_bytes(data.replace(b"595", b"596", 1))
    status, record = run("extend", "out.pdf", "-o", "x.pdf", "--level", "b-t", "--tsa", tsa.url)
    assert (status, record["problem"]["code"]) == (1, "invalid_signature")  # type: ignore[index]
    assert not (tmp_path / "x.pdf").exists()
