"""Where the upright page's pixels lie on a PDF page, whichever way that page is turned.

A PDF page has its own coordinates (points, y upwards, before /Rotate); what was read has pixels of
the upright page (y downwards). The archive keeps the scanner's image as it was stored and turns
the page, so text has to be laid along the image, not along the paper's edge.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A rectangle on a PDF page, in points, x0 < x1 and y0 < y1."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def width(self) -> float:
        """Points from left to right, before the page is turned."""
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        """Points from bottom to top, before the page is turned."""
        return self.y1 - self.y0

    @property
    def area(self) -> float:
        """Square points."""
        return self.width * self.height


@dataclass(frozen=True, slots=True)
class Placement:
    """Maps (x, y) in upright pixels to (a*x + c*y + e, b*x + d*y + f) in points."""

    a: float
    b: float
    c: float
    d: float
    e: float
    f: float

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Return the place of an upright pixel on the PDF page."""
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def direction(self, dx: float, dy: float) -> tuple[float, float]:
        """Return a distance in upright pixels as a distance on the PDF page."""
        return self.a * dx + self.c * dy, self.b * dx + self.d * dy


def place(area: Rectangle, turn: int, width: float, height: float) -> Placement:
    """Place an upright page of `width` x `height` pixels that fills `area` of a page.

    `turn` is the page's /Rotate: the clockwise turn by which a viewer makes it upright.
    """
    match turn % 360:
        case 90:  # the viewer's right is up in page coordinates, the viewer's down is right
            across, down = area.height / width, area.width / height
            return Placement(0, across, down, 0, area.x0, area.y0)
        case 180:
            across, down = area.width / width, area.height / height
            return Placement(-across, 0, 0, down, area.x1, area.y0)
        case 270:
            across, down = area.height / width, area.width / height
            return Placement(0, -across, -down, 0, area.x1, area.y1)
        case _:
            across, down = area.width / width, area.height / height
            return Placement(across, 0, 0, -down, area.x0, area.y1)
