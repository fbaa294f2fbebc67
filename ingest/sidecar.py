"""The side-car file: what was read, as JSON that other programs rely on.

`to_json` writes the published shape. A few keys beyond it (`kind`, `codes`, a word's `line`) let
`from_json` restore the very same `Reading`; a reader that does not know them loses nothing.
`unlike` numbers a page's lines that do not read like Vietnamese: misread, or in another language.
This module neither reads nor writes files.
"""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from ingest.recognition.vietnamese import reads_oddly
from ingest.text import (
    Box,
    Fault,
    Field,
    FieldSource,
    LeftOutAs,
    LeftOutPage,
    Line,
    PageKind,
    PageText,
    ProposedDocument,
    Quality,
    QualityFinding,
    Reading,
    ReadingWarning,
    SourceFile,
    Word,
)


def to_json(reading: Reading) -> dict[str, Any]:
    """Return the side-car object of a reading, ready for `json.dumps`."""
    return {
        "source": [
            {"name": source.name, "sha256": source.sha256, "media_type": source.media_type}
            for source in reading.sources
        ],
        "pages": [_page(page) for page in reading.pages],
        "documents": [_document(document) for document in reading.documents],
        "warnings": [
            {"code": warning.code, "message": warning.message, "page": warning.page}
            for warning in reading.warnings
        ],
        "left_out": [{"page": left.page, "why": left.why.value} for left in reading.left_out],
    }


def from_json(sidecar: Mapping[str, Any]) -> Reading:
    """Restore the reading that `to_json` wrote. Raises ValueError for any other object."""
    try:
        return Reading(
            sources=tuple(SourceFile(**source) for source in sidecar["source"]),
            pages=tuple(_read_page(page) for page in sidecar["pages"]),
            documents=tuple(_read_document(document) for document in sidecar["documents"]),
            warnings=tuple(ReadingWarning(**warning) for warning in sidecar["warnings"]),
            # Absent from side-cars of before.
            left_out=tuple(
                LeftOutPage(left["page"], LeftOutAs(left["why"]))
                for left in sidecar.get("left_out", ())
            ),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("this is not a side-car of ours") from error


def _page(page: PageText) -> dict[str, Any]:
    return {
        "index": page.index,
        "source": page.source,
        "source_page": page.source_page,
        "kind": page.kind.value,
        "width": page.width,
        "height": page.height,
        "dpi": page.dpi,
        "rotation": page.rotation,
        "skew": page.skew,
        "blank": page.blank,
        "quality": {
            "blur": page.quality.blur,
            "contrast": page.quality.contrast,
            "ink": page.quality.ink,
            "look": page.quality.look,
        },
        "confidence": page.confidence,
        "findings": [
            {
                "code": finding.code.value,
                "measure": finding.measure,
                "limit": finding.limit,
                "twin": finding.twin,
            }
            for finding in page.findings
        ],
        "text": page.text,
        "unlike": [number for number, line in enumerate(page.lines) if reads_oddly(line.text)],
        "codes": list(page.codes),
        "words": [
            {
                "text": word.text,
                "box": _box(word.box),
                "confidence": word.confidence,
                "line": number,
            }
            for number, line in enumerate(page.lines)
            for word in line.words
        ],
    }


def _document(document: ProposedDocument) -> dict[str, Any]:
    return {
        "pages": list(document.pages),
        "type": document.type,
        "title": document.title,
        "confidence": document.confidence,
        "reasons": list(document.reasons),
        "fields": {
            name: {
                "value": field.value,
                "confidence": field.confidence,
                "page": field.page,
                "box": None if field.box is None else _box(field.box),
                "source": field.source.value,
            }
            for name, field in document.fields.items()
        },
    }


def _box(box: Box) -> list[float]:
    return [box.x0, box.y0, box.x1, box.y1]


def _read_page(page: Mapping[str, Any]) -> PageText:
    return PageText(
        index=page["index"],
        source=page["source"],
        source_page=page["source_page"],
        kind=PageKind(page["kind"]),
        width=page["width"],
        height=page["height"],
        dpi=page["dpi"],
        rotation=page["rotation"],
        skew=page["skew"],
        blank=page["blank"],
        quality=Quality(**page["quality"]),
        confidence=page["confidence"],
        lines=_read_lines(page["words"]),
        codes=tuple(page["codes"]),
        # A side-car of before these were looked for has none.
        findings=tuple(_read_finding(finding) for finding in page.get("findings", ())),
    )


def _read_finding(finding: Mapping[str, Any]) -> QualityFinding:
    return QualityFinding(
        code=Fault(finding["code"]),
        measure=finding["measure"],
        limit=finding["limit"],
        twin=finding["twin"],
    )


def _read_lines(words: Sequence[Mapping[str, Any]]) -> tuple[Line, ...]:
    return tuple(
        Line(
            tuple(
                Word(text=word["text"], box=Box(*word["box"]), confidence=word["confidence"])
                for word in line
            )
        )
        for _, line in groupby(words, key=lambda word: word["line"])
    )


def _read_document(document: Mapping[str, Any]) -> ProposedDocument:
    return ProposedDocument(
        pages=tuple(document["pages"]),
        type=document["type"],
        title=document["title"],
        confidence=document["confidence"],
        reasons=tuple(document.get("reasons", ())),
        fields={
            name: Field(
                value=field["value"],
                confidence=field["confidence"],
                page=field["page"],
                box=None if field["box"] is None else Box(*field["box"]),
                source=FieldSource(field["source"]),
            )
            for name, field in document["fields"].items()
        },
    )
