"""What a text may hold when it comes in from outside: Unicode in one form, and nothing unseen.

NFC makes twins that look alike one and the same. Control and format characters (NUL, marks that
turn the reading direction, zero-width ones) would fool a screen, a log line or a database;
line breaks and tabs are text.
"""

import unicodedata
from typing import Annotated, Final

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

_LAYOUT: Final = frozenset("\n\r\t")
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_OF_AN_ID: Final = "dos_"


def plain(text: str) -> str:
    """Return the text in NFC; raise pydantic's error when it holds what nobody can see."""
    for character in text:
        if character not in _LAYOUT and unicodedata.category(character) in _UNSEEN:
            raise PydanticCustomError("unseen_character", "holds a control or format character")
    return unicodedata.normalize("NFC", text)


def plain_throughout(value: object) -> object:
    """Return a value with every text in it made `plain`, however deep it lies."""
    match value:
        case str():
            return plain(value)
        case list():
            return [plain_throughout(one) for one in value]
        case dict():
            return {plain_throughout(name): plain_throughout(one) for name, one in value.items()}
        case _:
            return value


def addressable(code: str) -> str:
    """Return a dossier's code that can be one segment of a path and is no id of ours."""
    if not code.strip(".") or code.startswith(_OF_AN_ID):
        raise PydanticCustomError("not_addressable", "cannot stand in an address")
    return code


DossierRef = Annotated[str, AfterValidator(lambda text: unicodedata.normalize("NFC", text))]
