import json

from hypothesis import given
from hypothesis import strategies as st

from ingest.sidecar import from_json, to_json
from ingest.text import (
    Box,
    Fault,
    Field,
    FieldSource,
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

short = st.text(max_size=8)
count = st.integers(0, 5000)
share = st.floats(0, 1)
length = st.floats(-10, 10_000)
boxes = st.builds(Box, length, length, length, length)
words = st.builds(Word, text=short, box=boxes, confidence=share)
lines = st.builds(Line, st.lists(words, min_size=1, max_size=3).map(tuple))
pages = st.builds(
    PageText,
    index=count,
    source=count,
    source_page=count,
    kind=st.sampled_from(PageKind),
    width=count,
    height=count,
    dpi=count,
    rotation=st.sampled_from((0, 90, 180, 270)),
    skew=st.floats(-10, 10),
    blank=st.booleans(),
    quality=st.builds(
        Quality,
        blur=st.none() | share,
        contrast=st.none() | share,
        ink=st.none() | share,
        look=short,
    ),
    confidence=share,
    lines=st.lists(lines, max_size=3).map(tuple),
    codes=st.lists(short, max_size=2).map(tuple),
    findings=st.lists(
        st.builds(
            QualityFinding,
            code=st.sampled_from(Fault),
            measure=share,
            limit=share,
            twin=st.none() | count,
        ),
        max_size=2,
    ).map(tuple),
)
fields = st.builds(
    Field,
    value=short,
    confidence=share,
    page=st.none() | count,
    box=st.none() | boxes,
    source=st.sampled_from(FieldSource),
)
documents = st.builds(
    ProposedDocument,
    pages=st.lists(count, max_size=3).map(tuple),
    type=short,
    title=short,
    confidence=share,
    fields=st.dictionaries(short, fields, max_size=2),
)
readings = st.builds(
    Reading,
    sources=st.lists(
        st.builds(SourceFile, name=short, sha256=short, media_type=short), max_size=2
    ).map(tuple),
    pages=st.lists(pages, max_size=2).map(tuple),
    documents=st.lists(documents, max_size=2).map(tuple),
    warnings=st.lists(
        st.builds(ReadingWarning, code=short, message=short, page=st.none() | count), max_size=2
    ).map(tuple),
)


@given(readings)
def test_a_reading_comes_back_from_its_sidecar_unchanged(reading: Reading) -> None:
    assert from_json(json.loads(json.dumps(to_json(reading)))) == reading
