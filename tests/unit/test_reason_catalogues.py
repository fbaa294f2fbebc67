"""Every reason that the judge can give has its words in both languages."""

import json
import re
from importlib.resources import files
from pathlib import Path

import pytest

import signing
from signing.reasons import SENTENCES, reason
from signing.remedies import REMEDIES
from signing.report import detail_of
from signing.verdict import Reason

_ROOM = Path(signing.__file__).parent
_USE = re.compile(
    r'\b(?:reason|FaultError|objection|_failure|_refuse|refuse|_weak|change|never)\(\s*"([a-z_]+)"'
)


def catalogue(language: str) -> dict[str, str]:
    text = files("sohoa").joinpath(f"locale/reasons.{language}.json").read_text(encoding="utf-8")
    found: dict[str, str] = json.loads(text)
    return found


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_catalogue_has_words_for_every_reason_and_no_other(language: str) -> None:
    words = catalogue(language)
    assert set(words) == set(SENTENCES)
    assert all(words.values())


def test_the_english_words_are_the_rooms_own() -> None:
    assert catalogue("en") == SENTENCES


def test_the_room_gives_only_reasons_that_have_words() -> None:
    used = {code for path in _ROOM.rglob("*.py") for code in _USE.findall(path.read_text())}
    assert used - set(SENTENCES) == set()


_TELLING = {"trusted_official", "trusted_public", "trusted_foreign"}  # good news needs no remedy
_ITS_OWN = {"revocation_unreachable"}  # says so in its sentence


def test_a_reason_tells_what_to_do() -> None:
    parts = ("values", "certificates", "judgement.py", "examination.py", "verify.py")
    paths = [path for part in parts for path in (_ROOM / part, *(_ROOM / part).rglob("*.py"))]
    given = {code for path in paths if path.is_file() for code in _USE.findall(path.read_text())}
    assert {"digest_wrong", "certificate_expired", "timestamp_order"} <= given
    assert given - set(REMEDIES) - _TELLING - _ITS_OWN == set()


def test_a_remedy_is_for_a_reason_that_is_given_in_both_languages() -> None:
    vi, en = catalogue("vi"), catalogue("en")
    assert set(REMEDIES) <= set(SENTENCES)
    for code, remedy in REMEDIES.items():
        assert en[code].endswith(remedy)
        same = {
            vi[other].rpartition("; ")[2] for other, is_it in REMEDIES.items() if is_it == remedy
        }
        assert len(same) == 1, code


def test_a_kept_message_of_older_words_keeps_its_detail() -> None:
    assert detail_of(Reason("no_path", "what it said before (CN=A)")) == " (CN=A)"
    assert detail_of(reason("no_path", "CN=A")) == " (CN=A)"
    assert detail_of(reason("no_path")) == ""
