from dataclasses import replace

import pytest

from ingest.sidecar import from_json, to_json
from ingest.text import (
    Box,
    Field,
    LeftOutAs,
    LeftOutPage,
    Line,
    PageKind,
    PageText,
    ProposedDocument,
    Quality,
    Reading,
    ReadingWarning,
    SourceFile,
    Word,
)

READING = Reading(
    sources=(SourceFile(name="stack.pdf", sha256="ab" * 32, media_type="application/pdf"),),
    pages=(
        PageText(
            index=0,
            source=0,
            source_page=3,
            kind=PageKind.SCAN,
            width=2480,
            height=3508,
            dpi=300,
            rotation=180,
            skew=0.7,
            blank=False,
            quality=Quality(blur=120.0, contrast=0.8, ink=0.04),
            confidence=0.93,
            lines=(
                Line(
                    (
                        Word("QUYẾT", Box(900, 400, 1100, 450), 0.95),
                        Word("ĐỊNH", Box(1120, 400, 1250, 450), 0.91),
                    )
                ),
                Line((Word("Về", Box(900, 470, 960, 510), 0.9),)),
            ),
        ),
    ),
    documents=(
        ProposedDocument(
            pages=(0,),
            type="QD",
            title="QUYẾT ĐỊNH",
            confidence=0.9,
            reasons=("known_title",),
            fields={"so_ky_hieu": Field(value="15/QĐ-UBND", confidence=0.8, page=0)},
        ),
    ),
    warnings=(ReadingWarning(code="page_blurry", message="Page 1 is blurry.", page=0),),
    left_out=(LeftOutPage(0, LeftOutAs.BLANK),),
)


def test_a_sidecar_has_the_published_shape() -> None:
    sidecar = to_json(READING)
    assert list(sidecar) == ["source", "pages", "documents", "warnings", "left_out"]
    assert sidecar["source"][0].keys() == {"name", "sha256", "media_type"}
    page = sidecar["pages"][0]
    assert {"index", "source", "source_page", "width", "height", "dpi", "rotation"} <= page.keys()
    assert {"skew", "blank", "quality", "confidence", "text", "words"} <= page.keys()
    assert page["text"] == "QUYẾT ĐỊNH\nVề"
    assert {"text", "box", "confidence"} <= page["words"][0].keys()
    assert page["words"][0]["box"] == [900, 400, 1100, 450]
    assert sidecar["documents"][0]["fields"]["so_ky_hieu"] == {
        "value": "15/QĐ-UBND",
        "confidence": 0.8,
        "page": 0,
        "box": None,
        "source": "ocr",
    }
    assert sidecar["left_out"] == [{"page": 0, "why": "blank"}]
    assert sidecar["warnings"] == [
        {"code": "page_blurry", "message": "Page 1 is blurry.", "page": 0}
    ]


def test_lines_survive_the_sidecar() -> None:
    assert from_json(to_json(READING)) == READING


def test_a_sidecar_of_before_still_opens() -> None:
    sidecar = to_json(READING)
    del sidecar["left_out"], sidecar["documents"][0]["reasons"]
    (document,) = from_json(sidecar).documents
    assert document.reasons == ()


@pytest.mark.parametrize(
    "other",
    [{}, {"source": 1}, {"source": [], "pages": [{}], "documents": [], "warnings": []}],
)
def test_another_json_object_is_refused(other: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="side-car"):
        from_json(other)


def test_lines_that_do_not_read_like_vietnamese_are_marked() -> None:
    texts = ("Căn cứ Luật Tổ chức chính quyền địa phương", "zxqvb wqrtz kjhgf pqwrt", "QĐ-UBND")
    lines = tuple(Line((Word(text, Box(0, 0, 9, 9), 0.9),)) for text in texts)
    page = replace(READING.pages[0], lines=lines)
    (marked,) = to_json(replace(READING, pages=(page,)))["pages"]
    assert marked["unlike"] == [1]
