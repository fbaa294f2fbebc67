"""Small PDFs to be signed, made in the test."""

from io import BytesIO

import pikepdf


def blank_pdf(*, pages: int = 1, rotation: int = 0, streams: bool = False) -> bytes:
    """Return A4 pages with nothing on them; `streams`: objects and xref as streams (PDF 1.5)."""
    document = pikepdf.new()
    for _ in range(pages):
        document.add_blank_page(page_size=(595, 842))
        document.pages[-1].Rotate = rotation
    mode = pikepdf.ObjectStreamMode
    return saved(document, mode.generate if streams else mode.disable)


def saved(
    document: pikepdf.Pdf,
    streams: pikepdf.ObjectStreamMode = pikepdf.ObjectStreamMode.disable,
    encryption: pikepdf.Encryption | bool = False,
) -> bytes:
    """Return a document's bytes."""
    out = BytesIO()
    document.save(out, object_stream_mode=streams, encryption=encryption)
    return out.getvalue()
