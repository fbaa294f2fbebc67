"""A paper that has one of everything that an attacker might touch: what the forgeries start from.

Object numbers are pikepdf's own; forgeries find what they change by name, never by number.
"""

import io
from typing import Final

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, String

_LINE: Final = (
    b"/P <</MCID %d>> BDC BT /F1 18 Tf 72 %d Td (Muc bo thuong: 500 trieu dong) Tj ET EMC\n"
)
_LAYER: Final = b"/OC /Lop BDC BT /F1 9 Tf 72 40 Td (Ban luu) Tj ET EMC\n"
_PICTURE: Final = b"q 60 0 0 60 450 720 cm /Im0 Do Q\n"


def rich_pdf(*, rotate: int = 0, streams: bool = False, shift: int = 0) -> bytes:
    """Return three tagged pages with a form, notes, layers, bookmarks, attachments and labels.

    `streams` packs objects into object streams; `shift` moves the corner of the pages.
    """
    pdf = pikepdf.new()
    font = pdf.make_indirect(
        Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    )
    layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("Lop")))
    for _ in range(3):
        _add_page(pdf, font, layer, rotate=rotate, shift=shift)
    _nest_pages(pdf)
    _add_form(pdf, font)
    _add_notes(pdf)
    _add_tags(pdf)
    _add_catalogue(pdf, layer)
    out = io.BytesIO()
    mode = pikepdf.ObjectStreamMode.generate if streams else pikepdf.ObjectStreamMode.disable
    pdf.save(out, object_stream_mode=mode, static_id=True, compress_streams=False)
    return out.getvalue()


def _add_page(pdf: Pdf, font: Object, layer: Object, *, rotate: int, shift: int) -> None:
    page = pdf.add_blank_page(page_size=(595, 842)).obj
    lines = b"".join(_LINE % (n, y) for n, y in enumerate(range(700, 420, -40)))
    page.MediaBox = Array([shift, shift, 595 + shift, 842 + shift])
    move = b"1 0 0 1 %d %d cm\n" % (shift, shift)
    page.Contents = Array([pdf.make_stream(move + lines), pdf.make_stream(_PICTURE + _LAYER)])
    picture = pdf.make_stream(
        bytes(range(0, 240, 15)),
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=4,
        Height=4,
        BitsPerComponent=8,
        ColorSpace=Name.DeviceGray,
    )
    page.Resources = Dictionary(
        Font=Dictionary(F1=font),
        XObject=Dictionary(Im0=picture),
        Properties=Dictionary(Lop=layer),
        ExtGState=Dictionary(G0=pdf.make_indirect(Dictionary(ca=1))),
    )
    page.StructParents = len(pdf.pages) - 1
    if rotate:
        page.Rotate = rotate


def _nest_pages(pdf: Pdf) -> None:
    """Put the last two pages under a node of their own, which hands on their resources."""
    root = pdf.Root.Pages
    kids = list(root.Kids)
    node = pdf.make_indirect(
        Dictionary(Type=Name.Pages, Kids=Array(kids[1:]), Count=2, Parent=root)
    )
    node.Resources = kids[1].Resources
    for page in kids[1:]:
        page.Parent = node
        del page.Resources
    root.Kids = Array([kids[0], node])


def _add_form(pdf: Pdf, font: Object) -> None:
    first, shift = pdf.pages[0].obj, int(pdf.pages[0].obj.MediaBox[0])

    def box(*numbers: int) -> Array:
        return Array([n + shift for n in numbers])

    look = pdf.make_stream(
        b"/Tx BMC BT /Helv 10 Tf 2 5 Td (Khong) Tj ET EMC",
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=Array([0, 0, 228, 20]),
        Resources=Dictionary(Font=Dictionary(Helv=font)),
    )
    note = pdf.make_indirect(
        Dictionary(
            Type=Name.Annot,
            Subtype=Name.Widget,
            FT=Name.Tx,
            T=String("ghi_chu"),
            V=String("Khong"),
            DA=String("/Helv 10 Tf 0 g"),
            Rect=box(72, 100, 300, 120),
            AP=Dictionary(N=look),
            P=first,
            F=4,
        )
    )
    choice = pdf.make_indirect(
        Dictionary(FT=Name.Btn, T=String("dong_y"), Ff=49152, V=Name.Off, Kids=Array([]))
    )
    for n in range(2):
        states = Dictionary(
            {
                state: pdf.make_stream(
                    ink, Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 12, 12])
                )
                for state, ink in (("/Co", b"0 0 12 12 re f"), ("/Off", b"0 0 12 12 re S"))
            }
        )
        choice.Kids.append(
            pdf.make_indirect(
                Dictionary(
                    Type=Name.Annot,
                    Subtype=Name.Widget,
                    Parent=choice,
                    P=first,
                    F=4,
                    Rect=box(320 + 40 * n, 100, 332 + 40 * n, 112),
                    AS=Name.Off,
                    AP=Dictionary(N=states),
                )
            )
        )
    empty = pdf.make_indirect(
        Dictionary(
            Type=Name.Annot,
            Subtype=Name.Widget,
            FT=Name.Sig,
            T=String("ky_sau"),
            Rect=box(400, 20, 560, 80),
            P=first,
            F=4,
        )
    )
    first.Annots = Array([note, *choice.Kids, empty])
    pdf.Root.AcroForm = pdf.make_indirect(
        Dictionary(
            Fields=pdf.make_indirect(Array([note, choice, empty])),
            DR=Dictionary(Font=Dictionary(Helv=font)),
            DA=String("/Helv 0 Tf 0 g"),
        )
    )


def _add_notes(pdf: Pdf) -> None:
    shift = int(pdf.pages[0].obj.MediaBox[0])
    mark = pdf.make_stream(
        b"1 1 0 rg 0 0 100 20 re f",
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=Array([0, 0, 100, 20]),
    )
    for kind, left in ((Name.Square, 100), (Name.Text, 300)):
        note = pdf.make_indirect(
            Dictionary(
                Type=Name.Annot,
                Subtype=kind,
                Rect=Array([n + shift for n in (left, 300, left + 100, 320)]),
                Contents=String("xem lai"),
                F=4,
                AP=Dictionary(N=mark),
            )
        )
        pdf.pages[1].obj.Annots = Array([*(pdf.pages[1].obj.get("/Annots") or ()), note])


def _add_tags(pdf: Pdf) -> None:
    tree = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    body = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document, P=tree))
    body.K, rows = Array([]), Array([])
    for number, page in enumerate(pdf.pages):
        row = Array([])
        for mark in range(7):
            part = pdf.make_indirect(
                Dictionary(Type=Name.StructElem, S=Name.P, P=body, Pg=page.obj, K=mark)
            )
            body.K.append(part)
            row.append(part)
        rows.extend([number, pdf.make_indirect(row)])
    tree.K, tree.ParentTree, tree.ParentTreeNextKey = body, Dictionary(Nums=rows), 3
    tree.RoleMap = Dictionary(Doan=Name.P)
    pdf.Root.StructTreeRoot, pdf.Root.MarkInfo = tree, Dictionary(Marked=True)


def _add_catalogue(pdf: Pdf, layer: Object) -> None:
    root = pdf.Root
    root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(ON=Array([layer])))
    root.PageLabels = Dictionary(Nums=Array([0, Dictionary(S=Name.D)]))
    root.Lang, root.PageMode = String("vi"), Name.UseNone
    root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    spot = Array([pdf.pages[1].obj, Name.Fit])
    root.Dests = pdf.make_indirect(Dictionary(muc=spot))
    attached = pdf.make_indirect(
        Dictionary(
            Type=Name.Filespec,
            F=String("a.txt"),
            EF=Dictionary(F=pdf.make_stream(b"500 trieu", Type=Name.EmbeddedFile)),
        )
    )
    root.Names = Dictionary(
        EmbeddedFiles=Dictionary(Names=Array([String("a.txt"), attached])),
        Dests=Dictionary(Names=Array([String("muc1"), spot])),
    )
    root.OutputIntents = Array([Dictionary(S=Name.GTS_PDFA1, OutputConditionIdentifier="sRGB")])
    with pdf.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem("Muc 1", 0))
    with pdf.open_metadata() as about:
        about["dc:title"] = "Quyet dinh"
    pdf.docinfo["/Title"] = "Quyet dinh"
