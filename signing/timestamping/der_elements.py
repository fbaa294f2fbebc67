"""DER as nested elements that keep their bytes (X.690), for what must not be decoded whole.

asn1crypto's own objects write themselves anew when they are asked for their bytes, a thousand small
steps for a token with its certificates.
"""

from dataclasses import dataclass
from typing import Final

from asn1crypto import parser

Kind = tuple[int, int]  # class and tag

SEQUENCE: Final[Kind] = (0, 16)
SET: Final[Kind] = (0, 17)
OCTETS: Final[Kind] = (0, 4)
CONTEXT_0: Final[Kind] = (2, 0)
CONTEXT_1: Final[Kind] = (2, 1)


@dataclass(frozen=True, slots=True)
class Element:
    """`content` without, `encoded` with tag and length."""

    kind: Kind
    content: bytes
    encoded: bytes


def whole(data: bytes) -> Element:
    """Return the element that `data` is; ValueError where it is none, or more."""
    class_, _, tag, header, content, trailer = parser.parse(data, strict=True)
    return Element((class_, tag), content, header + content + trailer)


def children(parent: Element, kind: Kind) -> list[Element]:
    """Return the elements inside one of this kind; ValueError where it is of another."""
    if parent.kind != kind:
        raise ValueError(f"tag {parent.kind} where {kind} must be")
    found, at = [], 0
    while at < len(parent.content):
        class_, _, tag, header, content, trailer = parser.parse(parent.content[at:])
        encoded = header + content + trailer
        found.append(Element((class_, tag), content, encoded))
        at += len(encoded)
    return found


def element(kind: Kind, content: bytes) -> bytes:
    """Return a constructed element with this content, encoded."""
    made: bytes = parser.emit(kind[0], 1, kind[1], content)
    return made
