"""Known confusions are mended without guessing; what the engine disbelieves is left out."""

from ingest.recognition.ocr import lines_from_tsv
from ingest.recognition.repair import repair_lines
from ingest.text import Box, Line, Word

BOX = Box(0, 0, 10, 10)


def line(*words: str, confidence: float = 0.9) -> Line:
    return Line(tuple(Word(word, BOX, confidence) for word in words))


def texts(*lines: Line) -> list[str]:
    return [one.text for one in repair_lines(lines)]


def test_square_metres_after_a_number_are_mended() -> None:
    assert texts(line("435,1", "m?")) == ["435,1 m²"]
    assert texts(line("435,1", "m2.")) == ["435,1 m²."]
    assert texts(line("435,1", "m2?")) == ["435,1 m²"]
    assert texts(line("bao", "nhiêu", "m?")) == ["bao nhiêu m?"]


def test_pen_strokes_are_left_out_but_a_doubtful_word_stays() -> None:
    assert texts(line("V7", "_^/", confidence=0.2)) == []
    assert texts(line("Huỳnh", confidence=0.0)) == ["Huỳnh"]
    assert texts(line("362/GXN", confidence=0.1)) == ["362/GXN"]


def test_a_table_of_words_becomes_lines() -> None:
    table = (
        "1\t1\t0\t0\t0\t0\t0\t0\t900\t900\t-1\t\n"
        "5\t1\t1\t1\t1\t1\t10\t20\t30\t12\t96.5\tQUYẾT\n"
        "5\t1\t1\t1\t1\t2\t50\t20\t30\t12\t90\tÐỊNH\n"
        "5\t1\t1\t1\t2\t1\t10\t40\t30\t12\t90\t \n"
        "5\t1\t1\t1\t3\t1\t10\t60\t30\t12\t120\tSo\u0302\u0301\n"
    )
    first, second = lines_from_tsv(table)
    assert first.text == "QUYẾT ĐỊNH"
    assert first.words[0].confidence == 0.965
    assert first.box == Box(10, 20, 80, 32)
    assert second.text == "Số"
    assert second.words[0].confidence == 1
