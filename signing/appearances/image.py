"""Puts a PNG with transparency into a PDF: a handwritten signature, a seal."""

from dataclasses import dataclass
from pathlib import Path

from PIL import Image, UnidentifiedImageError
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.writer import BasePdfFileWriter

from signing.appearances.pdf_values import name, number, stream
from signing.errors import SigningError

_MAX_SIDE = 4000
_MAX_BYTES = 8 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbeddedImage:
    """An image XObject and its size in pixels."""

    reference: generic.IndirectObject
    width: int
    height: int

    def fit(self, width: float, height: float) -> tuple[float, float]:
        """Return the largest size with the image's proportions inside width x height."""
        scale = min(width / self.width, height / self.height)
        return self.width * scale, self.height * scale


def embed_image(writer: BasePdfFileWriter, path: Path) -> EmbeddedImage:
    """Add an image, its transparency as a soft mask; `SigningError` (bad_image) if it cannot be."""
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise SigningError(f"{path.name} is larger than 8 MiB", code="bad_image")
        with Image.open(path, formats=("PNG",)) as opened:
            if max(opened.size) > _MAX_SIDE:
                raise SigningError(f"{path.name} is larger than 4000 pixels", code="bad_image")
            image = opened.convert("RGBA")
    except (OSError, UnidentifiedImageError, ValueError, SyntaxError) as error:
        raise SigningError(f"{path.name} is not a PNG image", code="bad_image") from error
    mask = writer.add_object(_plane(image.getchannel("A"), "DeviceGray", {}))
    colours = writer.add_object(_plane(image.convert("RGB"), "DeviceRGB", {"SMask": mask}))
    return EmbeddedImage(reference=colours, width=image.width, height=image.height)


def _plane(
    image: Image.Image, space: str, extra: dict[str, generic.PdfObject]
) -> generic.StreamObject:
    return stream(
        image.tobytes(),
        {
            "Type": name("XObject"),
            "Subtype": name("Image"),
            "Width": number(image.width),
            "Height": number(image.height),
            "ColorSpace": name(space),
            "BitsPerComponent": number(8),
            **extra,
        },
    )
