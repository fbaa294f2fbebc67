"""One small PDF of every kind that offices meet, as bytes: how it is written, not what it shows."""

from collections.abc import Callable, Mapping
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name

from tests.support.blank_pdfs import blank_pdf, saved


def _document(pages: int = 1) -> pikepdf.Pdf:
    document = pikepdf.new()
    for _ in range(pages):
        document.add_blank_page(page_size=(595, 842))
    return document


def linearized() -> bytes:
    out = BytesIO()
    _document(3).save(out, linearize=True)
    return out.getvalue()


def turned_and_shifted() -> bytes:
    document = _document()
    page = document.pages[0]
    page.MediaBox, page.CropBox = Array([-20, 30, 575, 872]), Array([10, 40, 560, 850])
    page.Rotate = 270
    return saved(document)


def indirect_annotations() -> bytes:
    document = _document()
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]))
    row = document.make_indirect(Array([document.make_indirect(link)]))
    document.pages[0].Annots = row
    return saved(document)


def inherited_from_the_tree() -> bytes:
    pages = b"<</Type/Pages/Kids[3 0 R]/Count 1/Rotate 90/MediaBox[0 0 400 600]/Resources<<>>>>"
    return _classic(
        {1: b"<</Type/Catalog/Pages 2 0 R>>", 2: pages, 3: b"<</Type/Page /Parent 2 0 R>>"}
    )


def _classic(objects: Mapping[int, bytes]) -> bytes:
    """Return a file with these objects, numbered from 1 without gaps, and a table."""
    body = bytearray(b"%PDF-1.4\n")
    table = b"0000000000 65535 f\r\n"
    for number, written in objects.items():
        table += b"%010d 00000 n\r\n" % len(body)
        body += b"%d 0 obj\n%b\nendobj\n" % (number, written)
    size = len(objects) + 1
    end = b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, len(body))
    return bytes(body) + b"xref\n0 %d\n" % size + table + end


def form_in_the_catalog() -> bytes:
    return _form(direct=True)


def form_with_its_fields_apart() -> bytes:
    return _form(direct=False)


def _form(*, direct: bool) -> bytes:
    """Fields inherit /FT from their parent, and one has escapes in its name."""
    document = _document()
    parent = document.make_indirect(Dictionary(FT=Name.Tx, T="mục (a) \\ b"))
    kid = Dictionary(T="con", Parent=parent, Subtype=Name.Widget, Rect=Array([9, 9, 99, 30]))
    parent.Kids = Array([document.make_indirect(kid)])
    fields = Array([parent])
    form = Dictionary(Fields=fields if direct else document.make_indirect(fields), SigFlags=1)
    document.Root.AcroForm = form if direct else document.make_indirect(form)
    return saved(document)


def hybrid(named: bytes = b"/PieceInfo 6 0 R", row: bytes = b"6 0 <<>>") -> bytes:
    """An old table for old readers; a stream tells of what they cannot read (7.5.8.4)."""
    body, places = bytearray(b"%PDF-1.5\n"), {}
    for number, written in {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        3: b"<</Type/Page%%c\n/Parent 2 0 R/MediaBox[0 0 595 842]%b>>" % named,
        5: b"<</Type/ObjStm/N 1/First 4/Length %d>>\nstream\n%b\nendstream" % (len(row), row),
    }.items():
        places[number] = len(body)
        body += b"%d 0 obj\n%b\nendobj\n" % (number, written)
    places[7] = len(body)
    hidden = b"\2\0\5\0"
    body += b"7 0 obj\n<</Type/XRef/Size 8/W[1 2 1]/Index[6 1]/Root 1 0 R/Length 4>>\nstream\n"
    body += hidden + b"\nendstream\nendobj\n"
    start = len(body)
    body += b"xref\n0 8\n" + b"".join(
        b"%010d 00000 n\r\n" % places[n] if n in places else b"0000000000 65535 f\r\n"
        for n in range(8)
    )
    body += b"trailer\n<</Size 8/Root 1 0 R/XRefStm %d>>\nstartxref\n%d\n%%%%EOF" % (
        places[7],
        start,
    )
    return bytes(body)


PLAIN: Mapping[str, Callable[[], bytes]] = {
    "classic": blank_pdf,
    "streams": lambda: blank_pdf(pages=40, streams=True),
    "linearized": linearized,
    "turned and shifted": turned_and_shifted,
    "indirect annotations": indirect_annotations,
    "inherited from the tree": inherited_from_the_tree,
    "form in the catalog": form_in_the_catalog,
    "form with its fields apart": form_with_its_fields_apart,
    "hybrid": hybrid,
}
