"""Incremental updates as attackers write them: small tools over pyHanko's writer."""

import io
from collections.abc import Callable
from typing import Final, cast

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    NumberObject,
    PdfObject,
    StreamObject,
    pdf_name,
    pdf_string,
)
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

Writer = IncrementalPdfFileWriter
Edit = Callable[[Writer], None]
Entry = PdfObject | str | int | float | bool | bytes | list["Entry"] | dict[str, "Entry"] | None

WHITE: Final = b"1 g 0 0 600 850 re f\n"
LIE: Final = b"BT /F1 18 Tf 72 700 Td (Muc bo thuong: 900 trieu dong) Tj ET\n"


def updated(signed: bytes, edit: Edit) -> bytes:
    """Append an incremental update that `edit` makes."""
    writer = Writer(io.BytesIO(signed), strict=False)
    edit(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def value(given: Entry) -> PdfObject:
    """Return a PDF object; a string with a slash is a name, `bytes` make a plain stream."""
    made: PdfObject = generic.NullObject()
    match given:
        case PdfObject():
            made = given
        case bool():
            made = generic.BooleanObject(given)
        case int():
            made = NumberObject(given)
        case float():
            made = generic.FloatObject(given)
        case str():
            made = pdf_name(given) if given.startswith("/") else pdf_string(given)
        case bytes():
            made = StreamObject(stream_data=given)
        case list():
            made = ArrayObject(value(one) for one in given)
        case dict():
            made = DictionaryObject({pdf_name(key): value(one) for key, one in given.items()})
    return made


def stream(w: Writer, data: bytes, entries: dict[str, Entry] | None = None) -> IndirectObject:
    """Return a reference to a new stream."""
    held = {pdf_name(key): value(one) for key, one in (entries or {}).items()}
    return w.add_object(StreamObject(held, stream_data=data))


def form(w: Writer, ink: bytes, width: int = 595, height: int = 842) -> IndirectObject:
    """Return a reference to a new form XObject."""
    entries: dict[str, Entry] = {"/Type": "/XObject", "/Subtype": "/Form"}
    font = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"}
    entries["/Resources"] = cast("Entry", {"/Font": {"/F1": font, "/Helv": font}})
    return stream(w, ink, {**entries, "/BBox": [0, 0, width, height]})


def put(w: Writer, holder: PdfObject, key: str, given: Entry) -> None:
    """Set an entry and mark the object that holds it as changed."""
    assert isinstance(holder, DictionaryObject)
    holder[pdf_name(key)] = value(given)
    w.update_container(holder)


def page(w: Writer, number: int = 0) -> DictionaryObject:
    """Return a page, marked as changed."""
    ref, _ = w.find_page_for_modification(number)
    found = ref.get_object()
    w.mark_update(ref)
    assert isinstance(found, DictionaryObject)
    return found


def raws(row: ArrayObject) -> list[Entry]:
    """Return an array's elements as they are written, references unresolved."""
    return [row.raw_get(place) for place in range(len(row))]


def lay(w: Writer, number: int, annotation: Entry) -> IndirectObject:
    """Put an annotation on top of a page."""
    on = page(w, number)
    added = w.add_object(value(annotation))
    before = raws(on["/Annots"]) if "/Annots" in on else []
    on[pdf_name("/Annots")] = value([*before, added])
    return added


def annotation(
    w: Writer, kind: str, box: list[int], ink: bytes | None = None, **more: Entry
) -> Entry:
    """Return an annotation with an appearance."""
    entries: dict[str, Entry] = {"/Type": "/Annot", "/Subtype": kind, "/Rect": list(box), "/F": 4}
    if ink is not None:
        entries["/AP"] = {"/N": form(w, ink, box[2] - box[0], box[3] - box[1])}
    return entries | {"/" + key: one for key, one in more.items()}


def field(w: Writer, name: str) -> DictionaryObject:
    """Return the topmost form field of that name."""
    for row in w.root["/AcroForm"]["/Fields"]:
        one = row.get_object()
        if str(one.get("/T", "")) == name:
            assert isinstance(one, DictionaryObject)
            return one
    raise LookupError(name)


def add_field(w: Writer, entries: Entry) -> IndirectObject:
    """List a new field in the form."""
    added = w.add_object(value(entries))
    rows = w.root["/AcroForm"]["/Fields"]
    rows.append(added)
    w.update_container(rows)
    w.update_container(w.root["/AcroForm"])
    return added
