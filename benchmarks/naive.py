"""The loop that everybody writes first: draw each page, pytesseract, pypdf.

python -m benchmarks.naive STACK.pdf OUT.pdf
"""

import io
import sys

import pypdfium2
import pytesseract
from pypdf import PdfReader, PdfWriter

_DPI = 300

writer = PdfWriter()
with pypdfium2.PdfDocument(sys.argv[1]) as stack:
    for page in stack:
        picture = page.render(scale=_DPI / 72).to_pil()
        pdf = pytesseract.image_to_pdf_or_hocr(picture, lang="vie", extension="pdf")
        writer.append(PdfReader(io.BytesIO(pdf)))
writer.write(sys.argv[2])
