"""pyHanko's writer of one more update, whose new objects take only numbers that are free.

pyHanko believes the trailer's /Size. Some writers state less than they wrote (ISO 32000-1 table 15
wants one more than the highest number), and the new objects would then take the place of old ones:
the page tree becomes a signature.
"""

from typing import BinaryIO

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader


def extending(file: BinaryIO) -> IncrementalPdfFileWriter:
    """Return the writer for a file open from its beginning; raises what pyHanko raises."""
    reader = PdfFileReader(file, strict=False)
    writer = IncrementalPdfFileWriter(file, prev=reader, strict=False)
    used = (
        reference.idnum
        for revision in range(reader.xrefs.total_revisions)
        for reference in reader.xrefs.explicit_refs_in_revision(revision)
    )
    # No public way: it is given in the constructor, from the trailer alone.
    writer._lastobj_id = max(writer._lastobj_id, *used)  # noqa: SLF001
    return writer
