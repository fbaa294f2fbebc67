"""Looks at a file that claims to be a scan: what it is, how many pages, how big, signed or not.

Nothing is decoded here: sizes are read from headers, so that a bomb is refused before it unfolds.
The kind is told by the first bytes; the name's extension is not believed.
"""

import hashlib
from pathlib import Path

from ingest.errors import TooLargeError, UnreadableScanError
from ingest.scans import heif, scan_bmp, scan_pdf, scan_raster, scan_tiff, scan_webp
from ingest.scans.filenames import display_name
from ingest.scans.scan_file import MediaType, PageInfo, ScanFileInfo, ScanLimits

_SNIFF_BYTES = 1024
_MAGICS = (
    (b"\xff\xd8\xff", MediaType.JPEG),
    (b"\x89PNG\r\n\x1a\n", MediaType.PNG),
    (b"II*\x00", MediaType.TIFF),
    (b"MM\x00*", MediaType.TIFF),
)
# ISO/IEC 23008-12, annex B: still pictures and collections of them, coded as HEVC or unsaid.
_HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1"})
_BMP_HEADERS = frozenset({40, 52, 56, 108, 124})  # bytes of BITMAPINFOHEADER and its successors


def inspect(path: Path, name: str, limits: ScanLimits) -> ScanFileInfo:
    """Return what the file at `path` holds; `name` is what its owner calls it.

    Raises UnreadableScanError (empty, truncated, damaged, unknown kind), EncryptedScanError and
    TooLargeError (bytes, pages, or pixels of one page).
    """
    size, sha256, head = _measure(path, limits)
    media_type = sniff(head)
    signed = False
    pages: tuple[PageInfo, ...]
    match media_type:
        case MediaType.PDF:
            pages, signed = scan_pdf.inspect_pdf(path, limits)
        case MediaType.TIFF:
            pages = scan_tiff.inspect_tiff(path, limits)
        case MediaType.JPEG:
            pages = (scan_raster.inspect_jpeg(path, limits),)
        case MediaType.PNG:
            pages = (scan_raster.inspect_png(path, limits),)
        case MediaType.WEBP:
            pages = (scan_webp.inspect_webp(path, limits),)
        case MediaType.HEIC:
            pages = heif.inspect_heif(path, limits)
        case MediaType.BMP:
            pages = (scan_bmp.inspect_bmp(path, limits),)
    return ScanFileInfo(
        name=display_name(name),
        sha256=sha256,
        size=size,
        media_type=media_type,
        pages=pages,
        signed=signed,
    )


def sniff_file(path: Path) -> MediaType:
    """Return the kind of the file at `path` by its first bytes, or raise UnreadableScanError."""
    with path.open("rb") as stream:
        return sniff(stream.read(_SNIFF_BYTES))


def _measure(path: Path, limits: ScanLimits) -> tuple[int, str, bytes]:
    """Return size, digest and first bytes of a file, in one pass of bounded memory."""
    size = path.stat().st_size
    if size == 0:
        raise UnreadableScanError("the file is empty")
    if size > limits.file_bytes:
        raise TooLargeError(f"{size} bytes, more than {limits.file_bytes}")
    with path.open("rb") as stream:
        head = stream.read(_SNIFF_BYTES)
        stream.seek(0)
        digest = hashlib.file_digest(stream, "sha256")
    return size, digest.hexdigest(), head


def sniff(head: bytes) -> MediaType:
    """Return the kind that a file's first 1024 bytes show, or raise UnreadableScanError."""
    for magic, media_type in _MAGICS:
        if head.startswith(magic):
            return media_type
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return MediaType.WEBP
    if head[4:8] == b"ftyp" and head[8:12] in _HEIF_BRANDS:
        return MediaType.HEIC
    if head[:2] == b"BM" and int.from_bytes(head[14:18], "little") in _BMP_HEADERS:
        return MediaType.BMP
    # ISO 32000-1 7.5.2 wants %PDF- first; readers accept it within the first 1024 bytes.
    if b"%PDF-" in head:
        return MediaType.PDF
    raise UnreadableScanError("not a PDF, TIFF, JPEG, PNG, WebP, HEIC or BMP file")
