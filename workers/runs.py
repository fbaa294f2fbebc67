"""A stack cut into runs of pages, and what was read of them, as values and as bytes.

Between two runs all of it lies in the catalogue: a worker that dies takes only its own run along.
"""

import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

from ingest.scans.scan_file import PageInfo, ScanFileInfo
from storage.objects import Digest
from storage.readings import MOST_BYTES
from workers.page_reading import ReadPage
from workers.wire import from_wire, to_wire

T = TypeVar("T")

_MOST_UNPACKED = 8 * MOST_BYTES


@dataclass(frozen=True, slots=True)
class PlannedFile:
    """A file that could be opened. `position` is its place in the stack."""

    position: int
    sha256: Digest
    info: ScanFileInfo


@dataclass(frozen=True, slots=True)
class Plan:
    """The files of a stack whose pages are to be read, and (position, code) of those unreadable."""

    files: tuple[PlannedFile, ...]
    problems: tuple[tuple[int, str], ...]

    @property
    def total(self) -> int:
        """Pages of all files."""
        return sum(len(file.info.pages) for file in self.files)

    def part(self, first: int, count: int) -> Iterator[tuple[PlannedFile, range]]:
        """Yield the files, and which pages of each, that pages `first` to `first + count` are."""
        start = 0
        for file in self.files:
            end = start + len(file.info.pages)
            low, high = max(first, start), min(first + count, end)
            if low < high:
                yield file, range(low - start, high - start)
            start = end

    def pages(self) -> Iterator[tuple[PlannedFile, PageInfo]]:
        """Yield every page with its file, in order."""
        return ((file, page) for file in self.files for page in file.info.pages)


def cut(total: int, length: int) -> list[tuple[int, int]]:
    """Return (first, count) of runs of at most `length` pages, as even as can be."""
    runs = -(-total // length)
    edges = [total * number // runs for number in range(runs + 1)]
    return [(low, high - low) for low, high in pairwise(edges)]


def pack(value: Plan | Sequence[ReadPage]) -> bytes:
    """Return the value as it is kept between runs."""
    return zlib.compress(json.dumps(to_wire(value)).encode())


def unpack(kind: type[T], data: bytes) -> T:
    """Return what `pack` packed; ValueError or TypeError when it is no `kind`."""
    unpacking = zlib.decompressobj()
    wire = unpacking.decompress(data, _MOST_UNPACKED)
    if not unpacking.eof:
        raise ValueError("cut off, or more than any paper gives")
    return from_wire(kind, json.loads(wire))
