"""Takes tesseract's combined file apart: `vie.traineddata`, as the distribution installs it.

The file is a number of entries, their offsets (-1 for one that is not there), and the entries in
the order of their offsets: tesseract's `tessdatamanager.h`.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ingest.errors import EngineDataError, EngineMissingError
from ingest.recognition.engine_bytes import EngineBytes

_LARGEST: Final = 64 << 20  # the largest known, of many scripts in one, has 40 MB
_MOST_ENTRIES: Final = 64
_NETWORK: Final = 17
_CHARACTERS: Final = 21
_RECODER: Final = 22


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainedData:
    """The parts of a language's data that a recogniser needs, as bytes, and the file's SHA-256."""

    network: bytes
    characters: bytes
    recoder: bytes
    sha256: str


def read_trained_data(path: Path) -> TrainedData:
    """Return the parts of the file at `path`.

    Raises EngineMissingError when it cannot be read, EngineDataError when it is no such file or
    has no network with an alphabet of its own (tesseract before version 4).
    """
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1)
    except OSError as error:
        raise EngineMissingError(f"tesseract's data cannot be read: {error}") from error
    if len(data) > _LARGEST:
        raise EngineDataError("tesseract's data is larger than any known")
    entries = _entries(data)
    try:
        return TrainedData(
            network=entries[_NETWORK],
            characters=entries[_CHARACTERS],
            recoder=entries[_RECODER],
            sha256=hashlib.sha256(data).hexdigest(),
        )
    except KeyError as error:
        raise EngineDataError(f"tesseract's data lacks its entry {error}") from error


def _entries(data: bytes) -> dict[int, bytes]:
    table = EngineBytes(data)
    offsets = table.long_wholes(table.count(_MOST_ENTRIES))
    first = 4 + 8 * len(offsets)
    present = sorted((offset, number) for number, offset in enumerate(offsets) if offset != -1)
    if any(not first <= offset <= len(data) for offset, _ in present):
        raise EngineDataError("tesseract's data names an entry outside of the file")
    ends = [offset for offset, _ in present[1:]] + [len(data)]
    return {number: data[offset:end] for (offset, number), end in zip(present, ends, strict=True)}
