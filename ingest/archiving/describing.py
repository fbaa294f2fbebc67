"""Makes a PDF say what it is: metadata twice (XMP and Info, in step), language, output intent."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from pikepdf import Array, Dictionary, Name, Pdf, Stream, String

from ingest.archiving.archive_file import ArchiveMetadata, Copy, PdfaLevel
from ingest.archiving.icc import srgb_profile
from ingest.archiving.xmp import ACCESS_SUBJECT, xmp_packet

# What XML 1.0 (2.2) has no place for.
_CONTROLS: Final = dict.fromkeys(
    [*range(0x20), *range(0x7F, 0xA0), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF], " "
)


def describe(
    pdf: Pdf, meta: ArchiveMetadata, *, claim: PdfaLevel | None, copy: Copy = Copy.ARCHIVE
) -> None:
    """Put the metadata of the whole file into `pdf`, whose pages are there already."""
    meta = _printable(meta)
    title = meta.title or "-"
    packet = xmp_packet(meta, title=title, pages=len(pdf.pages), claim=claim, copy=copy)
    metadata = Stream(pdf, packet)
    metadata.Type, metadata.Subtype = Name.Metadata, Name.XML
    pdf.Root.Metadata = pdf.make_indirect(metadata)
    pdf.Root.Lang = String(meta.language)
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    pdf.Root.OutputIntents = Array([_output_intent(pdf)])
    when = String(pdf_time(meta.created))
    pdf.docinfo.Title = String(title)
    pdf.docinfo.Producer = pdf.docinfo.Creator = String(meta.software)
    if copy is Copy.ACCESS:
        pdf.docinfo.Subject = String(ACCESS_SUBJECT)
    pdf.docinfo.CreationDate = pdf.docinfo.ModDate = when


def pdf_time(when: datetime) -> str:
    """Return an aware time as ISO 32000-1 7.9.4 writes it."""
    zone = when.strftime("%z")
    return when.strftime("D:%Y%m%d%H%M%S") + f"{zone[:3]}'{zone[3:5]}'"


def _printable(meta: ArchiveMetadata) -> ArchiveMetadata:
    def clean(text: str) -> str:
        return text.translate(_CONTROLS).strip()

    return replace(
        meta,
        title=clean(meta.title),
        dossier=clean(meta.dossier),
        document=clean(meta.document),
        type=clean(meta.type),
        agency=clean(meta.agency),
        software=clean(meta.software),
    )


def _output_intent(pdf: Pdf) -> Dictionary:
    profile = Stream(pdf, srgb_profile())
    profile.N = 3
    return Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFA1,
        OutputConditionIdentifier=String("sRGB IEC61966-2.1"),
        Info=String("sRGB IEC61966-2.1"),
        DestOutputProfile=pdf.make_indirect(profile),
    )
