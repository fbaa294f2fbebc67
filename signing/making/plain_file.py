"""A PDF's objects by their numbers, and its pages, for a writer that changes a few of them."""

import re
from collections.abc import Mapping
from typing import Final

from signing.making.cross_references import CrossReferences
from signing.making.pdf_tokens import CutOffError, entries, items, reference, value_at, whole_number
from signing.making.raw_objects import FileView, decoded, object_at
from signing.making.unusual import UnusualFileError

_NUMBERS: Final = re.compile(rb"[\d\x00\t\n\x0c\r ]*+\Z")
_DEEPEST: Final = 64


class PlainFile:
    """Reads what it is asked for and no more; every method raises `UnusualFileError`.

    `root` is the catalog's object number and generation.
    """

    def __init__(self, descriptor: int) -> None:
        self._view = FileView.of(descriptor)
        self.references = CrossReferences(self._view)
        self.trailer = self.references.trailer
        self._values: dict[int, bytes] = {}
        self._containers: dict[int, tuple[bytes, dict[int, int]]] = {}
        root = reference(self.trailer.get(b"/Root"))
        if root is None:
            raise UnusualFileError("a trailer without a catalog")
        self.root = root

    @property
    def size(self) -> int:
        """The file's length in bytes."""
        return self._view.size

    def value(self, number: int) -> bytes:
        """Return the object as it is written; a stream is no value."""
        if number not in self._values:
            self._values[number] = self._read(number)
        return self._values[number]

    def _read(self, number: int) -> bytes:
        place = self.references.place(number)
        if place.container is not None:
            return self._contained(number, place.container)
        found = object_at(self._view, place.offset)
        if (found.number, found.generation) != (number, place.generation):
            raise UnusualFileError("another object where the cross-references say")
        if found.stream is not None:
            raise UnusualFileError("a stream where a value must be")
        return found.value

    def resolved(self, value: bytes) -> bytes:
        """Return what a value refers to, or the value itself."""
        for _ in range(_DEEPEST):
            target = reference(value)
            if target is None:
                return value
            if self.references.place(target[0]).generation != target[1]:
                raise UnusualFileError("a reference to a generation that is gone")
            value = self.value(target[0])
        raise UnusualFileError("references that go round")

    def dictionary(self, value: bytes | None) -> dict[bytes, bytes]:
        """Return the dictionary that a value is or refers to."""
        return entries(self.resolved(value or b"null"))

    def array(self, value: bytes | None) -> list[bytes]:
        """Return the array that a value is or refers to; an empty one for none."""
        return [] if value is None else items(self.resolved(value))

    def page(self, index: int) -> tuple[int, int]:
        """Return the object number and generation of a page, counted from 0."""
        node = reference(self.dictionary(b"%d %d R" % self.root).get(b"/Pages"))
        left = index
        for _ in range(_DEEPEST):
            if node is None:
                break
            values = entries(self.value(node[0]))
            if b"/Kids" not in values:
                if left:
                    break
                return node
            node, left = self._kid(values, left)
        raise UnusualFileError("a page tree that is not as it should be")

    def _kid(self, node: Mapping[bytes, bytes], left: int) -> tuple[tuple[int, int] | None, int]:
        """Return the kid under which the page is, and how many pages of it come before."""
        kids = self.array(node[b"/Kids"])
        if len(kids) == whole_number(self.resolved(node.get(b"/Count", b"null"))):
            return (reference(kids[left]), 0) if left < len(kids) else (None, 0)  # all are pages
        for kid in kids:
            values = self.dictionary(kid)
            count = 1
            if b"/Kids" in values:
                count = whole_number(self.resolved(values.get(b"/Count", b"null")))
            if left < count:
                return reference(kid), left
            left -= count
        return None, 0

    def _contained(self, number: int, container: int) -> bytes:
        if container not in self._containers:
            self._containers[container] = self._opened(container)
        data, offsets = self._containers[container]
        if number not in offsets:
            raise UnusualFileError("an object stream without its object")
        try:
            start, end = value_at(data, offsets[number])
        except CutOffError as error:
            raise UnusualFileError("an object without an end") from error
        return data[start:end]

    def _opened(self, container: int) -> tuple[bytes, dict[int, int]]:
        place = self.references.place(container)
        if place.container is not None:
            raise UnusualFileError("an object stream in another")
        found = object_at(self._view, place.offset)
        if found.number != container or found.stream is None:
            raise UnusualFileError("no object stream where one should be")
        values = entries(found.value)
        if values.get(b"/Type") != b"/ObjStm":
            raise UnusualFileError("no object stream where one should be")
        values[b"/Length"] = self.resolved(values.get(b"/Length", b"null"))
        data = decoded(self._view, values, found.stream)
        first = whole_number(values.get(b"/First"))
        if not _NUMBERS.match(data[:first]):
            raise UnusualFileError("an object stream with an odd head")
        head = [int(number) for number in data[:first].split()]
        if len(head) != 2 * whole_number(values.get(b"/N")):
            raise UnusualFileError("an object stream with an odd head")
        return data + b"\n ", {n: first + at for n, at in zip(head[::2], head[1::2], strict=True)}
