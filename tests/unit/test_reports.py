"""Reports for people: the answer first, all that the law demands, nothing that a name can do."""

import json
import string
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from importlib.resources import files

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signing.evidence_piece import Piece, PieceKind
from signing.reasons import reason
from signing.reports.advice import ADVICE
from signing.reports.html_report import html_report
from signing.reports.pdf_report import pdf_report
from signing.reports.report_page import ReportPage, report_page, shown
from signing.reports.signature_facts import facts
from signing.reports.words import ReportWords
from signing.verdict import (
    Changes,
    Conclusion,
    Coverage,
    FileVerdict,
    Indication,
    Integrity,
    JudgedBy,
    Kind,
    Level,
    Revocation,
    SignatureVerdict,
    Structure,
    TimeSource,
    Trust,
)

NOON = datetime(2026, 11, 21, 5, 0, 7, tzinfo=UTC)  # 12:00:07 in Vietnam
LETTERS = "aăâeêioôơuưyđAĂÂEÊIOÔƠUƯYĐ"
MARKS = "\u0300\u0301\u0303\u0309\u0323"
STACKED = "ấầẩẫậắằẳẵặếềểễệốồổỗộớờởỡợứừửữựỲỸỶỴẤẦẨẪẬẮẰẲẴẶẾỀỂỄỆỐỒỔỖỘỚỜỞỠỢỨỪỬỮỰ"
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>&amp;\u202eấ"
SIGNATURE = SignatureVerdict(
    field="KyLanhDao",
    kind=Kind.SIGNATURE,
    signer="Nguyễn Thị Thủy Hường",
    issuer="CA thử nghiệm",
    serial="123456789",
    integrity=Integrity.INTACT,
    coverage=Coverage.DOCUMENT,
    changes=Changes.NONE,
    indication=Indication.PASSED,
    subindication=None,
    trust=Trust.TRUSTED,
    revocation=Revocation.GOOD,
    level=Level.B_T,
    time=NOON,
    time_source=TimeSource.TIMESTAMP,
    organisation="UBND xã Đông Hải",
    issuer_organisation="Ban Cơ yếu thử nghiệm",
    valid_from=NOON - timedelta(days=30),
    valid_to=NOON + timedelta(days=30),
)
VALID = FileVerdict(
    sha256="ab" * 32,
    conclusion=Conclusion.VALID,
    structure=Structure.SOUND,
    signatures=(SIGNATURE,),
    policy=JudgedBy("sohoa-default", "1"),
    checked_at=NOON,
)
TOKEN = Piece(
    kind=PieceKind.TIMESTAMP, sha256="cd" * 32, size=10, signature="KyLanhDao", about="TSA"
)


def catalogue(room: str, name: str, language: str) -> dict[str, str]:
    text = files(room).joinpath(f"locale/{name}.{language}.json").read_text("utf-8")
    found: dict[str, str] = json.loads(text)
    return found


WORDS = {
    language: ReportWords(
        language, catalogue("api", "reports", language), catalogue("sohoa", "reasons", language)
    )
    for language in ("vi", "en")
}


def page_of(verdict: FileVerdict, language: str = "vi", name: str = "a.pdf") -> ReportPage:
    return report_page(name, verdict, WORDS[language], [TOKEN])


def text_of(pdf: bytes) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as opened:
        return [page.get_textpage().get_text_range() for page in opened]


class Tags(HTMLParser):
    """What a browser would make of a page: elements with their attributes, and text."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self.text = ""
        self.feed(page.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, " ".join(name for name, _ in attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("language", ["vi", "en"])
def test_all_that_the_law_demands_is_told_in_html_and_in_pdf(language: str) -> None:
    page = page_of(VALID, language)
    demanded = (
        *("Nguyễn Thị Thủy Hường", "CA thử nghiệm – Ban Cơ yếu thử nghiệm", "UBND xã Đông Hải"),
        *("12:00:07", "sohoa-default, 1", "ab" * 32, "cd" * 32, "123456789", "a.pdf"),
        *(WORDS[language](code) for code in ("integrity_intact", "within", "revocation_good")),
        *(WORDS[language](code) for code in ("period", "organisation", "issuer", "time")),
    )
    for text in (Tags(html_report(page)).text, "\n".join(text_of(pdf_report(page)))):
        assert [fact for fact in demanded if fact not in " ".join(text.split())] == []


@pytest.mark.parametrize(
    ("conclusion", "begins"),
    [
        (Conclusion.VALID, "HỢP LỆ"),
        (Conclusion.INVALID, "KHÔNG HỢP LỆ"),
        (Conclusion.INDETERMINATE, "CHƯA THỂ KẾT LUẬN (không coi là hợp lệ)"),
        (Conclusion.UNSIGNED, "KHÔNG CÓ CHỮ KÝ SỐ"),
        (Conclusion.UNREADABLE, "KHÔNG ĐỌC ĐƯỢC"),
    ],
)
def test_the_answer_comes_first_and_says_why(conclusion: Conclusion, begins: str) -> None:
    findings = () if conclusion is Conclusion.VALID else (reason("trailing_bytes"),)
    page = page_of(replace(VALID, conclusion=conclusion, findings=findings))
    assert page.answer.startswith(f"{begins}:")
    if conclusion in {Conclusion.INVALID, Conclusion.INDETERMINATE}:
        assert WORDS["vi"].reasons["trailing_bytes"] in page.answer
    assert text_of(pdf_report(page))[0].split("\r\n")[1].startswith(begins)


def test_no_signature_is_called_valid_in_a_file_that_is_not_sound() -> None:
    altered = replace(VALID, structure=Structure.ALTERED, conclusion=Conclusion.INVALID)
    (section,) = page_of(altered).sections
    assert (section.state, section.answer) == ("invalid", WORDS["vi"]("state_spoilt"))
    assert page_of(VALID).sections[0].answer == "Hợp lệ"


def test_a_claimed_time_is_called_claimed_and_a_missing_answer_a_warning() -> None:
    doubtful = replace(
        SIGNATURE,
        indication=Indication.INDETERMINATE,
        time_source=TimeSource.CLAIMED,
        revocation=Revocation.UNKNOWN,
        reasons=(reason("revocation_unknown"),),
    )
    page = page_of(replace(VALID, conclusion=Conclusion.INDETERMINATE, signatures=(doubtful,)))
    (section,) = page.sections
    facts = {fact.label: fact.value for fact in section.facts}
    assert "tự khai, chưa được chứng minh" in facts["Thời điểm ký"]
    assert "CẢNH BÁO" in facts["Hiệu lực chứng thư khi ký"]
    assert section.state == "indeterminate"
    assert WORDS["vi"]("advice_ask_revocation") in section.advice


@settings(max_examples=60, deadline=None)
@given(name=st.text(alphabet=st.characters(codec="utf-8"), max_size=40))
def test_no_name_becomes_markup(name: str) -> None:
    hostile = replace(SIGNATURE, signer=name, organisation=HOSTILE, field=name, issuer=name)
    told = Tags(html_report(page_of(replace(VALID, signatures=(hostile,)), name=name)))
    plain = Tags(html_report(page_of(VALID)))
    assert told.found == plain.found
    assert {"script", "img", "link", "iframe", "a"}.isdisjoint(tag for tag, _ in told.found)
    assert shown(HOSTILE) in told.text
    assert shown(name) in told.text


@settings(max_examples=40, deadline=None)
@given(name=st.text(alphabet=st.sampled_from(LETTERS + MARKS + string.punctuation), max_size=30))
def test_a_name_is_shown_whole_and_cannot_turn_the_line(name: str) -> None:
    assert shown(name + "\u202e\u200b\0").endswith("\ufffd" * 3)
    assert shown(shown(name)) == shown(name)


def test_stacked_marks_come_out_of_the_pdf_as_they_went_in() -> None:
    signer = " ".join(STACKED[at : at + 8] for at in range(0, len(STACKED), 8))
    decomposed = replace(SIGNATURE, signer=signer, organisation="Ê\u0301 \u4f60 <b>")
    page = page_of(replace(VALID, signatures=(decomposed,)))
    text = " ".join("\n".join(text_of(pdf_report(page))).split())
    assert signer in text
    assert "Ế ? <b>" in text


def test_many_signatures_take_several_numbered_pages() -> None:
    many = tuple(replace(SIGNATURE, field=f"O{number}" * 40) for number in range(12))
    pages = text_of(pdf_report(page_of(replace(VALID, signatures=many))))
    assert len(pages) > 3
    for number, text in enumerate(pages, 1):
        assert f"Trang {number}/{len(pages)}" in text


def test_both_catalogues_have_the_same_sentences_with_the_same_places() -> None:
    def places(text: str) -> set[str | None]:
        return {name for _, name, _, _ in string.Formatter().parse(text)} - {None}

    vi, en = WORDS["vi"].phrases, WORDS["en"].phrases
    assert vi.keys() == en.keys()
    assert {code: places(vi[code]) for code in vi} == {code: places(en[code]) for code in en}
    assert {f"advice_{code}" for code in ADVICE} <= vi.keys()
    assert {f"piece_{kind.value}" for kind in PieceKind} <= vi.keys()


def test_of_a_broken_signature_nothing_is_claimed_that_nobody_can_know() -> None:
    one = replace(
        SIGNATURE,
        integrity=Integrity.BROKEN,
        coverage=Coverage.PARTIAL,
        changes=Changes.FORBIDDEN,
        indication=Indication.FAILED,
    )
    words = WORDS["vi"]
    told = dict(facts(one, words))
    assert told[words("coverage")] == told[words("changes")] == words("unknown")
