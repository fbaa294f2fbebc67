"""What the archive file costs and keeps, on the sample stack as it is really read."""

import subprocess
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pypdfium2
import pytest
from pypdf import PdfReader
from rapidfuzz.distance import LCSseq

from ingest.archiving.archive import assemble
from ingest.archiving.archive_file import ArchiveMetadata
from ingest.text import PageText
from sohoa.samples.stack import DemoStack

META = ArchiveMetadata(title="Hồ sơ", created=datetime(2026, 11, 21, tzinfo=UTC))
MOST_BYTES_A_PAGE = 6 * 1024
LEAST_WORDS_KEPT = 0.995


@pytest.fixture(scope="module")
def archive(
    sample_stack: DemoStack,
    sample_pages: tuple[PageText, ...],
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    out = tmp_path_factory.mktemp("archive") / "archive.pdf"
    assemble([sample_stack.pdf], sample_pages, out, META)
    return out


def test_an_archive_file_grows_by_at_most_six_kib_a_page(
    archive: Path, sample_stack: DemoStack, sample_pages: tuple[PageText, ...]
) -> None:
    grown = archive.stat().st_size - sample_stack.pdf.stat().st_size
    assert grown <= MOST_BYTES_A_PAGE * len(sample_pages)


def by_pdfium(path: Path) -> Sequence[str]:
    with pypdfium2.PdfDocument(path) as document:
        return [page.get_textpage().get_text_range() for page in document]


def by_pypdf(path: Path) -> Sequence[str]:
    return [page.extract_text() for page in PdfReader(path).pages]


def by_poppler(path: Path) -> Sequence[str]:
    command = ["pdftotext", "-raw", str(path), "-"]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    return ran.stdout.split("\f")


@pytest.mark.parametrize("reader", [by_pdfium, by_pypdf, by_poppler])
def test_readers_give_the_words_back_in_order(
    archive: Path,
    sample_pages: tuple[PageText, ...],
    reader: Callable[[Path], Sequence[str]],
) -> None:
    found = reader(archive)
    kept = meant = 0
    for page, text in zip(sample_pages, found, strict=False):
        words = page.text.split()
        kept += LCSseq.similarity(words, text.split())
        meant += len(words)
    assert meant > 1000
    assert kept >= LEAST_WORDS_KEPT * meant
