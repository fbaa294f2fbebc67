"""Frozen values over a pipe: dataclasses to JSON and back, by their type hints.

Knows what our facts are made of (numbers, text, enums, dates, bytes, tuples, mappings, dataclasses
and absent values) and refuses the rest. What comes back is checked against the hints, since it may
come from a process that a hostile file has taken over.
"""

import base64
import types
import typing
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from functools import cache
from pathlib import Path
from typing import TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")


def to_wire(value: object) -> object:  # noqa: PLR0911 - one return a kind of value
    """Return the value as JSON takes it; TypeError for what has no place on the wire."""
    match value:
        case Enum():
            return to_wire(value.value)
        case None | bool() | int() | float() | str():
            return value
        case datetime() | date():
            return value.isoformat()
        case timedelta():
            return value.total_seconds()
        case bytes():
            return base64.b64encode(value).decode("ascii")
        case Path():
            return str(value)
        case list() | tuple() | frozenset():
            return [to_wire(item) for item in value]
        case Mapping():
            return {str(to_wire(name)): to_wire(item) for name, item in value.items()}
        case _ if is_dataclass(value):
            return {part.name: to_wire(getattr(value, part.name)) for part in fields(value)}
        case _:
            raise TypeError(f"{type(value).__name__} does not travel")


def from_wire(kind: type[T], wire: object) -> T:
    """Return what `to_wire` took apart; ValueError or TypeError when it does not fit `kind`."""
    value: T = _value(kind, wire)
    return value


def _value(kind: object, wire: object) -> typing.Any:  # noqa: ANN401 - the hint decides at run time
    origin = get_origin(kind)
    if isinstance(kind, typing.NewType):
        return _value(kind.__supertype__, wire)
    if origin in (Union, types.UnionType):
        return _optional(get_args(kind), wire)
    if origin in (tuple, list, frozenset):
        return _sequence(origin, get_args(kind), wire)
    if origin is not None and issubclass(origin, Mapping):
        names, items = get_args(kind)
        return {_value(names, name): _value(items, item) for name, item in _object(wire).items()}
    if isinstance(kind, type):
        return _scalar(kind, wire)
    raise TypeError(f"{kind} does not travel")


def _optional(kinds: tuple[object, ...], wire: object) -> object:
    present = [kind for kind in kinds if kind is not types.NoneType]
    if wire is None and len(present) < len(kinds):
        return None
    if len(present) != 1:
        raise TypeError(f"{kinds} does not travel")
    return _value(present[0], wire)


def _sequence(origin: object, kinds: tuple[object, ...], wire: object) -> object:
    if not isinstance(wire, list):
        raise TypeError("expected a list")
    if origin is tuple and kinds[-1] is not Ellipsis:
        return tuple(_value(kind, item) for kind, item in zip(kinds, wire, strict=True))
    items = [_value(kinds[0], item) for item in wire]
    if origin is list:
        return items
    return frozenset(items) if origin is frozenset else tuple(items)


def _scalar(kind: type, wire: object) -> object:
    if is_dataclass(kind):
        hints = _hints(kind)
        given = _object(wire)
        return kind(**{name: _value(hints[name], item) for name, item in given.items()})
    if issubclass(kind, Enum):
        return kind(wire)
    if kind is float and isinstance(wire, int | float) and not isinstance(wire, bool):
        return float(wire)
    if kind is timedelta and isinstance(wire, int | float) and not isinstance(wire, bool):
        return timedelta(seconds=wire)
    if kind in (bool, int, str) and type(wire) is kind:
        return wire
    if isinstance(wire, str):
        return _of_text(kind, wire)
    raise TypeError(f"expected {kind.__name__}, not {type(wire).__name__}")


def _of_text(kind: type, text: str) -> object:
    if kind in (datetime, date):
        return kind.fromisoformat(text)
    if kind is bytes:
        return base64.b64decode(text, validate=True)
    if kind is Path:
        return Path(text)
    raise TypeError(f"expected {kind.__name__}, not text")


@cache
def _hints(kind: type) -> Mapping[str, object]:
    return get_type_hints(kind)


def _object(wire: object) -> dict[str, object]:
    if not isinstance(wire, dict):
        raise TypeError("expected an object")
    return wire
