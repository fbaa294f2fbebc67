"""The small parsers at the web edge: languages, tags, ranges, cursors and file names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api import etags, file_names, paging, ranges
from api.languages import Language, Phrases, negotiate
from api.problems import ProblemError


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, Language.VI),
        ("", Language.VI),
        ("en", Language.EN),
        ("en-GB,en;q=0.9,vi;q=0.8", Language.EN),
        ("fr, de;q=0.5", Language.VI),
        ("vi;q=0.1, en;q=0.9", Language.EN),
        ("en;q=0.5, *", Language.VI),
        ("en;q=0, vi;q=0.1", Language.VI),
        ("en;q=x", Language.VI),
        ("en, vi", Language.VI),  # a tie: the people's language
    ],
)
def test_the_language_liked_best_wins(header: str | None, language: Language) -> None:
    assert negotiate(header) is language


@given(st.text(max_size=80))
def test_no_accept_language_header_can_do_harm(header: str) -> None:
    assert negotiate(header) in Language


def test_both_catalogues_know_the_same_problems() -> None:
    phrases = Phrases.load()
    assert phrases.problems[Language.VI].keys() == phrases.problems[Language.EN].keys()
    for known in phrases.problems.values():
        assert all(words.title and words.advice for words in known.values())


def test_a_missing_if_match_is_428() -> None:
    with pytest.raises(ProblemError) as refused:
        etags.required_row(None)
    assert refused.value.status == 428


@pytest.mark.parametrize("header", ["*", 'W/"r3"', '"r3", "r4"', '"x"', "r3", '"r-1"', '"r3'])
def test_an_if_match_that_names_no_single_row_is_412(header: str) -> None:
    with pytest.raises(ProblemError) as refused:
        etags.required_row(header)
    assert refused.value.status == 412


def test_a_row_comes_back_out_of_its_tag() -> None:
    assert etags.required_row(etags.row_tag(17)) == 17


def test_if_none_match_compares_weakly() -> None:
    tag = etags.bytes_tag("ab" * 32)
    assert etags.matches(f'"other", W/{tag}', tag)
    assert etags.matches("*", tag)
    assert not etags.matches('"other"', tag)


@given(st.text(max_size=60))
def test_no_list_of_tags_can_do_harm(header: str) -> None:
    etags.matches(header, '"x"')


@pytest.mark.parametrize(
    ("header", "start", "length"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=0-", 0, 10),
        ("bytes=3-5", 3, 3),
        ("bytes=-4", 6, 4),
        ("bytes=-40", 0, 10),
        ("bytes=8-99", 8, 2),
        ("BYTES=2-3", 2, 2),
    ],
)
def test_a_range_becomes_a_part(header: str, start: int, length: int) -> None:
    assert ranges.parse(header, 10) == ranges.ByteRange(start, length)


@pytest.mark.parametrize("header", [None, "", "lines=0-1", "bytes=5-2", "bytes=-", "bytes=0-1,4-5"])
def test_what_is_no_single_range_is_answered_whole(header: str | None) -> None:
    assert ranges.parse(header, 10) is None


@pytest.mark.parametrize("header", ["bytes=10-", "bytes=10-11", "bytes=-0", f"bytes={'9' * 30}-"])
def test_a_range_outside_the_file_is_416(header: str) -> None:
    with pytest.raises(ProblemError) as refused:
        ranges.parse(header, 10)
    assert refused.value.status == 416
    assert refused.value.headers["Content-Range"] == "bytes */10"


@given(st.text(max_size=40), st.integers(min_value=0, max_value=1 << 40))
def test_a_part_never_leaves_the_file(header: str, size: int) -> None:
    try:
        part = ranges.parse(f"bytes={header}", size)
    except ProblemError:
        return
    if part is not None:
        assert part.length > 0
        assert part.start >= 0
        assert part.start + part.length <= size


def test_a_cursor_comes_back_as_the_id_it_hides() -> None:
    assert paging.after_id(paging.cursor("tsk_01HX-_9")) == "tsk_01HX-_9"


@pytest.mark.parametrize("cursor", ["", "!!!", "AAAA", "dHNr", "é"])
def test_a_cursor_that_we_never_gave_is_refused(cursor: str) -> None:
    with pytest.raises(ProblemError) as refused:
        paging.after_id(cursor)
    assert refused.value.status == 422


def test_one_item_too_many_says_that_there_is_a_next_page() -> None:
    page = paging.page_of(["aaa_1", "aaa_2", "aaa_3"], limit=2, name=lambda item: item)
    assert page.items == ("aaa_1", "aaa_2")
    assert paging.after_id(page.after) == "aaa_2"
    assert paging.page_of(["aaa_1"], limit=2, name=lambda item: item).after is None


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\scans\\đơn.pdf", "đơn.pdf"),
        ("a\x00b\nc.pdf", "abc.pdf"),
        ("\u202efdp.exe", "fdp.exe"),
        ("..", "scan"),
        ("", "scan"),
        (None, "scan"),
        ("   .pdf ", "pdf"),
        ("Đo\u031bn xin.pdf", "Đơn xin.pdf"),
    ],
)
def test_an_odd_name_becomes_a_plain_label(sent: str | None, shown: str) -> None:
    assert file_names.label(sent) == shown


@given(st.text(max_size=400))
def test_a_label_is_short_has_no_folder_and_goes_into_a_header(name: str) -> None:
    label = file_names.label(name)
    assert label
    assert len(label.encode()) <= 200
    assert "/" not in label
    header = file_names.content_disposition(name)
    header.encode("latin-1")
    assert "\n" not in header


def test_a_download_is_named_in_both_ways() -> None:
    header = file_names.content_disposition('Quyết "định".pdf')
    assert 'filename="Quy_t _' in header
    assert "filename*=UTF-8''Quy%E1%BA%BFt%20%22%C4%91%E1%BB%8Bnh%22.pdf" in header
