"""Reading PDF objects of a file that may be hostile: small, total accessors.

It knows nothing of signatures. `UNREADABLE` lists what the parsers are known to raise on damaged
bytes (pikepdf, asn1crypto and cryptography, seen on 910 signed files), so that the callers turn
these, and nothing else, into verdicts.
"""

from collections.abc import Iterator
from typing import Final

from pikepdf import (
    Array,
    Dictionary,
    Name,
    Object,
    PikepdfError,
    Stream,
    String,
)

from signing.unreadable import PARSER_FAILURES

Reference = tuple[int, int]
Rectangle = tuple[float, float, float, float]

UNREADABLE: Final = (PikepdfError, *PARSER_FAILURES)
WHITE_SPACE: Final = b" \t\r\n\f\0"
_DEEPEST_INHERITANCE: Final = 40


def reference(value: object) -> Reference | None:
    """Return (object number, generation) of an indirect object, None for a direct one."""
    return value.objgen if isinstance(value, Object) and value.is_indirect else None


def entry(container: object, key: str) -> object | None:
    """Return the value at `key` of a dictionary or stream; None for anything else."""
    if not isinstance(container, (Dictionary, Stream)):
        return None
    try:
        value: object = container.get(key)
    except UNREADABLE:
        return None
    return value


def keys(container: object) -> frozenset[str]:
    """Return the keys of a dictionary or stream that have a value other than null."""
    if not isinstance(container, (Dictionary, Stream)):
        return frozenset()
    return frozenset(k for k in container.keys() if entry(container, k) is not None)  # noqa: SIM118 - pikepdf objects iterate otherwise


def elements(value: object) -> tuple[object, ...]:
    """Return the elements of an array, nothing for anything else."""
    return tuple(value) if isinstance(value, Array) else ()


def is_name(value: object, name: str) -> bool:
    """Tell whether the value is the PDF name, given with its slash."""
    return isinstance(value, Name) and text(value) == name


def text(value: object) -> str | None:
    """Return the text of a PDF string or name, None for anything else."""
    if not isinstance(value, (String, Name, str)):
        return None
    try:
        return str(value)
    except UnicodeDecodeError:  # a name that is not UTF-8, as ISO 32000-2 7.3.5 asks
        return value.unparse().decode("latin-1") if isinstance(value, Name) else None


def raw(value: object) -> bytes | None:
    """Return the bytes of a PDF string."""
    return bytes(value) if isinstance(value, String) else None


def inherited(node: object, key: str) -> object | None:
    """Return the value at `key` of the node or of its nearest /Parent that has one."""
    for _ in range(_DEEPEST_INHERITANCE):
        value = entry(node, key)
        if value is not None:
            return value
        node = entry(node, "/Parent")
        if node is None:
            return None
    return None


def rectangle(node: object) -> Rectangle | None:
    """Return the /Rect of an annotation in points, normalized; None when it shows nothing."""
    corners = elements(entry(node, "/Rect"))
    try:
        x0, y0, x1, y1 = (float(value) for value in corners)  # type: ignore[arg-type]
    except UNREADABLE:
        return None
    box = (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
    return box if area(box) > 0 else None


def area(box: Rectangle) -> float:
    """Return the area of a normalized rectangle."""
    return (box[2] - box[0]) * (box[3] - box[1])


def children(value: object) -> Iterator[object]:
    """Yield what a container holds directly."""
    if isinstance(value, Stream):
        yield from value.stream_dict.values()
    elif isinstance(value, Dictionary):
        yield from value.values()
    elif isinstance(value, Array):
        yield from value
