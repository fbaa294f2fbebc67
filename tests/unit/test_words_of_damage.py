"""What is said of a damaged file names neither our libraries' insides nor our scratch files."""

from pathlib import Path

import pikepdf
import pytest
from pyhanko.pdf_utils.misc import PdfReadError

from signing.errors import UnsuitableDocumentError
from signing.making.opening import damage_is_unsuitable, opened
from signing.making.pyhanko_objects import pyhanko_damage_is_unsuitable


@pytest.mark.parametrize(
    "fault",
    [
        AttributeError("'NoneType' object has no attribute 'unparse'"),
        pikepdf.PdfError("/srv/.sohoa-1f.pdf: unable to find trailer dictionary"),
    ],
)
def test_a_librarys_words_stay_in_the_cause(fault: Exception) -> None:
    with pytest.raises(UnsuitableDocumentError) as refused, damage_is_unsuitable():
        raise fault
    assert str(refused.value) == "the PDF is damaged and cannot be extended"
    assert refused.value.code == "damaged_document"
    assert refused.value.__cause__ is fault


def test_so_do_the_words_of_the_writing_library() -> None:
    with pytest.raises(UnsuitableDocumentError) as refused, pyhanko_damage_is_unsuitable():
        raise PdfReadError("expected 'PdfObject', got NoneType")
    assert "NoneType" not in str(refused.value)
    assert isinstance(refused.value.__cause__, PdfReadError)


def test_a_damaged_file_is_not_named(tmp_path: Path) -> None:
    scratch = tmp_path / "scratch-name.pdf"
    scratch.write_bytes(b"%PDF-1.7\nnothing")
    with pytest.raises(UnsuitableDocumentError) as refused, opened(scratch):
        pass
    assert "scratch-name" not in str(refused.value)
