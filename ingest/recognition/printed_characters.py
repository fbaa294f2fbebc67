"""Which characters Vietnamese administrative papers print.

The network was taught on all kinds of text: it knows letters of other languages and signs of
trades, and says them where dirt, a stamp or a pen stroke touches a letter, or for a sign that
looks much the same.
"""

import unicodedata
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_VOWELS: Final = "aăâeêioôơuưy"
_TONES: Final = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
_WITH_TONES: Final = unicodedata.normalize(
    "NFC", "".join(vowel + tone for vowel in _VOWELS for tone in _TONES)
)
_LATIN: Final = "abcdefghijklmnopqrstuvwxyz"
_SIGNS: Final = " .,;:!?()[]/-–—+=%&*@#_<>\"'“”„«»°§$€0123456789"

PRINTED: Final = frozenset(f"{_WITH_TONES}{_LATIN}đ{_WITH_TONES.upper()}{_LATIN.upper()}Đ{_SIGNS}")

MEANT: Final[Mapping[str, str]] = MappingProxyType(
    {"Ð": "Đ", "ð": "đ", "~": "-", "¬": "-", "⁄": "/", "‹": "<", "›": ">", "\u00ad": "-"}
)
"""What a paper prints where the network sees a character of much the same look."""
