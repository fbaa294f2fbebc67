"""Forgeries of forms, of signature fields and of the reading structure."""

from types import MappingProxyType
from typing import Final

from tests.attacks.updates import (
    LIE,
    WHITE,
    Entry,
    Writer,
    add_field,
    annotation,
    field,
    form,
    lay,
    put,
    raws,
    stream,
    value,
)

_PLACE: Final = [72, 150, 172, 180]
_SIGNED: Final = "ChungThuc"


def new_text_field(w: Writer) -> None:
    add_field(w, {"/FT": "/Tx", "/T": "moi"})


def new_xfa(w: Writer) -> None:
    put(w, w.root["/AcroForm"], "/XFA", "<xdp/>")


def calculate(w: Writer) -> None:
    put(w, w.root["/AcroForm"], "/CO", [w.root["/AcroForm"]["/Fields"].raw_get(0)])


def change_font_of_fields(w: Writer) -> None:
    put(w, w.root["/AcroForm"]["/DR"]["/Font"]["/Helv"], "/BaseFont", "/ZapfDingbats")


def embed_font_of_fields(w: Writer) -> None:
    """Add to a font of the form a program with other glyphs: a dictionary that only grows."""
    descriptor: Entry = {"/Type": "/FontDescriptor", "/FontFile": stream(w, b"%!PS-AdobeFont")}
    put(w, w.root["/AcroForm"]["/DR"]["/Font"]["/Helv"], "/FontDescriptor", descriptor)


def change_look_alone(w: Writer) -> None:
    """Shadow, replace: the value stays, what is shown of it changes."""
    put(w, field(w, "ghi_chu"), "/AP", {"/N": form(w, b"BT /Helv 9 Tf (900) Tj ET", 228, 20)})


def change_look_in_place(w: Writer) -> None:
    look = field(w, "ghi_chu")["/AP"]["/N"]
    look._data, look._encoded_data = b"BT /Helv 9 Tf (900) Tj ET", None
    w.update_container(look)


def change_state_looks(w: Writer) -> None:
    kid = field(w, "dong_y")["/Kids"][0]
    put(w, kid["/AP"], "/N", {"/Co": form(w, WHITE, 12, 12), "/Off": form(w, WHITE, 12, 12)})


def rename_field(w: Writer) -> None:
    put(w, field(w, "ghi_chu"), "/T", "ghi_chu_cu")


def rename_signature(w: Writer) -> None:
    put(w, field(w, _SIGNED), "/T", "ChuTich")


def duplicate_field(w: Writer) -> None:
    copy = field(w, "ghi_chu")
    add_field(w, type(copy)(copy))


def script_in_field(w: Writer) -> None:
    script: Entry = {"/S": "/JavaScript", "/JS": "event.value = 900"}
    put(w, field(w, "ghi_chu"), "/AA", {"/F": script})


def field_becomes_another(w: Writer) -> None:
    put(w, field(w, "ghi_chu"), "/FT", "/Sig")


def steal_kid(w: Writer) -> None:
    """Give a button's widget to another field."""
    kids = raws(field(w, "dong_y")["/Kids"])
    put(w, field(w, "dong_y"), "/Kids", kids[:1])
    put(w, field(w, "ghi_chu"), "/Kids", kids[1:])


def change_signature_look(w: Writer) -> None:
    put(w, field(w, _SIGNED), "/AP", {"/N": form(w, LIE, 100, 30)})


def move_signature(w: Writer) -> None:
    put(w, field(w, _SIGNED), "/Rect", [0, 0, 595, 842])


def move_value_to_another_field(w: Writer) -> None:
    held = field(w, _SIGNED)
    put(w, field(w, "ky_sau"), "/V", held.raw_get("/V"))
    del held["/V"]


def share_value_with_another_field(w: Writer) -> None:
    """Show one signature as if two people had signed."""
    put(w, field(w, "ky_sau"), "/V", field(w, _SIGNED).raw_get("/V"))


def share_value_with_a_new_field(w: Writer) -> None:
    entries: Entry = {"/FT": "/Sig", "/T": "BoTruong", "/V": field(w, _SIGNED).raw_get("/V")}
    add_field(w, entries)


def change_signature_value(w: Writer) -> None:
    put(w, field(w, _SIGNED)["/V"], "/Name", "Bo Truong")


def change_signature_terms(w: Writer) -> None:
    reference: Entry = {"/TransformMethod": "/DocMDP", "/TransformParams": {"/P": 3}}
    put(w, field(w, _SIGNED)["/V"], "/Reference", [reference])


def unsign_field(w: Writer) -> None:
    del field(w, _SIGNED)["/V"]
    w.update_container(field(w, _SIGNED))


def unlist_signature(w: Writer) -> None:
    rows = w.root["/AcroForm"]["/Fields"]
    signed = [n for n, one in enumerate(rows) if str(one.get_object().get("/T")) == _SIGNED]
    for place in signed:
        del rows[place]
    w.update_container(rows)


def _new_signature(w: Writer, given: Entry, *, ink: bytes = LIE, **more: Entry) -> None:
    """Add a field that looks signed."""
    widget = annotation(w, "/Widget", _PLACE, ink, FT="/Sig", T="DaDuyet", **more)
    assert isinstance(widget, dict)
    if given is not None:
        widget["/V"] = given
    added = lay(w, 0, widget)
    rows = w.root["/AcroForm"]["/Fields"]
    rows.append(added)
    w.update_container(rows)
    w.update_container(w.root["/AcroForm"])


def look_without_value(w: Writer) -> None:
    _new_signature(w, None)


def look_with_empty_value(w: Writer) -> None:
    """Fill a new field with something that no judge takes for a signature."""
    _new_signature(w, {"/Type": "/Sig", "/Name": "Bo Truong"})


def look_with_text_value(w: Writer) -> None:
    _new_signature(w, "da ky")


def signature_that_is_a_file(w: Writer) -> None:
    widget = annotation(w, "/FileAttachment", _PLACE, LIE, FT="/Sig", T="Tep")
    add_field(w, widget)


def empty_field_over_text(w: Writer) -> None:
    _new_signature(w, None, ink=WHITE)


def fill_signature_field_with_text(w: Writer) -> None:
    put(w, field(w, "ky_sau"), "/V", {"/Type": "/Sig"})
    put(w, field(w, "ky_sau"), "/AP", {"/N": form(w, LIE, 160, 60)})


def look_for_unsigned_field(w: Writer) -> None:
    put(w, field(w, "ky_sau"), "/AP", {"/N": form(w, LIE, 160, 60)})


def group_with_an_action(w: Writer) -> None:
    script: Entry = {"/S": "/JavaScript", "/JS": "app.alert(1)"}
    add_field(w, {"/T": "nhom", "/AA": {"/K": script}, "/Kids": []})


def speak_other_text(w: Writer) -> None:
    put(w, w.root["/StructTreeRoot"]["/K"]["/K"][0], "/ActualText", "900 trieu")


def reorder_reading(w: Writer) -> None:
    body = w.root["/StructTreeRoot"]["/K"]
    put(w, body, "/K", raws(body["/K"])[::-1])


def add_spoken_text(w: Writer) -> None:
    """Add an element that holds text of its own and nothing of any page."""
    body = w.root["/StructTreeRoot"]["/K"]
    entries: Entry = {
        "/Type": "/StructElem",
        "/S": "/P",
        "/P": w.root["/StructTreeRoot"].raw_get("/K"),
        "/ActualText": "Muc bo thuong: 900 trieu dong",
    }
    put(w, body, "/K", [w.add_object(value(entries)), *raws(body["/K"])])


def read_content_twice(w: Writer) -> None:
    body = w.root["/StructTreeRoot"]["/K"]
    ref, _ = w.find_page_for_modification(0)
    entries: Entry = {
        "/Type": "/StructElem",
        "/S": "/P",
        "/P": w.root["/StructTreeRoot"].raw_get("/K"),
        "/Pg": ref,
        "/K": [0, 1],
    }
    put(w, body, "/K", [*raws(body["/K"]), w.add_object(value(entries))])


def take_content_from_element(w: Writer) -> None:
    put(w, w.root["/StructTreeRoot"]["/K"]["/K"][0], "/K", 1)


def swap_parents(w: Writer) -> None:
    row = w.root["/StructTreeRoot"]["/ParentTree"]["/Nums"][1]
    parts = raws(row)
    for place, part in enumerate(reversed(parts)):
        row[place] = part
    w.update_container(row)


def give_role(w: Writer) -> None:
    put(w, w.root["/StructTreeRoot"]["/RoleMap"], "/P", "/Artifact")


def page_of_element(w: Writer) -> None:
    ref, _ = w.find_page_for_modification(2)
    put(w, w.root["/StructTreeRoot"]["/K"]["/K"][0], "/Pg", ref)


STRUCTURE: Final = MappingProxyType(
    {
        edit.__name__: edit
        for edit in (
            *(speak_other_text, reorder_reading, add_spoken_text, read_content_twice),
            *(take_content_from_element, swap_parents, give_role, page_of_element),
        )
    }
)

FORMS: Final = MappingProxyType(
    {
        edit.__name__: edit
        for edit in (
            *(new_text_field, new_xfa, calculate, change_font_of_fields, embed_font_of_fields),
            *(change_look_alone, change_look_in_place, change_state_looks, rename_field),
            *(rename_signature, duplicate_field, script_in_field, field_becomes_another),
            *(steal_kid, change_signature_look, move_signature, move_value_to_another_field),
            *(share_value_with_another_field, share_value_with_a_new_field),
            *(change_signature_value, change_signature_terms, unsign_field, unlist_signature),
            *(look_without_value, look_with_empty_value, look_with_text_value),
            *(signature_that_is_a_file, empty_field_over_text, fill_signature_field_with_text),
            *(look_for_unsigned_field, group_with_an_action),
        )
    }
)
