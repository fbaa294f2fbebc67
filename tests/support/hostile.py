"""Files that nobody's scanner writes: broken, lying, too large, locked."""

import struct
import zlib
from io import BytesIO
from pathlib import Path

import pikepdf
from PIL import Image


def png(width: int, height: int, *, claim: tuple[int, int] | None = None) -> bytes:
    """Return a grey PNG; with `claim` its header says another size than it holds."""
    claimed = claim or (width, height)
    rows = b"".join(b"\0" + b"\xff" * width for _ in range(height))
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", *claimed, 8, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows)),
        (b"IEND", b""),
    )
    body = b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + body


def jpeg(size: tuple[int, int] = (400, 600)) -> bytes:
    stream = BytesIO()
    Image.new("RGB", size, "white").save(stream, "JPEG")
    return stream.getvalue()


def jpeg_that_claims(width: int, height: int) -> bytes:
    data = bytearray(jpeg())
    at = data.index(b"\xff\xc0")
    data[at + 5 : at + 9] = struct.pack(">HH", height, width)
    return bytes(data)


def tiff(frames: int, size: tuple[int, int] = (200, 300)) -> bytes:
    stream = BytesIO()
    first, *rest = [Image.new("1", size, 1) for _ in range(frames)]
    first.save(
        stream, "TIFF", compression="group4", save_all=True, append_images=rest, dpi=(200, 200)
    )
    return stream.getvalue()


def tiff_that_claims(width: int, height: int) -> bytes:
    """Return a TIFF whose one bilevel strip has sixteen bytes, whatever its header says."""
    strip = b"\xff" * 16
    # ImageWidth, ImageLength, BitsPerSample, Compression, Photometric, StripOffsets,
    # SamplesPerPixel, RowsPerStrip, StripByteCounts (TIFF 6.0, section 4)
    entries = (
        *((256, 4, width), (257, 4, height), (258, 3, 1), (259, 3, 1), (262, 3, 1)),
        *((273, 4, 8), (277, 3, 1), (278, 4, height), (279, 4, len(strip))),
    )
    directory = struct.pack("<H", len(entries)) + b"".join(
        struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in entries
    )
    return b"II*\0" + struct.pack("<I", 8 + len(strip)) + strip + directory + bytes(4)


def polyglots() -> dict[str, bytes]:
    """Return files that are two kinds at once, by name."""
    paper = pdf(image=(400, 600))
    return {
        "jpeg-then-pdf": jpeg() + paper,
        "gif-before-pdf": b"GIF89a" + bytes(64) + paper,
        "html-before-pdf": b"<html><script>alert(1)</script></html>" + paper,
        "pdf-then-zip": paper + b"PK\x03\x04" + bytes(100),
    }


def pdf(
    pages: int = 1,
    *,
    image: tuple[int, int] | None = None,
    password: str | None = None,
    owner_password: str | None = None,
    rotate: int = 0,
) -> bytes:
    """Return a PDF; with `image` each page is covered by one image that claims that size.

    `password` is asked for before anything is shown; with only `owner_password` everybody may read.
    """
    document = pikepdf.new()
    document.add_blank_page(page_size=(595, 842))
    page = document.pages[0]
    if image:
        stream = pikepdf.Stream(
            document,
            jpeg(),
            {
                "/Type": pikepdf.Name.XObject,
                "/Subtype": pikepdf.Name.Image,
                "/Width": image[0],
                "/Height": image[1],
                "/ColorSpace": pikepdf.Name.DeviceRGB,
                "/BitsPerComponent": 8,
                "/Filter": pikepdf.Name.DCTDecode,
            },
        )
        page.Resources = pikepdf.Dictionary({"/XObject": pikepdf.Dictionary({"/Im0": stream})})
        page.Contents = pikepdf.Stream(document, b"q 595 0 0 842 0 0 cm /Im0 Do Q")
    if rotate:
        page.Rotate = rotate
    for _ in range(pages - 1):
        document.pages.append(page)
    out = BytesIO()
    if password is None and owner_password is None:
        document.save(out)
    else:
        locks = pikepdf.Encryption(owner=owner_password or password or "", user=password or "")
        document.save(out, encryption=locks)
    return out.getvalue()


def put(folder: Path, data: bytes, name: str = "scan") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path
