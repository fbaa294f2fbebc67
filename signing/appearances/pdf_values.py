"""The PDF values that appearances and overlays are made of, and where they are put.

Plain and unchanging, so that whichever writer extends the document can take them, and the same ones
can go into many documents.
"""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol, TypeAlias

Number = int | float


class Name(str):
    """A name, without its slash."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Reference:
    """An indirect object by its number and generation."""

    number: int
    generation: int = 0


# A str is a text for people; a float is written to a thousandth.
Value: TypeAlias = (
    Name | Reference | str | int | float | tuple["Value", ...] | Mapping[str, "Value"]
)


@dataclass(frozen=True, slots=True)
class Stream:
    """A stream; `data` are Flate-compressed, which `entries` need not say."""

    entries: Mapping[str, Value]
    data: bytes


class ObjectSink(Protocol):
    """A document that is being extended: what is put into it becomes an object of its own."""

    def add(self, value: Value | Stream) -> Reference:
        """Add an object and return how to refer to it."""
        ...


def name(text: str) -> Name:
    """Return a name; `text` without the slash."""
    return Name(text)


def numbers(values: tuple[Number, ...]) -> tuple[Value, ...]:
    """Return an array of numbers."""
    return tuple(values)


def dictionary(values: Mapping[str, Value]) -> Mapping[str, Value]:
    """Return a dictionary; keys without the slash."""
    return MappingProxyType(dict(values))


def stream(data: bytes, values: Mapping[str, Value]) -> Stream:
    """Return a Flate-compressed stream."""
    return Stream(dictionary(values), zlib.compress(data))
