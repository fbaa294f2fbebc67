"""A paper that two readers take for different papers gets no signature."""

from pathlib import Path

import pytest
from pikepdf import Pdf

from signing.errors import UnsuitableDocumentError
from signing.making.plain_file import PlainFile
from signing.making.room import make_room
from signing.making.unusual import UnusualFileError
from signing.profiles import Profile, SignatureSpec
from tests.support.blank_pdfs import blank_pdf
from tests.support.kinds_of_pdf import hybrid
from tests.support.pki import Pki


def sign(path: Path, pki: Pki) -> None:
    make_room(path, SignatureSpec(profile=Profile.INVISIBLE, at=pki.now), pki.leader.certificate)


def is_read(path: Path) -> bool:
    with path.open("rb") as file:
        try:
            plain = PlainFile(file.fileno())
            plain.value(plain.root[0])
        except UnusualFileError:
            return False
        return True


def test_a_row_of_notes_that_only_some_readers_see_is_refused(pki: Pki, tmp_path: Path) -> None:
    path = tmp_path / "hybrid.pdf"
    path.write_bytes(hybrid(b"/Annots 6 0 R  ", b"6 0 []  "))
    with path.open("rb") as file:
        assert PlainFile(file.fileno()).value(6) == b"[]"
    with Pdf.open(path) as other:
        assert other.get_object(6, 0) is None
    before = path.read_bytes()
    with pytest.raises(UnsuitableDocumentError, match="two readers"):
        sign(path, pki)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"startxref", b"startxxxx"),  # rebuilt by guessing
        (b"xref\n", b"xxxx\n"),
        (b"1 0 obj", b"1 9 obj"),
        (b"%PDF-", b"%XYZ-"),
    ],
)
def test_a_file_that_readers_must_guess_at_is_refused(
    pki: Pki, tmp_path: Path, old: bytes, new: bytes
) -> None:
    path = tmp_path / "guessed.pdf"
    path.write_bytes(blank_pdf().replace(old, new, 1))
    before = path.read_bytes()
    assert not is_read(path)
    with pytest.raises(UnsuitableDocumentError) as refused:
        sign(path, pki)
    assert refused.value.code == "damaged_document"
    assert path.read_bytes() == before
