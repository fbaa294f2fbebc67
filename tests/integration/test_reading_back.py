"""An archive file whose text is not there is told, whatever its writer believes."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pikepdf

from ingest.archiving.archive import assemble
from ingest.archiving.archive_file import ArchiveMetadata
from ingest.archiving.read_back import lost_text
from ingest.text import PageText
from sohoa.samples.stack import DemoStack

META = ArchiveMetadata(title="Hồ sơ", created=datetime(2026, 11, 21, tzinfo=UTC))


def archived(stack: DemoStack, pages: tuple[PageText, ...], folder: Path) -> Path:
    out = folder / "archive.pdf"
    assert assemble([stack.pdf], pages, out, META).warnings == ()
    return out


def test_a_file_without_its_text_layer_is_told_page_by_page(
    sample_stack: DemoStack, sample_pages: tuple[PageText, ...], tmp_path: Path
) -> None:
    pages = sample_pages[1:4]
    whole = archived(sample_stack, pages, tmp_path)
    bare = tmp_path / "bare.pdf"
    with pikepdf.open(whole) as pdf:
        pdf.pages[1].Contents = pdf.make_stream(b"")
        pdf.save(bare)
    (told,) = lost_text(bare, pages)
    assert (told.code, told.page) == ("text_layer_lossy", pages[1].index)


def test_a_page_too_few_is_told(
    sample_stack: DemoStack, sample_pages: tuple[PageText, ...], tmp_path: Path
) -> None:
    pages = sample_pages[1:3]
    whole = archived(sample_stack, pages, tmp_path)
    assert [one.code for one in lost_text(whole, (*pages, pages[0]))] == ["text_layer_lossy"]


def test_a_file_that_is_none_is_told(sample_pages: tuple[PageText, ...], tmp_path: Path) -> None:
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.7 and no more")
    assert [one.code for one in lost_text(broken, sample_pages[:1])] == ["text_layer_lossy"]


def test_another_word_on_the_page_is_told(
    sample_stack: DemoStack, sample_pages: tuple[PageText, ...], tmp_path: Path
) -> None:
    page = sample_pages[4]
    whole = archived(sample_stack, (page,), tmp_path)
    doubled = replace(page, lines=page.lines * 2)
    assert [one.code for one in lost_text(whole, (doubled,))] == ["text_layer_lossy"]
