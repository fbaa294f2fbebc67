"""What honest programs do to signed files, by the allowance that covers it.

Each edit was seen of at least one of: Acrobat, iText, PDFBox, DSS, pyHanko.
"""

from types import MappingProxyType
from typing import Final

from tests.attacks.updates import (
    Edit,
    Entry,
    Writer,
    add_field,
    annotation,
    field,
    form,
    lay,
    page,
    put,
    raws,
    stream,
    value,
)

_XMP: Final = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'/>"
_FONT: Final[Entry] = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Courier"}


def _root(key: str, given: Entry) -> Edit:
    return lambda w: put(w, w.root, key, given)


def _form(key: str, given: Entry) -> Edit:
    return lambda w: put(w, w.root["/AcroForm"], key, given)


def security_store(w: Writer) -> None:
    certificate = stream(w, b"der")
    one: Entry = {"/Cert": [certificate], "/TU": "D:20260101000000Z"}
    store: Entry = {"/Type": "/DSS", "/Certs": [certificate], "/VRI": {"/ABC": one}}
    put(w, w.root, "/DSS", store)


def new_description(w: Writer) -> None:
    about: dict[str, Entry] = {"/Type": "/Metadata", "/Subtype": "/XML"}
    put(w, w.root, "/Metadata", stream(w, _XMP, about))


def named_extension(w: Writer) -> None:
    esic: Entry = {"/BaseVersion": "/1.7", "/ExtensionLevel": 5}
    put(w, w.root, "/Extensions", w.add_object(value({"/ESIC": esic})))


def unseen_empty_field(w: Writer) -> None:
    add_field(w, {"/FT": "/Sig", "/T": "sau"})


def seen_empty_field(w: Writer) -> None:
    entries = annotation(w, "/Widget", [400, 500, 460, 540], FT="/Sig", T="sau")
    added = lay(w, 0, entries)
    rows = w.root["/AcroForm"]["/Fields"]
    rows.append(added)
    w.update_container(rows)
    w.update_container(w.root["/AcroForm"])


def group_of_fields(w: Writer) -> None:
    kid = w.add_object(value({"/FT": "/Sig", "/T": "mot"}))
    group = add_field(w, {"/T": "nhom", "/Kids": [kid]})
    put(w, kid.get_object(), "/Parent", group)


def another_font(w: Writer) -> None:
    put(w, w.root["/AcroForm"]["/DR"]["/Font"], "/Cour", w.add_object(value(_FONT)))


def filled(w: Writer) -> None:
    put(w, field(w, "ghi_chu"), "/V", "Da xem")
    look = form(w, b"BT /Helv 10 Tf 2 5 Td (Da xem) Tj ET", 228, 20)
    put(w, field(w, "ghi_chu"), "/AP", {"/N": look})


def ticked(w: Writer) -> None:
    put(w, field(w, "dong_y"), "/V", "/Co")
    put(w, field(w, "dong_y")["/Kids"][0], "/AS", "/Co")


def _note(kind: str, **more: Entry) -> Edit:
    def edit(w: Writer) -> None:
        ink = None if kind == "/Link" else b"1 0 0 RG 1 1 28 28 re S"
        lay(w, 0, annotation(w, kind, [500, 600, 530, 630], ink, **more))

    return edit


def marked_text(w: Writer) -> None:
    """Highlight a line as programs do: by multiplying, so that the text stays dark."""
    blend: Entry = {"/ExtGState": {"/M": {"/BM": "/Multiply"}}}
    entries: dict[str, Entry] = {"/Type": "/XObject", "/Subtype": "/Form"}
    entries |= {"/BBox": [0, 0, 200, 24], "/Resources": blend, "/Group": {"/S": "/Transparency"}}
    look = stream(w, b"/M gs 1 1 0 rg 0 0 200 24 re f", entries)
    lay(w, 0, annotation(w, "/Highlight", [72, 696, 272, 720], None, AP={"/N": look}))


def changed_note(w: Writer) -> None:
    put(w, page(w, 1)["/Annots"][0], "/Contents", "da xem lai")


def removed_note(w: Writer) -> None:
    put(w, page(w, 1), "/Annots", raws(page(w, 1)["/Annots"])[:1])


def all_widgets_gone(w: Writer) -> None:
    """Take every widget from the page; the form still has the fields."""
    put(w, page(w), "/Annots", [])


def moved_tab(w: Writer) -> None:
    put(w, field(w, "ghi_chu"), "/TU", "Ghi chu")


def removed_widget(w: Writer) -> None:
    gone = raws(field(w, "dong_y")["/Kids"])[1]
    put(w, field(w, "dong_y"), "/Kids", raws(field(w, "dong_y")["/Kids"])[:1])
    put(w, page(w), "/Annots", [one for one in raws(page(w)["/Annots"]) if one != gone])


HARMLESS: Final = MappingProxyType[str, tuple[Edit, ...]](
    {
        "validation_data": (security_store,),
        "description": (new_description,),
        "version_note": (named_extension, _root("/PieceInfo", {}), _root("/Version", "/2.0")),
        "timestamp": (unseen_empty_field,),
        "signature": (seen_empty_field,),
        "field_group": (group_of_fields,),
        "form_default": (another_font, _form("/DA", "/Cour 0 Tf 0 g")),
        "redrawing": (_form("/NeedAppearances", given=True),),
        "filling": (filled, ticked),
        "note_added": (
            *(_note("/Square"), _note("/Text", Contents="x"), _note("/Ink"), marked_text),
            _note("/Link", A={"/S": "/URI", "/URI": "https://a.example"}),
        ),
        "note_changed": (changed_note,),
        "note_removed": (removed_note, all_widgets_gone),
        "widget_changed": (moved_tab,),
        "widget_removed": (removed_widget,),
    }
)


def rewritten_page(w: Writer) -> None:
    put(w, page(w), "/Type", "/Page")


def annotations_of_their_own(w: Writer) -> None:
    put(w, page(w), "/Annots", w.add_object(value(raws(page(w)["/Annots"]))))


def compressed_again(w: Writer) -> None:
    held = page(w)["/Contents"]
    first = held[0] if isinstance(held, list) else held
    first.compress()
    w.update_container(first)


def said_outright(w: Writer) -> None:
    """Write what was the default all along."""
    put(w, page(w), "/CropBox", raws(page(w)["/MediaBox"]))
    if "/Rotate" not in page(w):
        put(w, page(w), "/Rotate", 0)


def nothing_reached(w: Writer) -> None:
    """Add objects that nothing leads to."""
    stream(w, b"1 g 0 0 600 850 re f")
    w.add_object(value({"/Type": "/Page"}))


SAME: Final = (
    *(rewritten_page, annotations_of_their_own, compressed_again, said_outright),
    nothing_reached,
)
