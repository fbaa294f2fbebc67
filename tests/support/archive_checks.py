"""What must be true of a PDF/A-2u file (ISO 19005-2), looked at with pikepdf alone."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pikepdf

ALLOWED_FILTERS = {
    "/FlateDecode", "/DCTDecode", "/CCITTFaxDecode", "/JPXDecode", "/JBIG2Decode",
    "/RunLengthDecode", "/ASCIIHexDecode", "/ASCII85Decode",
}  # fmt: skip
FORBIDDEN_KEYS = {
    "/JavaScript", "/JS", "/AA", "/OpenAction", "/EmbeddedFiles", "/AcroForm", "/XFA",
    "/OCProperties", "/Alternates", "/OPI", "/PS", "/Ref", "/LZWDecode",
}  # fmt: skip
XMP = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "pdfaSchema": "http://www.aiim.org/pdfa/ns/schema#",
    "pdfaProperty": "http://www.aiim.org/pdfa/ns/property#",
}
KNOWN_SCHEMAS = tuple(
    f"{{{space}"
    for space in (XMP["dc"], XMP["xmp"], "http://ns.adobe.com/pdf/1.3/", "http://www.aiim.org/")
)


def claims_pdfa(path: Path) -> tuple[str, str] | None:
    """Part and level that the metadata claims."""
    with pikepdf.open(path) as pdf:
        found = ET.fromstring(pdf.Root.Metadata.read_bytes())  # noqa: S314 - we wrote it
    part = found.find(".//pdfaid:part", XMP)
    level = found.find(".//pdfaid:conformance", XMP)
    return None if part is None or level is None else (part.text or "", level.text or "")


def violations(path: Path) -> list[str]:
    """Every rule that the file breaks; an empty list is what we want."""
    head = path.read_bytes()[:20]
    wrong: list[str] = []
    if not re.match(rb"%PDF-1\.[0-7]\n%[\x80-\xff]{4}", head):
        wrong.append(f"6.1.2 header {head!r}")
    with pikepdf.open(path) as pdf:
        if pdf.is_encrypted or "/ID" not in pdf.trailer:
            wrong.append("6.1.3 trailer")
        wrong += [*_catalog(pdf), *_objects(pdf)]
        for number, page in enumerate(pdf.pages):
            wrong += [f"page {number}: {one}" for one in _page(page)]
    return wrong


def _catalog(pdf: pikepdf.Pdf) -> list[str]:
    wrong = [*_metadata(pdf)]
    metadata = pdf.Root.Metadata
    if "/Filter" in metadata:
        wrong.append("6.6.2.1 metadata is packed")
    if metadata.get("/Type") != pikepdf.Name.Metadata or metadata.Subtype != pikepdf.Name.XML:
        wrong.append("6.6.2.1 metadata type")
    (intent,) = pdf.Root.OutputIntents
    profile = intent.DestOutputProfile.read_bytes()
    if intent.S != pikepdf.Name.GTS_PDFA1 or int(intent.DestOutputProfile.N) != 3:
        wrong.append("6.2.3 output intent")
    if profile[36:40] != b"acsp" or profile[16:20] != b"RGB " or profile[8] > 4:
        wrong.append("6.2.3 profile")
    if int.from_bytes(profile[:4], "big") != len(profile):
        wrong.append("6.2.3 profile length")
    return wrong


def _metadata(pdf: pikepdf.Pdf) -> list[str]:
    """Info and packet say the same; properties of no known schema are explained (6.6.2.3)."""
    packet = ET.fromstring(pdf.Root.Metadata.read_bytes())  # noqa: S314 - we wrote it
    said = {one.tag: one.text or "" for one in packet.iter()}
    title = packet.findtext(".//dc:title/rdf:Alt/rdf:li", "", XMP)
    dates = re.sub(r"\D", "", said[f"{{{XMP['xmp']}}}CreateDate"])
    info = pdf.docinfo
    same = (
        str(info.Title) == title
        and str(info.Producer) == said["{http://ns.adobe.com/pdf/1.3/}Producer"]
        and str(info.Creator) == said[f"{{{XMP['xmp']}}}CreatorTool"]
        and re.sub(r"\D", "", str(info.CreationDate)) == dates
        and info.CreationDate == info.ModDate
    )
    wrong = [] if same else ["6.6.3 Info and XMP differ"]
    explained = {one.text for one in packet.iterfind(".//pdfaProperty:name", XMP)}
    space = packet.findtext(".//pdfaSchema:namespaceURI", "", XMP)
    own = {
        one.tag.partition("}")[2]
        for description in packet.iterfind(".//rdf:Description", XMP)
        for one in description
        if not one.tag.startswith(KNOWN_SCHEMAS)
    }
    if own != explained or not all(f"{{{space}}}{name}" in said for name in own):
        wrong.append(f"6.6.2.3 {sorted(own)} against {sorted(map(str, explained))}")
    return wrong


def _objects(pdf: pikepdf.Pdf) -> list[str]:
    wrong = []
    for thing in pdf.objects:
        if isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)):
            wrong += [f"forbidden {key}" for key in thing.keys() if key in FORBIDDEN_KEYS]  # noqa: SIM118
        if isinstance(thing, pikepdf.Stream):
            filters: Any = thing.get("/Filter", [])
            names = [filters] if isinstance(filters, pikepdf.Name) else list(filters)
            wrong += [f"6.1.7.2 {one}" for one in map(str, names) if one not in ALLOWED_FILTERS]
            if thing.get("/Subtype") == pikepdf.Name.Image:
                wrong += _image(thing)
        if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == pikepdf.Name.Font:
            wrong += _font(thing)
    return wrong


def _image(image: pikepdf.Object) -> list[str]:
    wrong = []
    if image.get("/Interpolate"):
        wrong.append("6.2.8 interpolation")
    if str(image.get("/ColorSpace", "")) == "/DeviceCMYK":
        wrong.append("6.2.4.3 CMYK without its profile")
    return wrong


def _font(font: pikepdf.Object) -> list[str]:
    if font.Subtype == pikepdf.Name.Type0:
        return [] if "/ToUnicode" in font else ["6.2.11.7 no way to Unicode"]
    wrong = []
    if "/FontFile2" not in font.FontDescriptor:
        wrong.append("6.2.11.4 font not embedded")
    if font.Subtype == pikepdf.Name.CIDFontType2 and "/CIDToGIDMap" not in font:
        wrong.append("6.2.11.3.2 no CIDToGIDMap")
    return wrong


def _page(page: pikepdf.Page) -> list[str]:
    wrong = []
    sides = [float(side) for side in page.mediabox]
    if not all(3 <= abs(b - a) <= 14400 for a, b in zip(sides[:2], sides[2:], strict=True)):
        wrong.append("6.1.13 page size")
    operators = [
        (list(one.operands), str(one.operator)) for one in pikepdf.parse_content_stream(page)
    ]
    depth = 0
    for operands, operator in operators:
        depth += {"q": 1, "Q": -1}.get(operator, 0)
        if operator == "Tr" and int(operands[0]) != 3:
            wrong.append("our text is never seen")
        if operator == "Tf" and str(operands[0]) not in page.resources.Font:
            wrong.append("6.2.2 unknown font")
    if depth:
        wrong.append("unbalanced graphics state")
    return [*wrong, *_unmapped(page, operators)]


def _unmapped(page: pikepdf.Page, operators: list[tuple[list[pikepdf.Object], str]]) -> list[str]:
    fonts: Any = page.resources.get("/Font", {})
    known: set[bytes] = set()
    for font in fonts.values():
        cmap = font.ToUnicode.read_bytes().decode("ascii")
        for first, last, text in _mapped(cmap):
            codes = range(first, last + 1)
            values = range(text, text + len(codes))
            if any(forbidden in values for forbidden in (0, 0xFEFF, 0xFFFE)):
                return ["6.2.11.7.2 forbidden Unicode value"]
            if first >> 8 != last >> 8:
                return ["ISO 32000-1 9.10.3 a range crosses rows"]
            known |= {code.to_bytes(2, "big") for code in codes}
    shown = [bytes(operands[0]) for operands, operator in operators if operator == "Tj"]
    used = {text[at : at + 2] for text in shown for at in range(0, len(text), 2)}
    return [] if used <= known else ["6.2.11.7.2 a code without Unicode"]


def _mapped(cmap: str) -> Iterator[tuple[int, int, int]]:
    """First and last code of each entry, and what the first one stands for."""
    for first, last, text in re.findall(r"^<(\w{4})> <(\w{4})> <(\w+)>$", cmap, re.MULTILINE):
        yield int(first, 16), int(last, 16), int(text, 16)
    for code, text in re.findall(r"^<(\w{4})> <(\w+)>$", cmap, re.MULTILINE):
        yield int(code, 16), int(code, 16), int(text, 16)
