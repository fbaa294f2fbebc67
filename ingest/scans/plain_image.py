"""Says of a PDF's image whether the archive may take it over by its bytes and stay PDF/A-2.

ISO 19005-2, 6.2.4 (colours must be fixed by a profile or be grey or RGB, which our output intent
fixes) and 6.2.8 (images). Where the answer is no, the page is kept whole and the file claims
nothing; no picture is ever changed for the claim's sake.
"""

import struct
from collections.abc import Iterator
from typing import Final

from pikepdf import Array, Dictionary, Name, Object

_FILTERS: Final = frozenset(
    {"DCTDecode", "CCITTFaxDecode", "FlateDecode", "JPXDecode", "JBIG2Decode", "RunLengthDecode"}
    | {"ASCIIHexDecode", "ASCII85Decode"}
    | {"LZWDecode"}  # PDF/A has no place for it; as it is saved it becomes Flate, without loss
)
_COLOURS: Final = frozenset({"/DeviceGray", "/DeviceRGB", "/CalGray", "/CalRGB", "/Lab"})
_NOT_IN_ARCHIVES: Final = ("/Alternates", "/OPI", "/Metadata", "/PieceInfo", "/OC", "/StructParent")
_MOST_PROFILE_BYTES: Final = 4 * 1024**2  # packed; those of scanners have some hundred kB at most
_PROFILE_HEADER: Final = 128
_PROFILES: Final = {1: frozenset({b"GRAY"}), 3: frozenset({b"RGB ", b"Lab "})}
_CLASSES: Final = frozenset({b"scnr", b"mntr", b"prtr", b"spac"})  # 6.2.4.2
_NEWEST_PROFILE: Final = 4  # ICC.1, major version
_JP2_BOXES: Final = b"\0\0\0\x0cjP  \r\n\x87\n"  # ISO 15444-1, I.5.1
_JP2_COLOURS: Final = frozenset({16, 17, 18})  # sRGB, grey, sYCC
_ENUMERATED, _RESTRICTED = 1, 2  # JP2 colour methods, ISO 15444-1, I.5.3.3
_JP2_CHANNELS: Final = frozenset({1, 3})


def is_plain_image(image: Object) -> bool:
    """Say whether the image and its masks keep to PDF/A-2. Only profiles are unpacked."""
    if image.get("/Subtype") != Name.Image or "/OC" in image:
        return False
    filters = [str(one).removeprefix("/") for one in _listed(image.get("/Filter"))]
    if not _FILTERS.issuperset(filters):
        return False
    masks = (image.get("/SMask"), image.get("/Mask"))
    drawn = [mask for mask in masks if mask is not None and not isinstance(mask, Array)]
    if not all(map(is_plain_image, drawn)):
        return False
    if "JPXDecode" in filters and not (filters == ["JPXDecode"] and _plain_jp2(image)):
        return False
    if image.get("/ImageMask") or "/ColorSpace" not in image:  # a mask; JPX has its own colours
        return True
    return _plain_colours(image.ColorSpace)


def strip_entries(image: Object) -> None:
    """Remove from an image what PDF/A-2 forbids around it (6.2.8); its bytes stay."""
    for key in _NOT_IN_ARCHIVES:
        if key in image:
            del image[key]
    if image.get("/Interpolate"):
        image.Interpolate = False
    _name_only_filter(image)


def _name_only_filter(image: Object) -> None:
    """Write a list of one filter as that filter: qpdf packs Flate streams anew that have a list."""
    filters = image.get("/Filter")
    if not isinstance(filters, Array) or len(filters) != 1:
        return
    image.Filter = filters[0]
    parameters = image.get("/DecodeParms")
    if isinstance(parameters, Array):
        del image["/DecodeParms"]
        if len(parameters) and isinstance(parameters[0], Dictionary):
            image.DecodeParms = parameters[0]


def _plain_colours(space: Object) -> bool:
    family = space if isinstance(space, Name) else space[0]
    if family == Name.Indexed:
        return _plain_colours(space[1])
    if family == Name.ICCBased:
        return _plain_profile(space[1])
    return str(family) in _COLOURS


def _plain_profile(stream: Object) -> bool:
    if int(stream.get("/Length", 0)) > _MOST_PROFILE_BYTES:
        return False
    profile = stream.read_bytes()
    return (
        len(profile) > _PROFILE_HEADER
        and profile[36:40] == b"acsp"
        and profile[8] <= _NEWEST_PROFILE
        and profile[12:16] in _CLASSES
        and profile[16:20] in _PROFILES.get(int(stream.get("/N", 0)), ())
    )


def _plain_jp2(image: Object) -> bool:
    """Check a JPEG 2000 picture's header boxes (6.2.8.3)."""
    data = image.read_raw_bytes()
    if not data.startswith(_JP2_BOXES):
        return False
    header = next((body for kind, body in _boxes(data) if kind == b"jp2h"), b"")
    boxes = list(_boxes(header))
    size = next((body for kind, body in boxes if kind == b"ihdr"), b"").ljust(14, b"\0")
    colours = [body for kind, body in boxes if kind == b"colr"]
    channels, depth = struct.unpack_from(">HB", size, 8)
    known = len(colours) == 1 and _known_colours(colours[0])
    return known and channels in _JP2_CHANNELS and depth != 0xFF  # noqa: PLR2004 - depths differ


def _known_colours(box: bytes) -> bool:
    method = box[0] if box else 0
    if method == _ENUMERATED:
        return int.from_bytes(box[3:7], "big") in _JP2_COLOURS
    return method == _RESTRICTED


def _boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield (kind, content) of the boxes on one level (ISO 15444-1, I.4)."""
    at = 0
    while at + 8 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, at)
        start = at + 8
        if length == 1 and at + 16 <= len(data):
            length, start = int.from_bytes(data[at + 8 : at + 16], "big"), at + 16
        end = len(data) if length == 0 else at + length
        if end < start:
            return
        yield kind, data[start:end]
        at = end


def _listed(value: Object | None) -> Iterator[Object]:
    if isinstance(value, Array):
        yield from value
    elif value is not None:
        yield value
