"""What every reading engine promises (`ingest/recognition/ocr.py`), for each that we have."""

import tempfile
import unicodedata
from pathlib import Path

import numpy as np
import pytest
from rapidfuzz.distance import Levenshtein

from ingest.recognition.line_reader import LineReader
from ingest.recognition.ocr import OcrEngine
from ingest.recognition.ocr_network import NetworkEngine
from ingest.recognition.ocr_pytesseract import PytesseractEngine, PytesseractLineReader
from ingest.recognition.ocr_tesserocr import TesserocrEngine, TesserocrLineReader
from ingest.recognition.tessdata import LANGUAGE, find_tessdata
from ingest.recognition.trained_data import read_trained_data
from tests.support.line_pictures import DPI, printed_line, printed_page

TEXTS = (
    "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;",
    "Theo đề nghị của Giám đốc Sở Nội vụ tại Tờ trình số 245/TTr-SNV",
    "Điều 1. Công nhận ông Nguyễn Hữu Phước, sinh ngày 15/08/1966,",
    "thường trú tại thôn Trung Hòa, xã Phước Hưng, tỉnh Gia Lai.",
    "Số định danh cá nhân: 052166683244",
    "Quyết định này có hiệu lực kể từ ngày ký.",
)


@pytest.fixture(params=["network", "tesserocr", "pytesseract"])
def reading(request: pytest.FixtureRequest, model: Path) -> OcrEngine:
    tessdata = find_tessdata()
    match request.param:
        case "network":
            trained = read_trained_data(tessdata / f"{LANGUAGE}.traineddata")
            return NetworkEngine.load(model, trained)
        case "tesserocr":
            return TesserocrEngine(tessdata)
        case _:
            return PytesseractEngine(tessdata)


def test_a_clean_page_is_read_line_by_line_from_the_top(reading: OcrEngine) -> None:
    lines = reading.read(printed_page(TEXTS), DPI)
    assert len(lines) == len(TEXTS)
    pairs = zip((line.text for line in lines), TEXTS, strict=True)
    wrong = sum(Levenshtein.distance(read, printed) for read, printed in pairs)
    assert wrong <= sum(map(len, TEXTS)) / 100
    assert [line.box.y0 for line in lines] == sorted(line.box.y0 for line in lines)


def test_the_same_pixels_give_the_same_lines(reading: OcrEngine) -> None:
    page = printed_page(TEXTS[:2])
    assert reading.read(page, DPI) == reading.read(page, DPI)


def test_words_have_boxes_around_their_ink_from_left_to_right(reading: OcrEngine) -> None:
    page = printed_page(TEXTS[:3])
    lines = reading.read(page, DPI)
    assert len(lines) == 3
    for line in lines:
        starts = [word.box.x0 for word in line.words]
        assert starts == sorted(starts)
        for word in line.words:
            box = word.box
            assert 0 <= box.x0 < box.x1 <= page.shape[1]
            assert 0 <= box.y0 < box.y1 <= page.shape[0]
            inside = page[int(box.y0) : int(box.y1), int(box.x0) : int(box.x1)]
            assert inside.min() < 100
            # Nothing of the neighbours: as wide as this many letters are.
            assert 3 < box.x1 - box.x0 < 30 * len(word.text)


def test_text_is_in_nfc_and_confidences_lie_between_nothing_and_certainty(
    reading: OcrEngine,
) -> None:
    lines = reading.read(printed_page(TEXTS), DPI)
    assert len(lines) == len(TEXTS)
    for line in lines:
        assert line.words
        for word in line.words:
            assert word.text == unicodedata.normalize("NFC", word.text).strip() != ""
            assert 0 <= word.confidence <= 1


def test_an_empty_page_has_no_lines(reading: OcrEngine) -> None:
    assert reading.read(np.full((600, 800), 240, np.uint8), DPI) == ()


def test_the_smallest_of_pages_are_read(reading: OcrEngine) -> None:
    for shape in ((40, 40), (60, 900), (900, 60)):
        assert reading.read(np.full(shape, 240, np.uint8), DPI) == ()


def test_the_network_reads_clean_lines_as_tesseract_does(model: Path) -> None:
    """On clean lines nothing but the arithmetic differs: at most one letter in a hundred."""
    tessdata = find_tessdata()
    network = NetworkEngine.load(model, read_trained_data(tessdata / f"{LANGUAGE}.traineddata"))
    theirs: LineReader = TesserocrLineReader(tessdata)
    wrong = letters = 0
    for text in TEXTS:
        (line,) = theirs.read_lines([printed_line(text)], DPI)
        assert line is not None
        ours = " ".join(one.text for one in network.read(printed_page([text]), DPI))
        wrong += Levenshtein.distance(ours, line.text)
        letters += len(line.text)
    assert wrong <= letters / 100


@pytest.fixture(params=[TesserocrLineReader, PytesseractLineReader])
def second(request: pytest.FixtureRequest) -> LineReader:
    reader: LineReader = request.param(find_tessdata())
    return reader


def test_a_second_reader_is_sure_of_print_only(second: LineReader) -> None:
    blank, printed = np.full((40, 200), 240, np.uint8), printed_line("Quyết định")
    nothing, line = second.read_lines([blank, printed], DPI)
    assert nothing is None or all(word.confidence < 0.5 for word in nothing.words)
    assert line is not None
    assert line.text == "Quyết định"
    assert all(word.confidence > 0.8 for word in line.words)


def test_a_second_reader_gives_each_of_many_lines_its_own_words(second: LineReader) -> None:
    # More than the program is given at once.
    printed = [printed_line("Quyết định"), printed_line("Nguyễn Hữu Phước")] * 33
    texts = [line.text for line in second.read_lines(printed, DPI) if line is not None]
    assert texts == ["Quyết định", "Nguyễn Hữu Phước"] * 33
    assert second.read_lines([], DPI) == ()


def test_the_program_leaves_no_picture_of_a_line_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    (line,) = PytesseractLineReader(find_tessdata()).read_lines([printed_line("Điều 1")], DPI)
    assert line is not None
    assert list(tmp_path.iterdir()) == []
