"""Forgeries by what lies on pages: evil annotations (Mainka et al., IEEE S&P 2021) and others."""

from types import MappingProxyType
from typing import Final

from pyhanko.pdf_utils.generic import IndirectObject

from tests.attacks.updates import (
    WHITE,
    Edit,
    Entry,
    Writer,
    annotation,
    form,
    lay,
    page,
    put,
    raws,
    value,
)

_COVER: Final = [60, 400, 560, 740]
_DIGIT: Final = [228, 696, 240, 716]  # one digit of one line of text
_KINDS: Final = (
    *("/FreeText", "/Stamp", "/Redact", "/Square", "/Circle", "/Line", "/Polygon", "/PolyLine"),
    *("/Ink", "/Highlight", "/Underline", "/Squiggly", "/StrikeOut", "/Caret", "/Text", "/Popup"),
    *("/Link", "/FileAttachment", "/Sound", "/Movie", "/Screen", "/PrinterMark", "/TrapNet"),
    *("/Watermark", "/3D", "/RichMedia", "/Projection", "/Widget", "/Unheard"),
)


def _cover(kind: str) -> Edit:
    def edit(w: Writer) -> None:
        lay(w, 0, annotation(w, kind, _COVER, WHITE, Contents="x"))

    return edit


def _tiny(kind: str) -> Edit:
    """Hide one digit, no more."""

    def edit(w: Writer) -> None:
        lay(w, 0, annotation(w, kind, _DIGIT, WHITE))

    return edit


def a_square_without_appearance(w: Writer) -> None:
    """Let the viewer draw the white square itself."""
    lay(w, 0, annotation(w, "/Square", _COVER, None, IC=[1, 1, 1], C=[1, 1, 1]))


def a_white_line_without_appearance(w: Writer) -> None:
    ends: Entry = [60, 704, 400, 704]
    lay(w, 0, annotation(w, "/Line", [60, 690, 400, 720], None, L=ends, C=[1, 1, 1]))


def a_broad_frame(w: Writer) -> None:
    lay(w, 0, annotation(w, "/Link", _COVER, None, Border=[0, 0, 300]))


def a_popup_of_nothing(w: Writer) -> None:
    lay(w, 0, annotation(w, "/Popup", _COVER, None, Open=True, Contents="900 trieu"))


def _action(w: Writer, kind: str, what: Entry) -> None:
    lay(w, 0, annotation(w, kind, [10, 10, 30, 30], None, A=what))


def link_that_runs(w: Writer) -> None:
    _action(w, "/Link", {"/S": "/JavaScript", "/JS": "app.alert(1)"})


def link_that_launches(w: Writer) -> None:
    _action(w, "/Link", {"/S": "/Launch", "/F": "a.exe"})


def link_that_goes_on(w: Writer) -> None:
    onward: Entry = {"/S": "/JavaScript", "/JS": "app.alert(1)"}
    _action(w, "/Link", {"/S": "/URI", "/URI": "http://a.example", "/Next": onward})


def enlarge_note(w: Writer) -> None:
    note = page(w, 1)["/Annots"][0]
    put(w, note, "/AP", {"/N": form(w, WHITE, 500, 340)})
    put(w, note, "/Rect", list(_COVER))


def make_note_a_stamp(w: Writer) -> None:
    note = page(w, 1)["/Annots"][0]
    put(w, note, "/Subtype", "/Stamp")


def give_note_an_action(w: Writer) -> None:
    note = page(w, 1)["/Annots"][0]
    put(w, note, "/AA", {"/E": {"/S": "/JavaScript", "/JS": "app.alert(1)"}})


def signature_widget_moved_up(w: Writer) -> None:
    """Draw a field's widget over others by its place in the list, twice."""
    on = page(w)
    row = raws(on["/Annots"])
    on["/Annots"] = value([*row, row[0], row[0]])


def stray_widget(w: Writer) -> None:
    """Put a widget on the page that the form does not list."""
    lay(w, 0, annotation(w, "/Widget", _DIGIT, WHITE, FT="/Tx", T="la", V="900"))


def stray_kid(w: Writer) -> None:
    """Put a widget on the page that calls a listed field its parent, which does not know it."""
    parent: IndirectObject = w.root["/AcroForm"]["/Fields"].raw_get(0)
    lay(w, 0, annotation(w, "/Widget", _COVER, WHITE, Parent=parent))


def annotations_of_another_page(w: Writer) -> None:
    first = page(w)
    put(w, first, "/Annots", [*raws(first["/Annots"]), *raws(page(w, 1)["/Annots"])])


NOTES: Final = MappingProxyType(
    {
        edit.__name__: edit
        for edit in (
            *(a_square_without_appearance, a_white_line_without_appearance, a_broad_frame),
            *(a_popup_of_nothing, link_that_runs, link_that_launches, link_that_goes_on),
            *(enlarge_note, make_note_a_stamp, give_note_an_action),
            *(stray_widget, stray_kid),
        )
    }
    | {f"cover{kind}": _cover(kind) for kind in _KINDS}
    | {f"tiny{kind}": _tiny(kind) for kind in ("/Square", "/Highlight", "/Ink")}
)
