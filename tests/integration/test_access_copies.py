"""A copy to look at is small, upright, level, searchable, and says that it is not the archive's."""

import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pikepdf
import pypdf
import pypdfium2
import pytest
from PIL import Image, ImageDraw

from ingest.archiving.access_copy import write_access_copy
from ingest.archiving.archive_file import ArchiveMetadata
from ingest.errors import UnreadableScanError
from ingest.text import PageKind, PageText
from sohoa.samples.stack import DemoStack
from tests.support.archive_checks import claims_pdfa
from tests.support.printed_pages import page, printed

META = ArchiveMetadata(title="Hồ sơ", created=datetime(2026, 11, 21, tzinfo=UTC), dossier="H10.1")
OURS = "Số: 15/QĐ-UBND ngày"
SIZE = (1654, 2339)
DPI = 200
TEXT_AT, SEAL_AT, SIGNED_AT = (300, 300), (900, 1500), (400, 1500)


def drawn() -> Image.Image:
    """Grey uneven paper, black bars for text, a red ring, blue strokes, a photograph."""
    shade = np.linspace(205, 250, SIZE[0])[None, :, None].repeat(SIZE[1], 0).repeat(3, 2)
    picture = Image.fromarray(shade.astype(np.uint8))
    draw = ImageDraw.Draw(picture)
    for row in range(12):
        draw.rectangle(
            (TEXT_AT[0], TEXT_AT[1] + 40 * row, 1300, TEXT_AT[1] + 40 * row + 7), "black"
        )
    draw.ellipse((*SEAL_AT, SEAL_AT[0] + 300, SEAL_AT[1] + 300), outline=(200, 40, 50), width=8)
    draw.line((*SIGNED_AT, SIGNED_AT[0] + 250, SIGNED_AT[1] + 120), fill=(40, 40, 170), width=6)
    grain = np.random.default_rng(1).integers(30, 200, (300, 220), np.uint8)
    picture.paste(Image.fromarray(grain), (300, 1900))
    return picture


def read(turn: int = 0, skew: float = 0.0) -> PageText:
    line = printed(12, 20, OURS)
    return replace(page(line), width=SIZE[0], height=SIZE[1], dpi=DPI, rotation=turn, skew=skew)


def scanned(folder: Path, turn: int = 0, skew: float = 0.0) -> Path:
    path = folder / "scan"
    tilted = drawn().rotate(-skew, resample=Image.Resampling.BICUBIC, fillcolor=(230, 230, 230))
    tilted.rotate(-turn, expand=True).save(path, "JPEG", quality=92)
    return path


def seen(path: Path) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    with pypdfium2.PdfDocument(path) as pdf:
        return np.asarray(pdf[0].render(scale=DPI / 72).to_pil().convert("RGB"), np.uint8)


@pytest.mark.parametrize(("turn", "skew"), [(0, 0.0), (90, 0.0), (0, 1.5), (180, -2.0)])
def test_a_copy_is_upright_level_small_and_searchable(
    turn: int, skew: float, tmp_path: Path
) -> None:
    out = tmp_path / "copy.pdf"
    scan = scanned(tmp_path, turn, skew)
    result = write_access_copy([scan], [read(turn, skew)], out, META)
    assert result.bytes == out.stat().st_size < 60_000 < scan.stat().st_size
    assert pypdf.PdfReader(out).pages[0].extract_text().split() == OURS.split()
    shown = seen(out)[: SIZE[1], : SIZE[0]]
    bars = shown[TEXT_AT[1] - 5 : TEXT_AT[1] + 500, 500:1200].max(axis=2) < 110
    # Level bars: rows are black from end to end or not at all.
    assert 11 <= int((bars.mean(axis=1) > 0.95).sum()) // 7 <= 14
    assert subprocess.run(["qpdf", "--check", out], check=False).returncode == 0  # noqa: S607 - from the PATH


def test_stamps_stay_red_signatures_blue_and_paper_as_it_was(tmp_path: Path) -> None:
    out = tmp_path / "copy.pdf"
    write_access_copy([scanned(tmp_path)], [read()], out, META)
    shown = seen(out).astype(int)
    ring = shown[SEAL_AT[1] + 150, SEAL_AT[0] + 4]
    stroke = shown[SIGNED_AT[1] + 60, SIGNED_AT[0] + 125]
    assert ring[0] > ring[2] + 80
    assert stroke[2] > stroke[0] + 80
    paper = shown[1100, [100, 1600]].mean(axis=1)
    assert np.abs(paper - [208, 249]).max() < 12
    photograph = shown[1950:2150, 350:480]
    assert 60 < photograph.mean() < 170


def test_a_copy_says_what_it_is_and_claims_no_pdfa(tmp_path: Path) -> None:
    out = tmp_path / "copy.pdf"
    assert not write_access_copy([scanned(tmp_path)], [read()], out, META).pdfa
    assert claims_pdfa(out) is None
    with pikepdf.open(out) as pdf:
        assert "not the archive copy" in str(pdf.docinfo.Subject)
        packet = pdf.Root.Metadata.read_bytes().decode()
        filters = {
            str(one.get("/Filter")) for one in pdf.objects if isinstance(one, pikepdf.Stream)
        }
    assert "<sohoa:Copy>access</sohoa:Copy>" in packet
    assert "not the archive copy" in packet
    assert filters <= {"/DCTDecode", "/CCITTFaxDecode", "/FlateDecode", "None"}


def test_a_printed_page_goes_over_as_it_is(sample_stack: DemoStack, tmp_path: Path) -> None:
    out = tmp_path / "copy.pdf"
    digital = replace(page(), kind=PageKind.BORN_DIGITAL)
    write_access_copy([sample_stack.decision], [digital], out, META)
    with pypdfium2.PdfDocument(out) as pdf, pypdfium2.PdfDocument(sample_stack.decision) as before:
        texts = [one[0].get_textpage().get_text_range() for one in (pdf, before)]
    assert texts[0] == texts[1]


def test_what_cannot_be_read_leaves_nothing_behind(tmp_path: Path) -> None:
    broken = tmp_path / "scan"
    broken.write_bytes(b"\xff\xd8\xff and no more")
    with pytest.raises(UnreadableScanError):
        write_access_copy([broken], [read()], tmp_path / "copy.pdf", META)
    assert [one.name for one in tmp_path.iterdir()] == ["scan"]
