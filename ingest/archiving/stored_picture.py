"""Finds the stored bytes of a picture file's page, which go into the archive as they are."""

from dataclasses import replace
from pathlib import Path
from typing import Final

from ingest.scans.image_stream import ImageStream, jpeg_stream, png_stream
from ingest.scans.reencoding import reencoded_stream
from ingest.scans.scan import sniff_file
from ingest.scans.scan_file import MediaType, ScanLimits
from ingest.scans.scan_raster import inspect_jpeg, inspect_png
from ingest.scans.tiff_stream import tiff_stream

# The limits were kept when the scan was accepted; the archive only wants the orientation.
_NO_LIMITS: Final = ScanLimits(file_bytes=2**63, page_pixels=2**62, pages=2**31)


def stored_picture(path: Path, frame: int) -> ImageStream | None:
    """Return the stored bytes of an image file's frame; None for a PDF. Told by content."""
    match media_type := sniff_file(path):
        case MediaType.PDF:
            return None
        case MediaType.JPEG:
            turn = inspect_jpeg(path, _NO_LIMITS).shown_turn
            return replace(jpeg_stream(path.read_bytes()), turn=turn)
        case MediaType.PNG:
            turn = inspect_png(path, _NO_LIMITS).shown_turn
            return replace(png_stream(path.read_bytes()), turn=turn)
        case MediaType.TIFF:
            return tiff_stream(path, frame)
        case _:
            return reencoded_stream(path, media_type, frame)
