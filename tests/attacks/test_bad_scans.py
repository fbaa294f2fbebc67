"""Every bad scan gives one clear refusal, before its pixels are decoded."""

from pathlib import Path

import pytest

from ingest.errors import (
    EncryptedScanError,
    IngestError,
    TooLargeError,
    UnreadableScanError,
)
from ingest.scans.rendering import render_page
from ingest.scans.scan import inspect
from ingest.scans.scan_file import ScanLimits
from tests.support import hostile

SMALL = ScanLimits(file_bytes=20_000_000, page_pixels=89_000_000, pages=2_000)


def refusal(folder: Path, data: bytes, limits: ScanLimits = SMALL) -> type[IngestError]:
    path = hostile.put(folder, data)
    with pytest.raises(IngestError) as caught:
        inspect(path, "scan.pdf", limits)
    return type(caught.value)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        b"PK\x03\x04" + b"\0" * 500,
        b"MZ" + b"\0" * 500,
        b"GIF89a" + b"\0" * 100,
        b"\xff\xd8\xff",
        b"\x89PNG\r\n\x1a\n",
        b"II*\x00",
        b"II*\x00\xff\xff\xff\xff",
        b"MM\x00*\x00\x00\x00\x08\xff\xff",
        b"%PDF-1.7\n",
        b"%PDF-1.7\n%%EOF\n",
        b"\0" * 4096,
    ],
    ids=repr,
)
def test_what_is_no_scan_is_unreadable(tmp_path: Path, data: bytes) -> None:
    assert refusal(tmp_path, data) is UnreadableScanError


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.9, 0.99])
@pytest.mark.parametrize(
    "whole",
    [
        hostile.pdf(3, image=(400, 600)),
        hostile.jpeg(),
        hostile.png(300, 400),
        hostile.tiff(3),
    ],
    ids=["pdf", "jpeg", "png", "tiff"],
)
def test_a_file_cut_off_is_unreadable(tmp_path: Path, whole: bytes, kept: float) -> None:
    inspect(hostile.put(tmp_path, whole, "whole"), "whole", SMALL)
    assert refusal(tmp_path, whole[: int(len(whole) * kept)]) is UnreadableScanError


def test_a_locked_pdf_is_told_apart(tmp_path: Path) -> None:
    locked = hostile.pdf(password="bí mật")
    assert refusal(tmp_path, locked) is EncryptedScanError
    with pytest.raises(EncryptedScanError):
        render_page(hostile.put(tmp_path, locked), 0, 100)


@pytest.mark.parametrize(
    "data",
    [
        hostile.png(10, 10, claim=(50_000, 50_000)),
        hostile.jpeg_that_claims(50_000, 50_000),
        hostile.tiff_that_claims(50_000, 50_000),
        hostile.pdf(image=(50_000, 50_000)),
    ],
    ids=["png", "jpeg", "tiff", "pdf"],
)
def test_fifty_thousand_pixels_square_are_refused_by_their_header(
    tmp_path: Path, data: bytes
) -> None:
    assert refusal(tmp_path, data) is TooLargeError


def test_a_tiff_of_too_many_pixels_is_refused(tmp_path: Path) -> None:
    data = hostile.tiff(1, (20_000, 20_000))
    assert refusal(tmp_path, data) is TooLargeError


def test_ten_thousand_pages_are_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path, hostile.pdf(10_000)) is TooLargeError


def test_a_tiff_of_too_many_frames_is_refused(tmp_path: Path) -> None:
    few = ScanLimits(pages=10)
    assert refusal(tmp_path, hostile.tiff(11, (20, 20)), few) is TooLargeError


def test_too_many_bytes_are_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path, hostile.jpeg(), ScanLimits(file_bytes=100)) is TooLargeError


def test_a_page_that_is_not_there_is_not_drawn(tmp_path: Path) -> None:
    for data in (hostile.pdf(2), hostile.jpeg(), hostile.tiff(2), hostile.png(9, 9)):
        path = hostile.put(tmp_path, data)
        assert render_page(path, 0, 50).startswith(b"\x89PNG")
        with pytest.raises(UnreadableScanError):
            render_page(path, 7, 50)


def test_a_picture_is_never_drawn_wider_than_a_screen_needs(tmp_path: Path) -> None:
    path = hostile.put(tmp_path, hostile.png(40, 40))
    assert len(render_page(path, 0, 10**9)) < 10**6


def test_flipped_bytes_never_bring_another_error(tmp_path: Path) -> None:
    """One byte at a time, all over each kind of file: read, or refused in our own words."""
    for whole in (
        hostile.pdf(1, image=(400, 600)),
        hostile.jpeg((40, 60)),
        hostile.png(30, 40),
        hostile.tiff(2, (40, 60)),
    ):
        step = max(1, len(whole) // 150)
        for at in range(0, len(whole), step):
            bent = bytearray(whole)
            bent[at] ^= 0xFF
            path = hostile.put(tmp_path, bytes(bent))
            try:
                inspect(path, "scan", SMALL)
                render_page(path, 0, 40)
            except IngestError:
                continue
