"""The words that a person at a terminal sees, from the catalogues in `locale/`.

Vietnamese first, English second. Programs get stable codes and never these words.
"""

import json
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any, Final, Self

LANGUAGES: Final = ("vi", "en")


class Words:
    """A catalogue of sentences by code; `words(code, name=value)` fills the places in."""

    def __init__(self, language: str, sentences: Mapping[str, str]) -> None:
        self.language = language
        self._sentences = sentences

    @classmethod
    def load(cls, language: str) -> Self:
        """Read the catalogue of `vi` or `en`."""
        text = files("sohoa").joinpath(f"locale/{language}.json").read_text(encoding="utf-8")
        return cls(language, json.loads(text))

    def warning(self, code: str, fallback: str) -> str:
        """Return the sentence for what a reading warned of; `fallback` for an unknown code."""
        known: dict[str, str] = self._api_catalogue("warnings")
        return known.get(code) or self._sentences.get(f"warning_{code}", fallback)

    def problem(self, code: str, kinds: Sequence[str] = ()) -> str:
        """Return title and advice for an error code; the code itself where it is unknown.

        `kinds`: which content was found, told where the problem is about that.
        """
        known: dict[str, dict[str, str]] = self._api_catalogue("problems")
        told = known.get(code)
        if told:
            words: dict[str, str] = self._api_catalogue("contents") if kinds else {}
            found = ", ".join(words[kind] for kind in kinds if kind in words)
            begins = f"{told['found'].format(kinds=found)} " if found and "found" in told else ""
            return f"{told['title']}. {begins}{told['advice']}"
        return self._sentences.get(f"problem_{code}", code)

    def why(self, error: Exception) -> str:
        """Return what an error means for a person and, in brackets, its code and own words."""
        code = str(getattr(error, "code", "unreadable_input"))
        kinds = getattr(error, "facts", {}).get("kinds", ())
        return f"{self.problem(code, kinds)} [{code}: {error}]"

    def _api_catalogue(self, name: str) -> Any:  # noqa: ANN401 - its shape is the catalogue's own
        """Read a catalogue that the API shows, too: such sentences have one home."""
        return json.loads(
            files("api").joinpath(f"locale/{name}.{self.language}.json").read_text("utf-8")
        )

    def __call__(self, code: str, /, **values: object) -> str:
        """Return the sentence with its places filled in."""
        return self._sentences[code].format_map(values)


def language_of(env: Mapping[str, str]) -> str:
    """Return the person's language: SOHOA_LANGUAGE, else English where the locale is, else `vi`."""
    asked = env.get("SOHOA_LANGUAGE")
    if asked in LANGUAGES:
        return asked
    locale = env.get("LC_ALL") or env.get("LC_MESSAGES") or env.get("LANG") or ""
    return "en" if locale.startswith("en") else "vi"
