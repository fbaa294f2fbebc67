"""The sample stack, really read, is split into its four papers, and their fields are found."""

import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pypdf
import pypdfium2
import pytest

from ingest.archiving.archive import assemble
from ingest.archiving.archive_file import ArchiveMetadata
from ingest.digitize import expected_parts, propose
from ingest.papers.types import builtin_types
from ingest.sidecar import from_json, to_json
from ingest.text import FieldSource, PageText, Reading, SourceFile
from sohoa.samples.stack import DemoStack
from tests.support.archive_checks import violations

SOURCE = SourceFile(name="stack.pdf", sha256="00" * 32, media_type="application/pdf")


@pytest.fixture(scope="module")
def reading(sample_pages: tuple[PageText, ...]) -> Reading:
    return propose((SOURCE,), sample_pages, builtin_types())


def test_the_stack_is_split_into_its_papers_without_its_cover_sheet(
    sample_stack: DemoStack, reading: Reading
) -> None:
    assert [(one.type, one.pages) for one in reading.documents] == [
        (one.type, one.pages) for one in sample_stack.documents
    ]
    for true, found in zip(sample_stack.documents, reading.documents, strict=True):
        assert found.title.startswith(true.title)
        assert found.confidence > 0.85
    assert reading.warnings == ()


def test_what_the_cover_sheet_promised_was_found(sample_stack: DemoStack, reading: Reading) -> None:
    expected = expected_parts(reading, builtin_types())
    assert expected is not None
    assert expected.dossier == sample_stack.dossier
    assert [part.type for part in expected.parts] == [one.type for one in reading.documents]


def test_every_field_has_its_true_value(sample_stack: DemoStack, reading: Reading) -> None:
    wrong = [
        (true.type, name, value, found.fields.get(name))
        for true, found in zip(sample_stack.documents, reading.documents, strict=True)
        for name, value in true.fields.items()
        if name not in found.fields or found.fields[name].value != value
    ]
    assert wrong == []


def test_fields_stand_on_pages_of_their_own_paper(reading: Reading) -> None:
    for document in reading.documents:
        for field in document.fields.values():
            assert field.page in document.pages
            assert (field.box is None) == (field.source is FieldSource.QR)


def test_the_sidecar_keeps_all_of_it(reading: Reading) -> None:
    assert from_json(to_json(reading)) == reading


def test_the_archive_of_the_stack_is_searchable_word_for_word(
    sample_stack: DemoStack, sample_pages: tuple[PageText, ...], tmp_path: Path
) -> None:
    out = tmp_path / "archive.pdf"
    meta = ArchiveMetadata(title="Hồ sơ mẫu", created=datetime(2026, 11, 21, tzinfo=UTC))
    result = assemble([sample_stack.pdf], sample_pages, out, meta)
    assert result.pdfa
    assert violations(out) == []
    assert result.bytes < 1.02 * sample_stack.pdf.stat().st_size
    read = [page.text.split() for page in sample_pages]
    with pypdfium2.PdfDocument(out) as pdf:
        seen = [page.get_textpage().get_text_range().split() for page in pdf]
    assert alike(seen, read) > 0.995  # lines that the reader saw on top of each other
    assert alike([page.extract_text().split() for page in pypdf.PdfReader(out).pages], read) == 1
    raw = subprocess.run(
        ["pdftotext", "-raw", out, "-"],  # noqa: S607 - from the PATH
        capture_output=True,
        check=True,
        text=True,
        timeout=60,
    ).stdout
    assert alike([page.split() for page in raw.split("\f")[:-1]], read) == 1


def alike(found: list[list[str]], read: list[list[str]]) -> float:
    """Share of pages' words that came back in their places' order."""
    assert len(found) == len(read)
    same = sum(
        len(set(a) & set(b)) if a != b else len(set(b)) for a, b in zip(found, read, strict=True)
    )
    return same / sum(len(set(page)) for page in read)
