"""Puts a PNG with transparency into a PDF: a handwritten signature, a seal."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from signing.appearances.pdf_values import ObjectSink, Reference, Stream, name, stream
from signing.errors import SigningError

_MAX_SIDE = 4000
_MAX_BYTES = 8 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbeddedImage:
    """An image XObject and its size in pixels."""

    reference: Reference
    width: int
    height: int

    def fit(self, width: float, height: float) -> tuple[float, float]:
        """Return the largest size with the image's proportions inside width x height."""
        scale = min(width / self.width, height / self.height)
        return self.width * scale, self.height * scale


def embed_image(sink: ObjectSink, path: Path) -> EmbeddedImage:
    """Add an image, its transparency as a soft mask; `SigningError` (bad_image) if it cannot be."""
    planes = _checked(path)
    mask = sink.add(planes.mask)
    colours = Stream({**planes.colours.entries, "SMask": mask}, planes.colours.data)
    return EmbeddedImage(reference=sink.add(colours), width=planes.width, height=planes.height)


def check_image(path: Path) -> None:
    """Return where the file is an image that signatures can show; else `SigningError` (bad_image).

    For whoever registers one: better now than when somebody signs.
    """
    _checked(path)


@dataclass(frozen=True, slots=True)
class _Planes:
    """An image decoded and compressed again, as every document can take it."""

    colours: Stream
    mask: Stream
    width: int
    height: int


def _checked(path: Path) -> _Planes:
    try:
        found = path.stat()
        if found.st_size > _MAX_BYTES:
            raise SigningError(f"{path.name} is larger than 8 MiB", code="bad_image")
        return _planes(path, found.st_mtime_ns, found.st_size)
    except (OSError, UnidentifiedImageError, ValueError, SyntaxError) as error:
        raise SigningError(f"{path.name} is not a PNG image", code="bad_image") from error


@lru_cache(maxsize=16)  # the seals and signatures of one office
def _planes(path: Path, _changed_ns: int, _bytes: int) -> _Planes:
    with Image.open(path, formats=("PNG",)) as opened:
        if max(opened.size) > _MAX_SIDE:
            raise SigningError(f"{path.name} is larger than 4000 pixels", code="bad_image")
        image = opened.convert("RGBA")
    return _Planes(
        colours=_plane(image.convert("RGB"), "DeviceRGB"),
        mask=_plane(image.getchannel("A"), "DeviceGray"),
        width=image.width,
        height=image.height,
    )


def _plane(image: Image.Image, space: str) -> Stream:
    return stream(
        image.tobytes(),
        {
            "Type": name("XObject"),
            "Subtype": name("Image"),
            "Width": image.width,
            "Height": image.height,
            "ColorSpace": name(space),
            "BitsPerComponent": 8,
        },
    )
