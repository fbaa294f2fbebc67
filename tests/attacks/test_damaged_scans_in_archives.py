"""Bytes that went wrong on their way into an archive file: a clear error, never a crash."""

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw

from ingest.archiving.archive import assemble
from ingest.archiving.archive_file import ArchiveMetadata
from ingest.errors import IngestError
from tests.support.printed_pages import page, printed
from tests.support.samples import dice

META = ArchiveMetadata(title="x", created=datetime(2026, 11, 21, tzinfo=UTC))
FORMS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "jpeg": ("RGB", "JPEG", {}),
    "png": ("P", "PNG", {}),
    "group 4": ("1", "TIFF", {"compression": "group4"}),
    "lzw": ("RGB", "TIFF", {"compression": "tiff_lzw"}),
    "pdf": ("RGB", "PDF", {}),
}


def scan(form: str) -> bytes:
    mode, kind, options = FORMS[form]
    picture = Image.new("RGB", (200, 280), "white")
    ImageDraw.Draw(picture).rectangle((20, 20, 90, 60), fill="black")
    stream = BytesIO()
    picture.convert(mode).save(stream, kind, **options)
    return stream.getvalue()


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.filterwarnings("ignore")
def test_damage_is_told_or_harmless(form: str, tmp_path: Path) -> None:
    whole = scan(form)
    rng = dice(7)
    for number in range(60):
        damaged = bytearray(whole)
        if number % 3 == 0:
            del damaged[rng.randrange(len(damaged)) :]
        else:
            for _ in range(1 + number % 5):
                place = rng.randrange(min(len(damaged), 600) if number % 2 else len(damaged))
                damaged[place] = rng.randrange(256)
        path, out = tmp_path / "scan", tmp_path / "out.pdf"
        path.write_bytes(damaged)
        out.unlink(missing_ok=True)
        try:
            assemble([path], [page(printed(10, 10, "chữ"))], out, META)
        except IngestError:
            assert not out.exists()
        else:
            assert out.read_bytes().startswith(b"%PDF-1.7")
        assert {one.name for one in tmp_path.iterdir()} <= {"scan", "out.pdf"}
