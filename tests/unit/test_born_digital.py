"""Born-digital pages give their own text, and their boxes lie on their ink, however turned."""

from io import BytesIO
from pathlib import Path

import cv2
import numpy as np
import pikepdf
import pytest

from ingest.scans.born_digital import read_born_digital
from ingest.scans.rendering import render_page
from ingest.text import PageKind
from sohoa.samples.stack import DemoStack
from sohoa.samples.truth import text_errors
from tests.support import hostile
from tests.support.samples import look_at


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_boxes_lie_on_the_ink(tmp_path: Path, sample_stack: DemoStack, turn: int) -> None:
    with pikepdf.open(sample_stack.decision) as document:
        document.pages[0].Rotate = turn
        stream = BytesIO()
        document.save(stream)
    path = hostile.put(tmp_path, stream.getvalue())
    page = look_at(path).pages[0]
    assert page.kind is PageKind.BORN_DIGITAL
    lines = read_born_digital(path, page)
    png = np.frombuffer(render_page(path, 0, page.width), np.uint8)
    drawn = np.asarray(cv2.imdecode(png, cv2.IMREAD_GRAYSCALE))
    boxed = np.zeros(drawn.shape, bool)
    for word in (word for line in lines for word in line.words):
        box = word.box
        boxed[int(box.y0) : int(box.y1) + 1, int(box.x0) : int(box.x1) + 1] = True
    ink = drawn < 128
    assert (ink & boxed).sum() > 0.95 * ink.sum() * 0.95
    assert boxed.mean() < 0.3


def test_a_document_of_both_kinds_is_told_page_by_page(
    tmp_path: Path, sample_stack: DemoStack
) -> None:
    with pikepdf.open(sample_stack.pdf) as scan, pikepdf.open(sample_stack.decision) as draft:
        both = pikepdf.new()
        both.pages.extend([scan.pages[1], draft.pages[0], scan.pages[4]])
        stream = BytesIO()
        both.save(stream)
    info = look_at(hostile.put(tmp_path, stream.getvalue()))
    assert [page.kind for page in info.pages] == [
        PageKind.SCAN,
        PageKind.BORN_DIGITAL,
        PageKind.SCAN,
    ]


def test_two_columns_of_a_head_are_lines_in_order(sample_stack: DemoStack) -> None:
    lines = read_born_digital(sample_stack.decision, look_at(sample_stack.decision).pages[0])
    text = "\n".join(line.text for line in lines)
    assert text_errors(sample_stack.decision_lines, text).rate == 0
    assert {word.confidence for line in lines for word in line.words} == {1.0}
