"""Keeps the pictures of an archive file on the disk until it is saved.

A long stack has more bytes than a process should hold. Each picture is written at once, as an
object of a PDF beside the file to be; that PDF then gets its pages and is saved as the archive
file, which fetches one picture at a time. (Objects that are copied from one PDF to another are
held in memory by pikepdf.)
"""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from pikepdf import AccessMode, Array, Dictionary, Name, Object, Pdf, String

from ingest.scans.image_stream import ImageStream

_HEADER: Final = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"
_OWN_OBJECTS: Final = (
    b"<< /Type /Catalog /Pages 2 0 R >>",
    b"<< /Type /Pages /Kids [] /Count 0 >>",
)
_CHANNELS: Final = {"DeviceGray": 1, "DeviceRGB": 3}


class PictureSpool:
    """Takes pictures in and numbers them; the numbers are those of the objects in the PDF."""

    def __init__(self, path: Path, file: BinaryIO) -> None:
        self._path = path
        self._file = file
        self._offsets: list[int] = []
        self._file.write(_HEADER)
        for own in _OWN_OBJECTS:
            self._write(own)

    def add(self, picture: ImageStream) -> int:
        """Keep a picture with all its entries; return its number."""
        return self.add_bytes(picture.data, _entries(picture))

    def add_bytes(self, data: bytes, entries: Dictionary) -> int:
        """Keep an image's packed bytes with entries that refer to no other object."""
        entries.Length = len(data)
        self._write(entries.unparse() + b"\nstream\n" + data + b"\nendstream")
        return len(self._offsets)

    @contextlib.contextmanager
    def pdf(self) -> Iterator[Pdf]:
        """End the taking in; open what was kept as a PDF without pages."""
        start = self._file.tell()
        table = b"".join(b"%010d 00000 n \n" % offset for offset in self._offsets)
        size = len(self._offsets) + 1
        self._file.write(b"xref\n0 %d\n0000000000 65535 f \n" % size + table)
        self._file.write(b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n" % size)
        self._file.write(b"%d\n%%%%EOF\n" % start)
        self._file.close()
        # Read, not mapped: what is mapped counts as this process's memory.
        with Pdf.open(self._path, access_mode=AccessMode.stream) as pdf:
            yield pdf

    def _write(self, content: bytes) -> None:
        self._offsets.append(self._file.tell())
        self._file.write(b"%d 0 obj\n" % len(self._offsets) + content + b"\nendobj\n")


@contextlib.contextmanager
def picture_spool(path: Path) -> Iterator[PictureSpool]:
    """Make a spool at `path`, which is gone when the context ends."""
    try:
        with path.open("wb") as file:
            yield PictureSpool(path, file)
    finally:
        path.unlink(missing_ok=True)


def image_of(pdf: Pdf, number: int) -> Object:
    """Return picture `number` of a PDF that a spool opened."""
    return pdf.get_object(number, 0)


def _entries(picture: ImageStream) -> Dictionary:
    image = Dictionary(
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=picture.width,
        Height=picture.height,
        BitsPerComponent=picture.bits,
        ColorSpace=Name("/" + picture.colours),
        Filter=Name("/" + picture.filter),
    )
    if picture.palette is not None:
        last = len(picture.palette) // 3 - 1
        image.ColorSpace = Array([Name.Indexed, Name.DeviceRGB, last, String(picture.palette)])
    if picture.parameters:
        image.DecodeParms = Dictionary({f"/{key}": one for key, one in picture.parameters.items()})
    if picture.inverted:
        image.Decode = Array([1, 0] * _CHANNELS.get(picture.colours, 4))
    return image
