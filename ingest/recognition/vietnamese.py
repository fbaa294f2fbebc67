"""Tells whether text looks like Vietnamese, by how its syllables are built. Changes nothing.

A syllable is an onset, a rhyme and a tone; rhymes that end in c, ch, p or t bear only the sharp or
the heavy tone; before e, ê, i the onset is k, gh, ngh, and c, g, ng before all others. About 6,500
syllables are in use of the 20,000 that the rules allow, and of what recognisers garble few are.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

_ONSETS: Final = (
    "ngh", "gh", "ng", "nh", "kh", "ph", "th", "tr", "ch", "gi", "qu", "b", "c", "d", "đ", "g",
    "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "x",
)  # fmt: skip
_RHYMES: Final = frozenset(
    (
        "a", "ac", "ach", "ai", "am", "an", "ang", "anh", "ao", "ap", "at", "au", "ay", "e",
        "ec", "em", "en", "eng", "eo", "ep", "et", "i", "ia", "ich", "im", "in", "inh", "ip",
        "it", "iu", "iêc", "iêm", "iên", "iêng", "iêp", "iêt", "iêu", "o", "oa", "oac", "oach",
        "oai", "oam", "oan", "oang", "oanh", "oao", "oap", "oat", "oay", "oc", "oe", "oen",
        "oeo", "oet", "oi", "om", "on", "ong", "ooc", "oong", "op", "ot", "oăc", "oăm", "oăn",
        "oăng", "oăt", "u", "ua", "uc", "ui", "um", "un", "ung", "up", "ut", "uy", "uya",
        "uych", "uynh", "uyp", "uyt", "uyu", "uyên", "uyêt", "uân", "uâng", "uât", "uây", "uê",
        "uêch", "uênh", "uôc", "uôi", "uôm", "uôn", "uông", "uôt", "uơ", "y", "yêm", "yên",
        "yêng", "yêt", "yêu", "âc", "âm", "ân", "âng", "âp", "ât", "âu", "ây", "ê", "êc", "êch",
        "êm", "ên", "êng", "ênh", "êp", "êt", "êu", "ô", "ôc", "ôi", "ôm", "ôn", "ông", "ôp",
        "ôt", "ăc", "ăm", "ăn", "ăng", "ăp", "ăt", "ơ", "ơi", "ơm", "ơn", "ơp", "ơt", "ư", "ưa",
        "ưc", "ưi", "ưm", "ưn", "ưng", "ưt", "ưu", "ươc", "ươi", "ươm", "ươn", "ương", "ươp",
        "ươt", "ươu",
    )
)  # fmt: skip
_TONES: Final = "\u0300\u0301\u0303\u0309\u0323"
_SHARP_OR_HEAVY: Final = frozenset({"\u0301", "\u0323"})
_STOPPED: Final = re.compile(r"(?:c|ch|p|t)$")
_FRONT: Final = re.compile(r"[eêiy]")
_FRONT_ONLY: Final = frozenset({"k", "gh", "ngh"})
_NOT_FRONT: Final = frozenset({"c", "g", "ng"})
_WORD: Final = re.compile(r"[^\W\d_²³]+(?:['’][^\W\d_]+)*")
_VOWEL: Final = re.compile(r"[aeiouy]")
_LEAST_LETTERS: Final = 12
_MOSTLY: Final = 0.5
_ROMAN: Final = re.compile(r"[IVXLC]+")


def looks_vietnamese(text: str) -> float:
    """Return the share of letters, 0 to 1, that stand in words built like Vietnamese syllables.

    Abbreviations (UBND), numerals and single letters are not judged; 1 where nothing is. `text` is
    NFC. Names of other peoples (Krông, H'Hen) and English score low, and are as right as they are.
    """
    good = judged = 0
    for match in _WORD.finditer(text):
        word = match[0]
        fits = is_syllable(word.lower())
        if len(word) == 1 or (not fits and _is_abbreviation(word)):
            continue
        judged += len(word)
        good += len(word) * fits
    return good / judged if judged else 1.0


def reads_oddly(line: str) -> bool:
    """Say whether most of a printed line is built unlike Vietnamese: misread, or another language.

    Short lines are not judged: a name or a heading of two words says nothing.
    """
    letters = sum(letter.isalpha() for letter in line)
    return letters >= _LEAST_LETTERS and looks_vietnamese(line) < _MOSTLY


@lru_cache(maxsize=8192)
def is_syllable(word: str) -> bool:
    """Say whether a word in small letters could be a Vietnamese syllable."""
    plain, tones = _without_tones(word)
    if len(tones) > 1:
        return False
    return any(
        _fits(onset, plain[len(onset) :], tones)
        for onset in ("", *_ONSETS)
        if plain.startswith(onset)
    )


def _fits(onset: str, rhyme: str, tones: str) -> bool:
    if onset == "gi" and rhyme in {"", "n", "êng", "êt", "êc"}:  # gì, gìn, giếng: one i for two
        return True
    if rhyme not in _RHYMES:
        return False
    front = _FRONT.match(rhyme) is not None
    if (onset in _FRONT_ONLY and not front) or (onset in _NOT_FRONT and front):
        return False
    return not _STOPPED.search(rhyme) or tones in _SHARP_OR_HEAVY


def _without_tones(word: str) -> tuple[str, str]:
    letters = unicodedata.normalize("NFD", word)
    plain = "".join(mark for mark in letters if mark not in _TONES)
    return unicodedata.normalize("NFC", plain), "".join(m for m in letters if m in _TONES)


def _is_abbreviation(word: str) -> bool:
    if not word.isupper():
        return False
    few_vowels = len(_VOWEL.findall(word.lower())) <= 1 and word.replace("Đ", "D").isascii()
    return _ROMAN.fullmatch(word) is not None or few_vowels or len(word) == 2  # noqa: PLR2004 - CP, UB
