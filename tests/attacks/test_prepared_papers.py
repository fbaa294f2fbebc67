"""Papers prepared before they were signed, so that a permitted change says another thing later.

What serves twice, as a field and as a page's resource, say; what viewers make up from settings that
may grow; looks that lie ready under a tick. Shadow attacks: Mainka et al., NDSS 2021.
"""

import io
from collections.abc import Callable
from types import MappingProxyType
from typing import Final

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Object, Pdf, String
from pyhanko.sign.fields import MDPPerm

from signing.verdict import Conclusion
from tests.attacks.updates import (
    Edit,
    Entry,
    Writer,
    annotation,
    field,
    form,
    lay,
    page,
    put,
    stream,
    updated,
    value,
)
from tests.support.pki import Pki
from tests.support.rich_pdfs import rich_pdf
from tests.support.signed_pdfs import certified_by, codes, judged

Prepare = Callable[[Pdf], None]

_TRUE: Final = b"BT /F1 18 Tf 72 300 Td (500 trieu) Tj ET"
_LIE: Final = _TRUE + b" BT /F1 18 Tf 62 300 Td (1) Tj ET"
_COVER: Final = b"1 g 0 0 228 30 re f 0 g BT /F1 18 Tf 2 5 Td (900 trieu) Tj ET"
_OVER_TEXT: Final = (72, 690, 300, 720)


def _form(pdf: Pdf, ink: bytes, *box: int) -> Object:
    return pdf.make_indirect(
        pdf.make_stream(
            ink,
            Type=Name.XObject,
            Subtype=Name.Form,
            BBox=Array(box or (0, 0, 595, 842)),
            Resources=pdf.pages[0].obj.Resources,
        )
    )


def _text_field(pdf: Pdf, *box: int, **more: object) -> Object:
    """Add a text field named `t` to the first page."""
    made = pdf.make_indirect(
        Dictionary(
            Type=Name.Annot,
            Subtype=Name.Widget,
            FT=Name.Tx,
            T=String("t"),
            Rect=Array(box or (400, 150, 500, 170)),
            F=4,
            P=pdf.pages[0].obj,
            **more,
        )
    )
    pdf.pages[0].obj.Annots.append(made)
    pdf.Root.AcroForm.Fields.append(made)
    return made


def _show(pdf: Pdf, resources: Object, name: bytes) -> None:
    """Let the first page draw what the dictionary holds under the name."""
    page = pdf.pages[0].obj
    fonts = page.Resources.Font
    page.Resources = Dictionary(
        **{key[1:]: one for key, one in page.Resources.items() if key != "/XObject"}
    )
    page.Resources.Font = fonts
    page.Resources.XObject = resources
    page.Contents = pdf.make_stream(b"BT /F1 18 Tf 72 700 Td (Muc) Tj ET " + name + b" Do")


def value_as_resource(pdf: Pdf) -> None:
    _show(pdf, _text_field(pdf, V=_form(pdf, _TRUE)), b"/V")


def other_value(w: Writer) -> None:
    put(w, field(w, "t"), "/V", form(w, _LIE))


def look_as_resource(pdf: Pdf) -> None:
    looks = pdf.make_indirect(Dictionary(N=_form(pdf, _TRUE)))
    _text_field(pdf, V=String("x"), AP=looks)
    _show(pdf, looks, b"/N")


def other_look(w: Writer) -> None:
    put(w, field(w, "t"), "/V", "y")
    put(w, field(w, "t")["/AP"], "/N", form(w, _LIE))


def note_as_resource(pdf: Pdf) -> None:
    note = Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=Array([500, 500, 520, 520]))
    note.Im1 = _form(pdf, _TRUE)
    note = pdf.make_indirect(note)
    pdf.pages[0].obj.Annots.append(note)
    _show(pdf, note, b"/Im1")


def other_note(w: Writer) -> None:
    put(w, page(w)["/Annots"][-2], "/Im1", form(w, _LIE))


def page_as_resource(pdf: Pdf) -> None:
    pdf.pages[0].obj.PieceInfo = _form(pdf, _TRUE)
    _show(pdf, pdf.pages[0].obj, b"/PieceInfo")


def other_private_data(w: Writer) -> None:
    put(w, page(w), "/PieceInfo", form(w, _LIE))


def without_a_look(pdf: Pdf) -> None:
    pdf.Root.AcroForm.DA = String("/Helv 12 Tf 0 g")
    _text_field(pdf, V=String("500 trieu"))


def white_letters(w: Writer) -> None:
    put(w, w.root["/AcroForm"], "/DA", "/Helv 12 Tf 1 g")


def without_a_font(pdf: Pdf) -> None:
    _text_field(pdf, V=String("500 trieu"), DA=String("/La 12 Tf 0 g"))


def other_letters(w: Writer) -> None:
    face: Entry = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/ZapfDingbats"}
    put(w, w.root["/AcroForm"]["/DR"]["/Font"], "/La", w.add_object(value(face)))


def look_that_belies_its_value(pdf: Pdf) -> None:
    look = _form(pdf, b"BT /F1 12 Tf 2 5 Td (500 trieu) Tj ET", 0, 0, 100, 20)
    _text_field(pdf, V=String("900 trieu"), DA=String("/Helv 12 Tf 0 g"), AP=Dictionary(N=look))


def draw_anew(w: Writer) -> None:
    put(w, w.root["/AcroForm"], "/NeedAppearances", given=True)


def field_over_text(pdf: Pdf) -> None:
    _text_field(pdf, *_OVER_TEXT, V=String(""), DA=String("/Helv 12 Tf 0 g"))


def fill_and_cover(w: Writer) -> None:
    put(w, field(w, "t"), "/V", "900 trieu")
    put(w, field(w, "t"), "/AP", {"/N": form(w, _COVER, 228, 30)})


def page_under_a_tick(pdf: Pdf) -> None:
    looks = Dictionary(Off=_form(pdf, _TRUE), Co=_form(pdf, _LIE))
    made = _text_field(pdf, 0, 0, 595, 842, V=Name.Off, AP=Dictionary(N=looks))
    made.FT, made.AS = Name.Btn, Name.Off


def tick(w: Writer) -> None:
    put(w, field(w, "t"), "/V", "/Co")
    put(w, field(w, "t"), "/AS", "/Co")


def hidden_words(pdf: Pdf) -> None:
    _text_field(pdf, AP=Dictionary(N=_form(pdf, _TRUE, 0, 290, 595, 330))).F = 2


def unhide(w: Writer) -> None:
    put(w, field(w, "t"), "/F", 4)


def free_text(pdf: Pdf) -> None:
    note = Dictionary(Type=Name.Annot, Subtype=Name.FreeText, Rect=Array([300, 200, 400, 230]))
    note.AP = Dictionary(N=_form(pdf, b"BT /F1 18 Tf 22 5 Td (500) Tj ET", 0, 0, 100, 30))
    pdf.pages[0].obj.Annots.append(pdf.make_indirect(note))


def one_digit_more(w: Writer) -> None:
    ink = b"BT /F1 18 Tf 22 5 Td (500) Tj -10 0 Td (1) Tj ET"
    put(w, page(w)["/Annots"][-2], "/AP", {"/N": form(w, ink, 100, 30)})


def attached(pdf: Pdf) -> None:
    note = Dictionary(Type=Name.Annot, Subtype=Name.FileAttachment, Rect=Array([9, 9, 29, 29]))
    held = Dictionary(F=pdf.make_stream(b"500"))
    note.FS = Dictionary(Type=Name.Filespec, F=String("a"), EF=held)
    pdf.pages[0].obj.Annots.append(pdf.make_indirect(note))


def other_attachment(w: Writer) -> None:
    carried: Entry = {"/Type": "/Filespec", "/F": "a", "/EF": {"/F": stream(w, b"900")}}
    put(w, page(w)["/Annots"][-2], "/FS", carried)


def _note_that_speaks(kind: str) -> Edit:
    def edit(w: Writer) -> None:
        lay(w, 0, annotation(w, kind, [330, 350, 420, 375], b"BT /F1 9 Tf (gap doi) Tj ET"))

    return edit


def _line_that_only_some_draw(kind: str) -> Edit:
    def edit(w: Writer) -> None:
        ends: Entry = [60, 707, 400, 707]
        lay(w, 0, annotation(w, kind, [60, 690, 400, 725], None, L=ends, Vertices=ends, C=[0]))

    return edit


def place_that_viewers_paint(w: Writer) -> None:
    entries = annotation(w, "/Widget", list(_OVER_TEXT), FT="/Sig", T="sau", MK={"/BG": [1, 1, 1]})
    rows = w.root["/AcroForm"]["/Fields"]
    rows.append(lay(w, 0, entries))
    w.update_container(rows)


def _state_that_is_no_name(w: Writer) -> None:
    """Make some readers give up the whole page."""
    put(w, field(w, "dong_y")["/Kids"][0], "/AS", "Co")


def _nothing(_: Pdf) -> None:
    """Leave the paper as it is."""


_FILL, _NOTE = MDPPerm.FILL_FORMS, MDPPerm.ANNOTATE
_CASES: Final = MappingProxyType[str, tuple[MDPPerm | None, Prepare, Edit]](
    {
        "value as resource": (_FILL, value_as_resource, other_value),
        "look as resource": (_FILL, look_as_resource, other_look),
        "note as resource": (_NOTE, note_as_resource, other_note),
        "page as resource": (None, page_as_resource, other_private_data),
        "letters of the form": (None, without_a_look, white_letters),
        "font of the form": (None, without_a_font, other_letters),
        "look that belies its value": (_FILL, look_that_belies_its_value, draw_anew),
        "field over text": (_FILL, field_over_text, fill_and_cover),
        "page under a tick": (_FILL, page_under_a_tick, tick),
        "hidden words": (_NOTE, hidden_words, unhide),
        "one digit more": (_NOTE, free_text, one_digit_more),
        "attached file": (_NOTE, attached, other_attachment),
        "painted place": (None, _nothing, place_that_viewers_paint),
        "state without a name": (_FILL, _nothing, _state_that_is_no_name),
    }
    | {f"words in {kind}": (_NOTE, _nothing, _note_that_speaks(kind)) for kind in ("/Ink", "/Text")}
    | {
        f"{kind} for some": (_NOTE, _nothing, _line_that_only_some_draw(kind))
        for kind in ("/Line", "/PolyLine", "/Polygon")
    }
)


@pytest.mark.parametrize("case", _CASES.values(), ids=_CASES.keys())
def test_what_was_prepared_for_a_permitted_change_is_caught(
    pki: Pki, case: tuple[MDPPerm | None, Prepare, Edit]
) -> None:
    level, prepare, edit = case
    with pikepdf.open(io.BytesIO(rich_pdf())) as pdf:
        prepare(pdf)
        out = io.BytesIO()
        pdf.save(out, static_id=True)
    signed = certified_by(pki.leader, out.getvalue(), level)
    assert judged(pki, signed).conclusion is Conclusion.VALID
    said = judged(pki, updated(signed, edit))
    assert said.conclusion is Conclusion.INVALID, codes(said)


def listed_choice(pdf: Pdf) -> None:
    made = _text_field(pdf, V=String("A"), Opt=Array([String("A"), String("B")]))
    made.FT = Name.Ch


def chosen(w: Writer) -> None:
    put(w, field(w, "t"), "/V", "B")
    put(w, field(w, "t"), "/TI", 1)


def test_a_choice_may_be_scrolled_to_where_it_is_seen(pki: Pki) -> None:
    with pikepdf.open(io.BytesIO(rich_pdf())) as pdf:
        listed_choice(pdf)
        out = io.BytesIO()
        pdf.save(out, static_id=True)
    signed = certified_by(pki.leader, out.getvalue(), _FILL)
    said = judged(pki, updated(signed, chosen))
    assert said.conclusion is Conclusion.VALID, codes(said)
