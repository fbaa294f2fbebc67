"""The command line as programs rely on it: exit statuses, and JSON Lines alone on its output."""

from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from sohoa.samples.signature_images import write_handwriting
from tests.support.command import Ran, sohoa, sohoa_here
from tests.support.pki import PIN, Pki


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A catalogue without any server."""
    data = tmp_path_factory.mktemp("commands") / "data"
    assert sohoa("migrate", "--data", data).status == 0
    assert sohoa("agency", "add", "H32", "Tỉnh", "--data", data).status == 0
    return data


def test_help_lists_every_command() -> None:
    ran = sohoa("--help")
    assert ran.status == 0
    for command in (
        *("up", "doctor", "demo", "api", "worker", "sweep", "migrate", "digitize", "sign"),
        *("verify", "evidence", "audit", "fsck", "user", "client", "agency", "key"),
    ):
        assert f" {command} " in ran.out, command


def test_wrong_usage_is_2() -> None:
    assert sohoa("worker", "--queue", "nonsense").status == 2
    assert sohoa_here("digitize", "x.pdf").status == 2
    assert sohoa("no-such-command").status == 2


def test_a_client_is_given_its_secret_and_a_token_once(office: Path) -> None:
    ran = sohoa(
        "client", "add", "a", "--role", "clerk", "--agency", "H32", "--json", "--data", office
    )
    assert ran.status == 0
    (made,) = ran.records
    assert set(made) == {"client_id", "client_secret", "token"}
    listed = sohoa_here("client", "list", "--json", "--data", office)
    assert str(made["client_id"]) in listed.out
    assert str(made["client_secret"]) not in listed.out


def test_a_negative_answer_is_1_and_says_why(office: Path) -> None:
    ran = sohoa("agency", "add", "H32", "Again", "--json", "--data", office)
    assert (ran.status, ran.out) == (1, "")
    assert "H32" in ran.err
    ran = sohoa_here(
        "client", "add", "a", "--role", "clerk", "--agency", "nowhere", "--data", office
    )
    assert ran.status == 1


def test_nobody_may_take_the_workers_own_role(office: Path) -> None:
    words = ("client", "add", "a", "--role", "system", "--agency", "H32")
    assert sohoa(*words, "--data", office).status == 2


def test_a_short_password_is_refused(office: Path, tmp_path: Path) -> None:
    secret = tmp_path / "password"
    secret.write_text("short\n")
    words = ("user", "add", "lan", "--role", "clerk", "--agency", "H32", "--password-file", secret)
    assert sohoa(*words, "--data", office).status == 2


def test_a_password_that_nobody_can_be_asked_for_is_wrong_usage(
    office: Path, tmp_path: Path
) -> None:
    words = ("user", "add", "lan", "--role", "clerk", "--agency", "H32", "--data", office, "--json")
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00" * 20)
    for more in ((), ("--password-file", tmp_path / "binary"), ("--password-file", tmp_path)):
        ran = sohoa(*words, *more)
        assert (ran.status, ran.out) == (2, ""), ran.err
        assert "Traceback" not in ran.err


def test_an_empty_code_or_name_is_wrong_usage(office: Path) -> None:
    assert sohoa_here("agency", "add", "", "Tỉnh", "--data", office).status == 2
    assert sohoa_here("agency", "add", "H33", " ", "--data", office).status == 2


def test_a_key_that_is_not_registered_leaves_the_registered_ones_alone(
    office: Path, pki: Pki, tmp_path: Path
) -> None:
    pki.leader.write_p12(tmp_path / "leader.p12", PIN)
    (tmp_path / "pin").write_text(PIN)
    (tmp_path / "wrong").write_text("sai")

    def add(
        name: str,
        pin: str,
        *,
        file: str = "leader.p12",
        agency: str = "H32",
        image: str = "hand.png",
        run: Callable[..., Ran] = sohoa_here,
    ) -> int:
        return run(
            *("key", "add", name, "--key", f"p12:{tmp_path / file}", "--agency", agency),
            *("--holder", "Hường", "--profile", "leader", "--pin-file", tmp_path / pin),
            *("--image", tmp_path / image, "--data", office),
        ).status

    write_handwriting(tmp_path / "hand.png", Random(1))  # noqa: S311 - an invented hand
    assert add("k", "pin", run=sohoa) == 0
    assert add("k", "pin") == 1
    assert add("k", "wrong") == 2
    assert add("k", "missing") == 2
    assert add("k", "pin", file="missing.p12") == 2
    assert add("other", "pin", agency="H99") == 1
    assert add("other", "pin", image="pin") == 3  # no picture at all
    assert add("../other", "pin") == 2
    assert [path.name for path in (office / "keys").glob("*.pin")] == ["k.pin"]
    assert (office / "keys" / "k.pin").read_text() == PIN
    (listed,) = sohoa_here("key", "list", "--json", "--data", office).records
    assert str(listed["valid_to"]).endswith("Z")


def test_a_person_is_added_listed_and_shut_out(office: Path, tmp_path: Path) -> None:
    secret = tmp_path / "password"
    secret.write_text("một câu mật khẩu dài\n")
    words = ("user", "add", "mai", "--role", "leader", "--agency", "H32", "--password-file", secret)
    assert sohoa(*words, "--data", office).status == 0
    assert sohoa_here("user", "disable", "mai", "--data", office).status == 0
    listed = sohoa_here("user", "list", "--json", "--data", office).records
    assert [one["disabled"] for one in listed if one["login"] == "mai"] == [True]


def test_all_wrong_settings_are_told_at_once_with_3() -> None:
    wrong = {"SOHOA_S3_URL": "nowhere", "SOHOA_BUKET": "x"}
    ran = sohoa("agency", "list", env=wrong)
    assert ran.status == 3
    assert "SOHOA_S3_URL" in ran.err
    assert "SOHOA_BUKET" in ran.err


def test_an_office_that_cannot_be_reached_is_3() -> None:
    away = {"SOHOA_CATALOGUE_URL": "postgresql+psycopg://nobody@127.0.0.1:1/none"}
    ran = sohoa("agency", "list", env=away)
    assert ran.status == 3
    assert "Traceback" not in ran.err


def test_the_process_with_keys_serves_nothing_else(office: Path) -> None:
    ran = sohoa("worker", "--queue", "sign", "--queue", "digitize", "--data", office)
    assert ran.status == 2


def test_the_trail_of_commands_is_whole(office: Path) -> None:
    ran = sohoa("audit", "verify", "--json", "--data", office)
    assert ran.status == 0
    assert ran.records[0]["sound"] is True


def test_the_demo_does_not_empty_what_is_not_its_own(tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("x")
    assert sohoa("demo", "--data", tmp_path).status == 2
    assert (tmp_path / "precious").exists()
