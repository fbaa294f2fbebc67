"""`sohoa sign`, run as a program: exit status, JSON, and nothing written on failure."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from typer.testing import CliRunner

from signing.errors import UnsuitableDocumentError
from sohoa.__main__ import application
from sohoa.samples.softhsm import SoftHsm
from sohoa.surroundings import Surroundings
from sohoa.words import Words
from tests.support.blank_pdfs import blank_pdf
from tests.support.pdf_judges import pdfsig_says_valid
from tests.support.pki import PIN, Pki
from tests.support.softhsm import TOKEN_PIN
from tests.support.tsa import Fault, Tsa


@pytest.fixture
def desk(pki: Pki, tmp_path: Path) -> Path:
    """Give a folder with a PDF, a key, PINs."""
    (tmp_path / "in.pdf").write_bytes(blank_pdf())
    (tmp_path / "pin").write_text(PIN + "\n")
    (tmp_path / "wrong").write_text("sai")
    (tmp_path / "token-pin").write_text(TOKEN_PIN)
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7\nnothing")
    for name in ("leader", "expired", "revoked", "stranger"):
        getattr(pki, name).write_p12(tmp_path / f"{name}.p12", PIN)
    return tmp_path


def sohoa(desk: Path, *words: str, **env: str) -> tuple[int, dict[str, object]]:
    """Run the command in this process, in the folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(desk)
        done = CliRunner().invoke(
            application(("sign",)), ["sign", "--json", *words], obj=Surroundings(env=env)
        )
    lines = [line for line in done.stdout.splitlines() if line]
    assert len(lines) <= 1, done.stdout
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, json.loads(lines[0]) if lines else {}


def signing(
    desk: Path, *more: str, key: str = "p12:leader.p12", **env: str
) -> tuple[int, dict[str, object]]:
    return sohoa(desk, "in.pdf", "-o", "out.pdf", "--key", key, "--pin-file", "pin", *more, **env)


def test_a_signed_file_is_written_and_described(pki: Pki, desk: Path) -> None:
    status, record = signing(desk, "--trust", str(pki.folder), "--profile", "leader")
    assert status == 0
    assert record["signer"] == "Nguyễn Thị Thủy Hường"
    assert (record["level"], record["profile"]) == ("b-b", "leader")
    assert pdfsig_says_valid(desk / "out.pdf") == 1


def test_an_office_may_want_to_know_that_a_certificate_is_not_revoked(pki: Pki, desk: Path) -> None:
    trust = desk / "roots"
    trust.mkdir()
    pem = pki.root.certificate.public_bytes(Encoding.PEM)
    (trust / "root.pem").write_bytes(pem)
    status, record = signing(desk, "--trust", str(trust), SOHOA_REVOCATION="known")
    assert (status, record["problem"]["code"]) == (1, "revocation_unknown")  # type: ignore[index]
    status, _ = signing(desk, "--trust", str(trust), SOHOA_REVOCATION="best-effort")
    assert status == 0
    assert signing(desk, SOHOA_REVOCATION="maybe")[0] == 2


def test_a_key_in_a_file_signs_without_what_only_other_ways_need() -> None:
    heavy = "pyhanko", "numpy", "httpx", "aiohttp"
    program = f"import sys, sohoa.cli.sign; print([n for n in {heavy} if n in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True, timeout=60
    )
    assert done.stdout.strip() == "[]"


def test_with_an_authority_the_level_is_b_t(pki: Pki, desk: Path, tsa: Tsa) -> None:
    status, record = signing(desk, "--tsa", tsa.url, "--trust", str(pki.folder))
    assert (status, record["level"]) == (0, "b-t")
    assert tsa.asked == 1


def test_a_file_may_be_signed_in_place_and_twice(desk: Path) -> None:
    for _ in range(2):
        status, _record = sohoa(
            desk, "in.pdf", "-o", "in.pdf", "--key", "p12:leader.p12", "--pin-file", "pin"
        )
        assert status == 0
    assert pdfsig_says_valid(desk / "in.pdf") == 2


@pytest.mark.parametrize("name", ["leader", "curve"])
def test_a_key_on_a_token_signs(pki: Pki, token: SoftHsm, desk: Path, name: str) -> None:
    status, _ = sohoa(
        desk,
        *("in.pdf", "-o", "out.pdf", "--key", token.uri(name), "--pin-file", "token-pin"),
        *("--trust", str(pki.folder)),
    )
    assert status == 0
    assert pdfsig_says_valid(desk / "out.pdf") == 1


def test_the_program_takes_a_pin_from_a_file_descriptor(desk: Path) -> None:
    reading, writing = os.pipe()
    os.write(writing, PIN.encode() + b"\n")
    os.close(writing)
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "sohoa",
            "sign",
            "--json",
            "in.pdf",
            "-o",
            "out.pdf",
            "--key",
            "p12:leader.p12",
            "--pin-fd",
            str(reading),
        ],
        cwd=desk,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        pass_fds=(reading,),
    )
    os.close(reading)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["signed"] is True
    assert pdfsig_says_valid(desk / "out.pdf") == 1


@pytest.mark.parametrize(
    ("words", "key", "status", "code"),
    [
        ((), "p12:expired.p12", 1, "certificate_expired"),
        (("--level", "b-lt"), "p12:leader.p12", 3, "level_unreachable"),
        (("--level", "b-lt", "--tsa", "http://127.0.0.1:9/"), "p12:leader.p12", 3, None),
        (("--padding", "oaep"), "p12:leader.p12", 2, "bad_padding"),
        (("--digest", "sha1"), "p12:leader.p12", 2, "bad_digest"),
        (("--copy-form", "PHÔ TÔ"), "p12:leader.p12", 2, "bad_copy_form"),
        (("--level", "b-x"), "p12:leader.p12", 2, "unknown_level"),
        (("--level", "b-t"), "p12:leader.p12", 3, "level_unreachable"),
        (("--tsa", "http://127.0.0.1:9/"), "p12:leader.p12", 3, "timestamp_unavailable"),
        (("--tsa", "ftp://x/"), "p12:leader.p12", 2, "bad_url"),
        (("--box", "1,2,3"), "p12:leader.p12", 2, "bad_box"),
        (("--box", "9,9,1,1"), "p12:leader.p12", 2, "bad_box"),
        (("--box", "nan,nan,nan,nan"), "p12:leader.p12", 2, "bad_box"),
        (("--page", "9"), "p12:leader.p12", 2, "no_such_page"),
        (("--trust", "nowhere"), "p12:leader.p12", 2, None),
        ((), "p12:nobody.p12", 2, "key_file_unreadable"),
        ((), "leader.p12", 2, "bad_key_uri"),
        ((), "pkcs11:object=x?module-path=/nowhere.so", 3, "key_unavailable"),
    ],
)
def test_what_cannot_be_done_has_its_status_and_writes_nothing(
    desk: Path, words: tuple[str, ...], key: str, status: int, code: str | None
) -> None:
    before = sorted(path.name for path in desk.iterdir())
    found, record = signing(desk, *words, key=key)
    assert found == status, record
    problem = record["problem"]
    assert isinstance(problem, dict)
    assert code in {None, problem["code"]}
    assert sorted(path.name for path in desk.iterdir()) == before


@pytest.mark.parametrize("who", ["revoked", "stranger"])
def test_a_certificate_that_the_trust_folder_speaks_against_is_refused(
    pki: Pki, desk: Path, who: str
) -> None:
    status, _ = signing(desk, "--trust", str(pki.folder), key=f"p12:{who}.p12")
    assert status == 1
    assert not (desk / "out.pdf").exists()


def test_a_lying_authority_leaves_no_file(desk: Path, tsa: Tsa) -> None:
    tsa.fault = Fault.OTHER_NONCE
    status, _ = signing(desk, "--tsa", tsa.url)
    assert status == 3
    assert not (desk / "out.pdf").exists()


@pytest.mark.parametrize(
    "words",
    [
        ("broken.pdf", "-o", "out.pdf", "--key", "p12:leader.p12", "--pin-file", "pin"),
        ("missing.pdf", "-o", "out.pdf", "--key", "p12:leader.p12", "--pin-file", "pin"),
        ("in.pdf", "-o", "no/such/out.pdf", "--key", "p12:leader.p12", "--pin-file", "pin"),
        ("in.pdf", "-o", "out.pdf", "--key", "p12:leader.p12", "--pin-file", "wrong"),
        ("in.pdf", "-o", "out.pdf", "--key", "p12:leader.p12", "--pin-file", "missing"),
        ("in.pdf", "-o", "out.pdf", "--key", "p12:leader.p12"),
        ("in.pdf", "-o", "out.pdf"),
        ("in.pdf", "--key", "p12:leader.p12"),
    ],
)
def test_a_wrong_call_or_an_unreadable_input_exits_with_2(
    desk: Path, words: tuple[str, ...]
) -> None:
    status, _ = sohoa(desk, *words)
    assert status == 2
    assert not (desk / "out.pdf").exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--pin-file", "wrong"), "Sai mã PIN"),
        (("--pin-file", "pin", "--level", "b-x"), "Không có mức chữ ký này"),
        (("--pin-file", "nowhere"), "Không đọc được tệp"),
    ],
)
def test_a_refusal_is_told_in_the_person_s_words(
    desk: Path, words: tuple[str, ...], told: str
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(desk)
        done = CliRunner().invoke(
            application(("sign",)),
            ["sign", "in.pdf", "-o", "out.pdf", "--key", "p12:leader.p12", *words],
            obj=Surroundings(env={}),
        )
    assert told in done.stdout


def test_a_refusal_of_an_active_paper_says_what_was_found(desk: Path) -> None:
    with pikepdf.open(desk / "in.pdf", allow_overwriting_input=True) as paper:
        paper.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        paper.save()
    status, record = signing(desk)
    assert status == 1
    problem = record["problem"]
    assert isinstance(problem, dict)
    assert (problem["code"], problem["kinds"]) == ("active_content", ["javascript"])
    words = Words.load("vi").why(
        UnsuitableDocumentError("not inert", code="active_content", kinds=("javascript",))
    )
    assert "mã lệnh JavaScript" in words


@pytest.mark.parametrize(("mask", "mode"), [(0o077, 0o600), (0o027, 0o640), (0o022, 0o644)])
def test_a_signed_file_is_as_open_as_the_umask_lets_it_be(desk: Path, mask: int, mode: int) -> None:
    before = os.umask(mask)
    try:
        assert signing(desk)[0] == 0
    finally:
        os.umask(before)
    assert (desk / "out.pdf").stat().st_mode & 0o777 == mode
