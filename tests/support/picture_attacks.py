"""Picture files made to hurt whoever decodes them; each is small."""

import struct
import zipfile
import zlib
from io import BytesIO

import numpy as np
from PIL import Image

from tests.support import hostile
from tests.support.heic import Photo, heic


def png(width: int, height: int, *chunks: tuple[bytes, bytes], bits: int = 8) -> bytes:
    """Return a grey PNG of that size whose rows are all zero, with more chunks before them."""
    packer = zlib.compressobj(9)
    row = bytes(1 + (width * bits + 7) // 8)
    rows = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, bits, 0, 0, 0, 0)
    parts = ((b"IHDR", header), *chunks, (b"IDAT", rows), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )


def png_with_text_bombs() -> bytes:
    """Return a 16-bit PNG whose packed texts and profile unfold to 100 MB each."""
    bomb = zlib.compress(bytes(100 << 20), 9)
    return png(
        *(320, 440),
        *((kind, b"a\0\0" + bomb) for kind in (b"zTXt", b"iCCP", b"zTXt", b"zTXt")),
        (b"iTXt", b"a\0\1\0\0\0" + bomb),
        bits=16,
    )


def tiff_loop() -> bytes:
    """Return a TIFF of two pages, the second of which is followed by the first."""
    data = bytearray(hostile.tiff(2))
    first = second = struct.unpack_from("<I", data, 4)[0]
    (count,) = struct.unpack_from("<H", data, first)
    (second,) = struct.unpack_from("<I", data, first + 2 + 12 * count)
    (count,) = struct.unpack_from("<H", data, second)
    struct.pack_into("<I", data, second + 2 + 12 * count, first)
    return bytes(data)


def tiff_bomb(coding: str, size: tuple[int, int] = (6_000, 6_000)) -> bytes:
    """Return a TIFF that packs 36 million equal pixels as small as the coding can."""
    stream = BytesIO()
    Image.new("L", size, 255).save(stream, "TIFF", compression=coding)
    return stream.getvalue()


def animation(kind: str) -> bytes:
    stream = BytesIO()
    frames = [Image.new("RGB", (64, 64), colour) for colour in ("white", "red", "blue")]
    frames[0].save(stream, kind, save_all=True, append_images=frames[1:])
    return stream.getvalue()


def archive() -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as packed:
        packed.writestr("../../evil.sh", "touch /tmp/evil")
    return stream.getvalue()


def jpeg_around(data: bytes) -> bytes:
    """Return a JPEG with `data` in comments, as many as it takes (ITU-T T.81, B.2.4.5)."""
    whole = hostile.jpeg()
    parts = (data[at : at + 60_000] for at in range(0, len(data), 60_000))
    comments = (b"\xff\xfe" + struct.pack(">H", 2 + len(part)) + part for part in parts)
    return whole[:2] + b"".join(comments) + whole[2:]


def heic_of_many_items() -> bytes:
    return heic([Photo(np.zeros((32, 32, 3), np.uint8))] * 80)


def heic_grid(rows: int = 255, columns: int = 255) -> bytes:
    """Return a HEIC whose one item becomes a grid that claims to be made of 65,025 tiles."""
    data = heic([Photo(np.zeros((32, 32, 3), np.uint8), claim=(8_000, 8_000))])
    grid = struct.pack(">BBBBHH", 0, 0, rows, columns, 8_000, 8_000)
    return data.replace(b"hvc1\0", b"grid\0").replace(data[-64:], grid.ljust(64, b"\0"))
