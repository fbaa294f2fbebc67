"""The objects that a revision changes or adds, as they will be written; nothing is written yet."""

from signing.appearances.pdf_values import Reference, Stream, Value
from signing.making.pdf_tokens import whole_number
from signing.making.plain_file import PlainFile
from signing.making.written_values import as_bytes


class ChangedObjects:
    """See `ObjectSink`. New objects get the numbers behind the file's last one."""

    def __init__(self, file: PlainFile) -> None:
        self._next = whole_number(file.trailer.get(b"/Size"))
        self.bodies: dict[int, tuple[int, bytes]] = {}  # generation and value by number
        self.replaced: set[int] = set()

    @property
    def count(self) -> int:
        """One more than the highest number in use (ISO 32000-1 table 15, /Size)."""
        return self._next

    def add(self, value: Value | Stream) -> Reference:
        """See `ObjectSink.add`."""
        return self.put(self.reserve(), as_bytes(value))

    def reserve(self) -> Reference:
        """Return a number that is free, for an object that is put later."""
        self._next += 1
        return Reference(self._next - 1)

    def put(self, where: Reference, body: bytes) -> Reference:
        """Set the body of a new object."""
        self.bodies[where.number] = (where.generation, body)
        return where

    def replace(self, number: int, generation: int, body: bytes) -> None:
        """Give an object of the file another body."""
        self.bodies[number] = (generation, body)
        self.replaced.add(number)
