"""Forgeries of pages: their tree, their boxes, what they draw and what they draw it with.

Shadow attacks (Mainka et al., NDSS 2021) hide or replace by way of these objects, which are often
shared: a font, a picture or a resource dictionary changed in one place changes many pages.
"""

from types import MappingProxyType
from typing import Final

from pyhanko.pdf_utils.generic import DictionaryObject

from tests.attacks.updates import (
    LIE,
    WHITE,
    Edit,
    Entry,
    Writer,
    page,
    put,
    raws,
    stream,
    value,
)


def _tree(w: Writer) -> DictionaryObject:
    tree = w.root["/Pages"]
    assert isinstance(tree, DictionaryObject)
    return tree


def replace_content(w: Writer) -> None:
    put(w, page(w), "/Contents", stream(w, LIE))


def overwrite_content_stream(w: Writer) -> None:
    """Give the stream that the page names another body, under its old number."""
    held = page(w)["/Contents"]
    first = held[0] if isinstance(held, list) else held
    first._data, first._encoded_data = LIE, None
    w.update_container(first)


def append_white(w: Writer) -> None:
    held = page(w).raw_get("/Contents")
    several = raws(page(w)["/Contents"]) if isinstance(page(w)["/Contents"], list) else [held]
    put(w, page(w), "/Contents", [*several, stream(w, WHITE)])


def reorder_content(w: Writer) -> None:
    held = page(w)["/Contents"]
    parts = raws(held) if isinstance(held, list) else [page(w).raw_get("/Contents")]
    put(w, page(w), "/Contents", [stream(w, b"q 0 0 0 0 re W n"), *parts])


def remove_page(w: Writer) -> None:
    tree = _tree(w)
    put(w, tree, "/Kids", raws(tree["/Kids"])[:1])
    put(w, tree, "/Count", 1)


def lie_about_count(w: Writer) -> None:
    """Leave the kids, but let the count say one: viewers that trust it show one page."""
    put(w, _tree(w), "/Count", 1)


def swap_pages(w: Writer) -> None:
    tree = _tree(w)
    put(w, tree, "/Kids", raws(tree["/Kids"])[::-1])


def show_page_twice(w: Writer) -> None:
    tree = _tree(w)
    put(w, tree, "/Kids", [raws(tree["/Kids"])[0]] * 2)


def add_page(w: Writer) -> None:
    tree = _tree(w)
    entries: Entry = {
        "/Type": "/Page",
        "/Parent": w.root.raw_get("/Pages"),
        "/MediaBox": [0, 0, 595, 842],
        "/Contents": stream(w, LIE),
    }
    put(w, tree, "/Kids", [*raws(tree["/Kids"]), w.add_object(value(entries))])
    put(w, tree, "/Count", int(tree["/Count"]) + 1)


def replace_page_object(w: Writer) -> None:
    """Let the tree name a copy of the page with other content."""
    tree, copy = _tree(w), page(w)
    fresh = type(copy)(copy)
    fresh["/Contents"] = stream(w, LIE)
    put(w, tree, "/Kids", [w.add_object(fresh), *raws(tree["/Kids"])[1:]])


def inherit_crop_box(w: Writer) -> None:
    put(w, _tree(w), "/CropBox", [0, 500, 595, 842])


def inherit_other_resources(w: Writer) -> None:
    """Change what the node above hands on: the page object itself stays as it was."""
    last = page(w, 1)
    node = last["/Parent"] if "/Resources" not in last else last
    font: Entry = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/ZapfDingbats"}
    put(w, node, "/Resources", {"/Font": {"/F1": font}})


def _set(key: str, given: Entry) -> Edit:
    def edit(w: Writer) -> None:
        put(w, page(w), key, given)

    return edit


def change_shared_font(w: Writer) -> None:
    put(w, page(w)["/Resources"]["/Font"]["/F1"], "/BaseFont", "/ZapfDingbats")


def give_font_another_encoding(w: Writer) -> None:
    swapped: Entry = {"/Type": "/Encoding", "/Differences": [53, "/nine"]}
    put(w, page(w)["/Resources"]["/Font"]["/F1"], "/Encoding", swapped)


def give_font_another_text(w: Writer) -> None:
    """Leave the glyphs and change what is copied and searched: /ToUnicode."""
    table = stream(
        w, b"1 begincodespacerange <00> <ff> endcodespacerange 1 beginbfchar <35> <0039>"
    )
    put(w, page(w)["/Resources"]["/Font"]["/F1"], "/ToUnicode", table)


def give_font_a_program(w: Writer) -> None:
    descriptor: Entry = {"/Type": "/FontDescriptor", "/FontFile": stream(w, b"%!PS-AdobeFont")}
    put(w, page(w)["/Resources"]["/Font"]["/F1"], "/FontDescriptor", descriptor)


def swap_picture(w: Writer) -> None:
    held = page(w)["/Resources"]["/XObject"]["/Im0"]
    put(w, held, "/Decode", [1, 0])


def mask_picture(w: Writer) -> None:
    put(w, page(w)["/Resources"]["/XObject"]["/Im0"], "/Mask", [0, 255])


def replace_picture(w: Writer) -> None:
    named = page(w)["/Resources"]["/XObject"]
    entries: dict[str, Entry] = {"/Subtype": "/Form", "/BBox": [0, 0, 1, 1]}
    put(w, named, "/Im0", stream(w, b"1 g 0 0 1 1 re f", entries))


def make_graphics_state_transparent(w: Writer) -> None:
    put(w, page(w)["/Resources"]["/ExtGState"]["/G0"], "/ca", 0)


def drop_resources(w: Writer) -> None:
    put(w, page(w), "/Resources", {})


PAGES: Final = MappingProxyType(
    {
        edit.__name__: edit
        for edit in (
            *(replace_content, overwrite_content_stream, append_white, reorder_content),
            *(remove_page, lie_about_count, swap_pages, show_page_twice, add_page),
            *(replace_page_object, inherit_crop_box, inherit_other_resources),
            *(change_shared_font, give_font_another_encoding, give_font_another_text),
            *(give_font_a_program, swap_picture, mask_picture, replace_picture),
            *(make_graphics_state_transparent, drop_resources),
        )
    }
    | {
        "media_box": _set("/MediaBox", [0, 500, 595, 842]),
        "crop_box": _set("/CropBox", [0, 500, 595, 842]),
        "turned": _set("/Rotate", 180),
        "user_unit": _set("/UserUnit", 3),
        "page_group": _set("/Group", {"/S": "/Transparency", "/K": True}),
        "page_action": _set("/AA", {"/O": {"/S": "/JavaScript", "/JS": "app.alert(1)"}}),
        "page_thumbnail": _set("/Thumb", {}),
        "page_unknown_key": _set("/Evil", "x"),
        "page_template": _set("/Type", "/Template"),
        "presentation": _set("/Dur", 1),
    }
)
