"""What people are told is complete: settings, words in both languages, commands."""

import json
import re
from pathlib import Path

from sohoa.settings import setting_names

ROOT = Path(__file__).parents[2]


def test_every_setting_is_documented_and_nothing_else() -> None:
    text = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    described = set(re.findall(r"^\| `(SOHOA_[A-Z0-9_]+)`", text, flags=re.MULTILINE))
    assert described == set(setting_names())


def test_both_languages_have_the_same_sentences_with_the_same_places() -> None:
    vietnamese, english = (
        json.loads((ROOT / "sohoa" / "locale" / f"{language}.json").read_text(encoding="utf-8"))
        for language in ("vi", "en")
    )
    assert set(vietnamese) == set(english)
    for code, sentence in vietnamese.items():
        places = set(re.findall(r"{(\w+)", sentence))
        assert places == set(re.findall(r"{(\w+)", english[code])), code


def test_every_word_that_the_house_says_is_in_the_catalogue() -> None:
    known = json.loads((ROOT / "sohoa" / "locale" / "vi.json").read_text(encoding="utf-8"))
    for path in (ROOT / "sohoa").rglob("*.py"):
        source = path.read_text(encoding="utf-8")
        for code in re.findall(r"\.(?:say|warn)\(\s*\"(\w+)\"", source):
            assert code in known, f"{path}: {code}"
        for code in re.findall(r"(?:\.step|\.check)\(\s*\"(\w+)\"", source):
            assert code in known, f"{path}: {code}"
        for code in re.findall(r"advice=\"(\w+)\"", source):
            assert code in known, f"{path}: {code}"
