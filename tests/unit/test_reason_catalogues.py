"""Every reason that the judge can give has its words in both languages."""

import json
import re
from importlib.resources import files
from pathlib import Path

import pytest

import signing
from signing.reasons import SENTENCES

_ROOM = Path(signing.__file__).parent
_USE = re.compile(r'\b(?:reason|FaultError|objection|_failure|_refuse|refuse|_weak|change|never)\(\s*"([a-z_]+)"')


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
