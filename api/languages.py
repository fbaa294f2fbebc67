"""Words for people, in Vietnamese first and English second.

Other rooms carry stable codes only; this module is where a code becomes a sentence. Problems,
warnings and reports are in `api/locale`; the sentences for a verdict's reasons are handed in,
because the command line has the same ones. A code without a translation keeps the English words
that came with it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from importlib import resources
from typing import Any, Final, Self


class Language(StrEnum):
    """What a person may read."""

    VI = "vi"
    EN = "en"


DEFAULT: Final = Language.VI


def negotiate(header: str | None) -> Language:
    """Return the language that an `Accept-Language` header likes best (RFC 9110 12.5.4).

    Vietnamese wins ties, wildcards and headers that cannot be read.
    """
    best, best_quality = DEFAULT, 0.0
    for item in (header or "").split(","):
        tag, _, parameters = item.strip().partition(";")
        primary = tag.strip().lower().partition("-")[0]
        if primary not in (*Language, "*"):
            continue
        quality = _quality(parameters)
        language = DEFAULT if primary == "*" else Language(primary)
        if quality > best_quality or (quality == best_quality > 0 and language is DEFAULT):
            best, best_quality = language, quality
    return best


def _quality(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if name.strip().lower() != "q":
        return 1.0
    try:
        quality = float(value)
    except ValueError:
        return 0.0
    return quality if 0 <= quality <= 1 else 0.0


@dataclass(frozen=True, slots=True)
class Problem:
    """A kind of problem in one language: what it is called, and what to do about it."""

    title: str
    advice: str
    found: str = ""  # before the advice, where it is known which kinds of content were found


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """All sentences of the API in both languages."""

    problems: Mapping[Language, Mapping[str, Problem]]
    warnings: Mapping[Language, Mapping[str, str]]
    reasons: Mapping[Language, Mapping[str, str]]
    reports: Mapping[Language, Mapping[str, str]]
    contents: Mapping[Language, Mapping[str, str]]

    @classmethod
    def load(cls, reasons: Mapping[Language, Mapping[str, str]] | None = None) -> Self:
        """Read what ships with the package; `reasons` maps codes to sentences."""
        return cls(
            problems={language: _problems(language) for language in Language},
            warnings={language: _catalogue("warnings", language) for language in Language},
            reasons=reasons or {},
            reports={language: _catalogue("reports", language) for language in Language},
            contents={language: _catalogue("contents", language) for language in Language},
        )

    def problem(self, code: str, language: Language, kinds: object = ()) -> Problem:
        """Return the words for a problem; an unknown code is told as the plain failure it is.

        `kinds`: which content was found, where it is about that; an unknown kind is not told.
        """
        known = self.problems[language]
        words = known.get(code) or known["internal_error"]
        contents = self.contents[language]
        listed = kinds if isinstance(kinds, list | tuple) else ()
        told = ", ".join(contents[kind] for kind in listed if kind in contents)
        if not told or not words.found:
            return words
        return replace(words, advice=f"{words.found.format(kinds=told)} {words.advice}")

    def reason(self, code: str, fallback: str, language: Language) -> str:
        """Return the sentence for a verdict's reason."""
        return self.reasons.get(language, {}).get(code, fallback)

    def warning(self, code: str, fallback: str, language: Language) -> str:
        """Return the sentence for what a scan's reading warned of."""
        return self.warnings[language].get(code, fallback)


def _problems(language: Language) -> dict[str, Problem]:
    known = _catalogue("problems", language)
    return {code: Problem(**entry) for code, entry in known.items()}


def _catalogue(name: str, language: Language) -> dict[str, Any]:
    text = resources.files("api").joinpath(f"locale/{name}.{language}.json").read_text("utf-8")
    known: dict[str, Any] = json.loads(text)
    return known
