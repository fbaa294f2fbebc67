"""The plain writer's reader takes what it reads apart and together again, or says that it will not.

What it and qpdf do not read the same is never signed.
"""

import os
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signing.errors import UnsuitableDocumentError
from signing.making.pdf_strings import string_bytes, string_words
from signing.making.pdf_tokens import CutOffError, entries, items, value_at, written
from signing.making.plain_file import PlainFile
from signing.making.room import held_room
from signing.making.unusual import UnusualFileError
from signing.making.written_values import text
from signing.profiles import Profile, SignatureSpec
from tests.support.blank_pdfs import blank_pdf
from tests.support.kinds_of_pdf import PLAIN
from tests.support.pki import Pki

SPACES = st.sampled_from([b" ", b"\n", b"\r\n", b" % ghi chu\n", b"\t\0"])
NAMES = st.from_regex(rb"/[A-Za-z0-9.+_-]{1,8}", fullmatch=True)
STRINGS = st.binary(max_size=12).map(
    lambda data: (
        b"(" + data.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)") + b")"
    )
)
ATOMS = st.one_of(
    NAMES,
    STRINGS,
    st.binary(max_size=8).map(lambda data: b"<" + data.hex().encode() + b">"),
    st.integers(-999, 999).map(lambda number: b"%d" % number),
    st.sampled_from([b"true", b"null", b"3.25", b"12 0 R"]),
)


def containers(inner: st.SearchStrategy[bytes]) -> st.SearchStrategy[bytes]:
    arrays = st.lists(inner, max_size=4).map(lambda found: b"[" + b" ".join(found) + b" ]")
    return arrays | st.dictionaries(NAMES, inner, max_size=4).map(written)


VALUES = st.recursive(ATOMS, containers, max_leaves=12)


@settings(max_examples=40, deadline=None)
@given(value=VALUES, before=SPACES)
def test_a_value_is_found_whole_between_others(value: bytes, before: bytes) -> None:
    data = before + value + b" /Next "
    start, end = value_at(data, 0)
    assert data[start:end] == value


@settings(max_examples=40, deadline=None)
@given(found=st.lists(VALUES, max_size=5), between=SPACES)
def test_an_array_gives_back_its_values(found: list[bytes], between: bytes) -> None:
    assert items(b"[" + between.join([b"", *found, b""]) + b"]") == found


@settings(max_examples=40, deadline=None)
@given(found=st.dictionaries(NAMES, VALUES, max_size=5))
def test_a_dictionary_gives_back_its_entries(found: dict[bytes, bytes]) -> None:
    assert entries(written(found)) == found


@settings(max_examples=40, deadline=None)
@given(value=VALUES, length=st.integers(0, 60))
def test_a_value_that_is_cut_off_asks_for_more_or_is_refused(value: bytes, length: int) -> None:
    cut = value[:length]
    if len(cut) < len(value):
        with pytest.raises((CutOffError, UnusualFileError)):
            value_at(cut, 0)


@settings(max_examples=40, deadline=None)
@given(data=st.binary(max_size=200))
def test_no_bytes_raise_anything_else(data: bytes) -> None:
    for read in (items, entries, lambda given: value_at(given, 0)):
        try:
            read(data)
        except (CutOffError, UnusualFileError):
            continue


@settings(max_examples=40, deadline=None)
@given(words=st.text(st.characters(exclude_categories=("Cs",)), max_size=30))
def test_words_are_written_so_that_they_are_read(words: str) -> None:
    assert string_words(text(words)) == words


@settings(max_examples=40, deadline=None)
@given(data=st.binary(max_size=40))
def test_hexadecimal_is_read_with_spaces_and_a_missing_digit(data: bytes) -> None:
    digits = data.hex().encode()
    assert string_bytes(b"<" + b" \n".join([digits[:3], digits[3:]]) + b">") == data
    assert string_bytes(b"<" + digits + b"7>") == data + b"\x70"


@settings(max_examples=80, deadline=None)
@given(
    kind=st.sampled_from(sorted(PLAIN)),
    place=st.floats(0, 1, exclude_max=True),
    spoilt=st.binary(min_size=1, max_size=6),
)
def test_a_spoilt_file_is_read_refused_or_left_to_the_other_writer(
    pki: Pki, kind: str, place: float, spoilt: bytes
) -> None:
    data = bytearray(PLAIN[kind]())
    start = int(place * len(data))
    data[start : start + len(spoilt)] = spoilt
    spec = SignatureSpec(profile=Profile.INVISIBLE, at=datetime.now(UTC))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "spoilt.pdf"
        path.write_bytes(data)
        with path.open("rb") as file:
            try:
                held_room(path, file.fileno(), spec, pki.leader.certificate)
            except (UnusualFileError, UnsuitableDocumentError):
                return


def test_a_long_chain_of_references_does_not_go_round() -> None:
    data = blank_pdf()
    looped = data.replace(b"trailer << ", b"trailer << /Prev %d " % data.index(b"xref\n"))
    with tempfile.TemporaryFile() as file:
        file.write(looped)
        file.flush()
        with pytest.raises(UnusualFileError, match="go round"):
            PlainFile(os.dup(file.fileno()))
