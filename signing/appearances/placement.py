"""Where things go on a page as a reader sees it, and where that is in the page's own space."""

from dataclasses import dataclass

Box = tuple[float, float, float, float]  # x0, y0, x1, y1 in points, y upwards


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenPage:
    """A page's visible box (crop box) and its clockwise /Rotate of 0, 90, 180 or 270."""

    box: Box
    rotation: int

    @property
    def size(self) -> tuple[float, float]:
        """Width and height as a reader sees them."""
        x0, y0, x1, y1 = self.box
        width, height = x1 - x0, y1 - y0
        return (height, width) if self.rotation % 180 else (width, height)

    def own(self, seen: Box) -> Box:
        """Return the rectangle, in the page's own space, of a box on the page as seen."""
        x0, y0, x1, y1 = self.box
        left, bottom, right, top = seen
        match self.rotation:
            case 90:
                return (x1 - top, y0 + left, x1 - bottom, y0 + right)
            case 180:
                return (x1 - right, y1 - top, x1 - left, y1 - bottom)
            case 270:
                return (x0 + bottom, y1 - right, x0 + top, y1 - left)
            case _:
                return (x0 + left, y0 + bottom, x0 + right, y0 + top)

    def seen(self, own: Box) -> Box:
        """Return what `own` undoes."""
        x0, y0, x1, y1 = self.box
        left, bottom, right, top = own
        match self.rotation:
            case 90:
                return (bottom - y0, x1 - right, top - y0, x1 - left)
            case 180:
                return (x1 - right, y1 - top, x1 - left, y1 - bottom)
            case 270:
                return (y1 - top, left - x0, y1 - bottom, right - x0)
            case _:
                return (left - x0, bottom - y0, right - x0, top - y0)

    def upright(self) -> tuple[int, int, int, int, int, int]:
        """Return the matrix that makes a form stand upright on the turned page."""
        return {
            90: (0, 1, -1, 0, 0, 0),
            180: (-1, 0, 0, -1, 0, 0),
            270: (0, -1, 1, 0, 0, 0),
        }.get(self.rotation, (1, 0, 0, 1, 0, 0))
