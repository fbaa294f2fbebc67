"""The metadata packet of the archive file (XMP), which also claims its PDF/A level.

Written by hand: the packet is a few dozen lines and must be the same bytes for the same reading.
Properties of our own (the dossier's codes) are explained in the packet itself, by an extension
schema as ISO 19005-2 (6.6.2.3) asks.
"""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple
from xml.sax.saxutils import escape

from ingest.archiving.archive_file import ArchiveMetadata, Copy, PdfaLevel

OWN_NAMESPACE: Final = "urn:uuid:6d1f1c0e-5a0b-4d0c-9b57-3f2a8c1e7a40#"
# The file's own words, like its title: for whoever opens it, wherever that is.
ACCESS_SUBJECT: Final = "Bản để xem, không phải bản lưu trữ. Access copy, not the archive copy."
_STANDARD: Final = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
}
_IDENTIFICATION: Final = {"pdfaid": "http://www.aiim.org/pdfa/ns/id/"}
_EXTENSION: Final = {
    "pdfaExtension": "http://www.aiim.org/pdfa/ns/extension/",
    "pdfaSchema": "http://www.aiim.org/pdfa/ns/schema#",
    "pdfaProperty": "http://www.aiim.org/pdfa/ns/property#",
}


class _Property(NamedTuple):
    name: str
    kind: str
    explained: str
    value: str


def xmp_packet(
    meta: ArchiveMetadata, *, title: str, pages: int, claim: PdfaLevel | None, copy: Copy
) -> bytes:
    """Return the packet of a file of `pages` pages; None claims no level of PDF/A."""
    when = meta.created.isoformat(timespec="seconds")
    own = _own(meta, pages, copy)
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">\n'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n'
        f"{_claim(claim, own)}"
        + _description(
            _STANDARD,
            "<dc:format>application/pdf</dc:format>\n"
            f"<dc:title>{_alternative(title)}</dc:title>\n"
            f"<dc:language><rdf:Bag><rdf:li>{escape(meta.language)}</rdf:li></rdf:Bag>"
            "</dc:language>\n"
            f"{_subject(copy)}"
            f"<pdf:Producer>{escape(meta.software)}</pdf:Producer>"
            f"<xmp:CreatorTool>{escape(meta.software)}</xmp:CreatorTool>\n"
            f"<xmp:CreateDate>{when}</xmp:CreateDate><xmp:ModifyDate>{when}</xmp:ModifyDate>\n",
        )
        + _values(own)
        + '</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end="w"?>'
    ).encode()


def _own(meta: ArchiveMetadata, pages: int, copy: Copy) -> list[_Property]:
    digitised = "" if meta.digitised is None else meta.digitised.isoformat(timespec="seconds")
    kind = "" if copy is Copy.ARCHIVE else copy.value
    known = [
        one
        for one in (
            _Property("DossierCode", "Text", "Code of the dossier", meta.dossier),
            _Property("DocumentCode", "Text", "Code of the document", meta.document),
            _Property("DocumentType", "Text", "Code of the kind of paper", meta.type),
            _Property("Agency", "Text", "Agency that keeps the document", meta.agency),
            _Property("DigitisedAt", "Date", "When the paper was scanned", digitised),
            _Property("Copy", "Text", "access: a copy with losses", kind),
        )
        if one.value
    ]
    amount = _Property("PageAmount", "Integer", "Number of pages", str(pages))
    return [*known, amount] if known else []


def _claim(level: PdfaLevel | None, own: Sequence[_Property]) -> str:
    if level is None:
        return ""
    properties = "".join(
        '<rdf:li rdf:parseType="Resource">'
        f"<pdfaProperty:name>{one.name}</pdfaProperty:name>"
        f"<pdfaProperty:valueType>{one.kind}</pdfaProperty:valueType>"
        "<pdfaProperty:category>external</pdfaProperty:category>"
        f"<pdfaProperty:description>{one.explained}</pdfaProperty:description></rdf:li>\n"
        for one in own
    )
    part, conformance = level.value[0], level.value[1].upper()
    identified = _description(
        _IDENTIFICATION,
        f"<pdfaid:part>{part}</pdfaid:part>"
        f"<pdfaid:conformance>{conformance}</pdfaid:conformance>\n",
    )
    if not own:
        return identified
    return identified + _description(
        _EXTENSION,
        '<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">'
        "<pdfaSchema:schema>Digitised papers</pdfaSchema:schema>"
        f"<pdfaSchema:namespaceURI>{OWN_NAMESPACE}</pdfaSchema:namespaceURI>"
        "<pdfaSchema:prefix>sohoa</pdfaSchema:prefix>\n"
        f"<pdfaSchema:property><rdf:Seq>{properties}</rdf:Seq></pdfaSchema:property>"
        "</rdf:li></rdf:Bag></pdfaExtension:schemas>\n",
    )


def _values(own: Sequence[_Property]) -> str:
    values = "".join(f"<sohoa:{one.name}>{escape(one.value)}</sohoa:{one.name}>\n" for one in own)
    return _description({"sohoa": OWN_NAMESPACE}, values) if own else ""


def _description(namespaces: Mapping[str, str], properties: str) -> str:
    declared = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in namespaces.items())
    return f'<rdf:Description rdf:about="" {declared}>\n{properties}</rdf:Description>\n'


def _subject(copy: Copy) -> str:
    if copy is Copy.ARCHIVE:
        return ""
    return f"<dc:description>{_alternative(ACCESS_SUBJECT)}</dc:description>\n"


def _alternative(text: str) -> str:
    return f'<rdf:Alt><rdf:li xml:lang="x-default">{escape(text)}</rdf:li></rdf:Alt>'
