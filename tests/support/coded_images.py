"""Images in the codings that PDF files carry, and PDF files of one page that place them."""

import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO

import pikepdf
from PIL import Image, ImageCms, ImageDraw, ImageOps, TiffImagePlugin

SIZE = (320, 440)


@dataclass(frozen=True, slots=True, kw_only=True)
class Coded:
    """An image's bytes with the entries that say how to decode them."""

    data: bytes
    filters: tuple[str, ...]
    colours: object = pikepdf.Name.DeviceGray
    bits: int = 8
    parameters: Mapping[str, object] = field(default_factory=dict)
    extras: Mapping[str, object] = field(default_factory=dict)


def printed(mode: str = "L") -> Image.Image:
    """Return a page with lines of text down to its last quarter."""
    page = Image.new("L", SIZE, 250)
    pen = ImageDraw.Draw(page)
    for row in range(20, 400, 14):
        pen.text((16, row), "Can cu Luat To chuc chinh quyen dia phuong", fill=20)
    return page.convert(mode)


def saved(kind: str, mode: str = "L", **options: object) -> bytes:
    stream = BytesIO()
    printed(mode).save(stream, kind, **options)
    return stream.getvalue()


def group4(*, inverted: bool = False) -> bytes:
    """Return the page's bare Group 4 codes (ITU-T T.6), the print in runs of black.

    `inverted`: in runs of white, for readers that are told so.
    """
    stream = BytesIO()
    page = printed("1") if inverted else ImageOps.invert(printed()).convert("1")
    page.save(stream, "TIFF", compression="group4", strip_size=SIZE[0] * SIZE[1])
    data = stream.getvalue()
    with Image.open(BytesIO(data)) as frame:
        assert isinstance(frame, TiffImagePlugin.TiffImageFile)
        (start,), (length,) = frame.tag_v2[273], frame.tag_v2[279]
    return data[start : start + length]


def jbig2() -> bytes:
    """Return the page as one generic region coded by MMR (ITU-T T.88, 7.4.6; 7.4.8)."""
    page = struct.pack(">IIIIBH", *SIZE, 0, 0, 0, 0)
    region = struct.pack(">IIIIBB", *SIZE, 0, 0, 0, 1) + group4()
    return _segment(0, 48, page) + _segment(1, 38, region)


def _segment(number: int, kind: int, data: bytes) -> bytes:
    return struct.pack(">IBBBI", number, kind, 0, 1, len(data)) + data


def all_codings() -> dict[str, Coded]:
    """Return the same page in every coding that damage can hide in."""
    grey, rgb = printed().tobytes(), pikepdf.Name.DeviceRGB
    fax = {"K": -1, "Columns": SIZE[0], "Rows": SIZE[1]}
    return {
        "jpeg": Coded(data=saved("JPEG", quality=70), filters=("DCTDecode",)),
        "jpeg in colour": Coded(
            data=saved("JPEG", "RGB", quality=70), filters=("DCTDecode",), colours=rgb
        ),
        "jpeg for print": Coded(
            data=saved("JPEG", "CMYK", quality=70),
            filters=("DCTDecode",),
            colours=pikepdf.Name.DeviceCMYK,
            extras={"Decode": pikepdf.Array([1, 0] * 4)},  # Adobe's way: stored upside down
        ),
        "flate": Coded(data=zlib.compress(grey), filters=("FlateDecode",)),
        "bare": Coded(data=grey, filters=()),
        "fax": Coded(data=group4(), filters=("CCITTFaxDecode",), bits=1, parameters=fax),
        "fax, 1 is black": Coded(
            data=group4(inverted=True),
            filters=("CCITTFaxDecode",),
            bits=1,
            parameters={**fax, "BlackIs1": True},
        ),
        "jbig2": Coded(data=jbig2(), filters=("JBIG2Decode",), bits=1),
        "jpeg 2000": Coded(data=saved("JPEG2000"), filters=("JPXDecode",)),
    }


def pdf_with(*images: Coded, content: bytes | None = None, object_streams: bool = False) -> bytes:
    """Return a PDF whose page draws the first image (or what `content` draws)."""
    document = pikepdf.new()
    document.add_blank_page(page_size=SIZE)
    placed = {f"/Im{at}": _xobject(document, one) for at, one in enumerate(images)}
    page = document.pages[0]
    page.Resources = pikepdf.Dictionary({"/XObject": pikepdf.Dictionary(placed)})
    page.Contents = pikepdf.Stream(document, content or b"q %d 0 0 %d 0 0 cm /Im0 Do Q" % SIZE)
    return written(document, object_streams=object_streams)


def pdf_with_soft_mask(image: Coded, mask: Coded) -> bytes:
    """Return a PDF whose page draws an image that another one makes transparent."""
    with pikepdf.open(BytesIO(pdf_with(image, mask))) as document:
        images = document.pages[0].Resources.XObject
        images.Im0.SMask = images.Im1
        return written(document)


def pdf_with_profile(image: Coded) -> bytes:
    """Return a PDF whose image has its colours from a profile of its own."""
    with pikepdf.open(BytesIO(pdf_with(image))) as document:
        profile = document.make_stream(
            ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
        )
        profile.N = 1
        profile.Alternate = pikepdf.Name.DeviceGray
        colours = pikepdf.Array([pikepdf.Name.ICCBased, profile])
        document.pages[0].Resources.XObject.Im0.ColorSpace = colours
        return written(document)


def pdf_of_pages(*images: Coded) -> bytes:
    """Return a PDF with one page for each image."""
    document = pikepdf.new()
    for one in images:
        document.add_blank_page(page_size=SIZE)
        page = document.pages[-1]
        xobjects = pikepdf.Dictionary({"/Im0": _xobject(document, one)})
        page.Resources = pikepdf.Dictionary({"/XObject": xobjects})
        page.Contents = pikepdf.Stream(document, b"q %d 0 0 %d 0 0 cm /Im0 Do Q" % SIZE)
    return written(document)


def written(document: pikepdf.Pdf, *, object_streams: bool = False) -> bytes:
    """Return the file with its streams' bytes as they are."""
    out = BytesIO()
    document.save(
        out,
        compress_streams=False,
        stream_decode_level=pikepdf.StreamDecodeLevel.none,
        object_stream_mode=(
            pikepdf.ObjectStreamMode.generate
            if object_streams
            else pikepdf.ObjectStreamMode.disable
        ),
    )
    return out.getvalue()


def _xobject(document: pikepdf.Pdf, image: Coded) -> pikepdf.Object:
    stream = pikepdf.Stream(document, image.data)
    entries = {
        "/Type": pikepdf.Name.XObject,
        "/Subtype": pikepdf.Name.Image,
        "/Width": SIZE[0],
        "/Height": SIZE[1],
        "/ColorSpace": image.colours,
        "/BitsPerComponent": image.bits,
        "/Filter": pikepdf.Array([pikepdf.Name(f"/{name}") for name in image.filters]),
        "/DecodeParms": pikepdf.Array(
            [pikepdf.Dictionary({f"/{k}": v for k, v in image.parameters.items()})]
            * min(1, len(image.filters))
        ),
    }
    if image.colours is None:
        del entries["/ColorSpace"]
    for key, value in (entries | {f"/{k}": v for k, v in image.extras.items()}).items():
        stream[key] = value
    return document.make_indirect(stream)
