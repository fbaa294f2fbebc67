"""What a signature looks like on the page: a form XObject, upright as a reader sees the page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pikepdf

from signing.appearances.embedded_font import embed_font, encoded, find_font
from signing.appearances.image import embed_image
from signing.appearances.name_place import room_for
from signing.appearances.pages import page_index, seen_page, signatures_on
from signing.appearances.pdf_values import (
    ObjectSink,
    Reference,
    Value,
    dictionary,
    name,
    numbers,
    stream,
)
from signing.appearances.placement import Box, SeenPage
from signing.appearances.profile_texts import shown_lines
from signing.appearances.text_positions import Letter, as_seen
from signing.appearances.truetype import TrueTypeFont
from signing.profiles import Profile, SignatureSpec

_FONT_SIZE = 10.0  # NĐ 30/2020: Times New Roman 10
_SMALLEST = 5.0
_LEADING = 1.2
_MARGIN = 3.0
_BLUE, _RED, _BLACK = "0.05 0.15 0.55", "0.80 0.05 0.05", "0 0 0"
# Sizes in points where no box is given: width, height.
_SIZES = {
    Profile.LEADER: (170.0, 56.0),
    Profile.AGENCY: (150.0, 60.0),
    Profile.DIGITISER: (190.0, 32.0),
    Profile.COPY: (200.0, 44.0),
    Profile.APPENDIX: (200.0, 32.0),
}
_SEAL = (102.0, 102.0)  # a seal's real size: 36 mm across
_BESIDE = 6.0
_EDGE = 12.0  # from the edge of the paper, in the margin above the text
_IN_THE_MARGIN = frozenset({Profile.DIGITISER, Profile.COPY, Profile.APPENDIX})
_LEAST_WIDE = 120.0
_WIDEST_IN_MARGIN = 0.6  # of the page; the digitiser's mark is at the left, a copy's at the right
_UPPER_MARGIN = 71.0  # 25 mm
_TEXT_LEFT, _TEXT_RIGHT, _SIGNATURE_BOTTOM = 85.0, 43.0, 150.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Appearance:
    """Where the widget stands, in the page's own coordinates, and what it shows."""

    page: int
    rectangle: Box | None = None
    normal: Reference | None = None


def draw(
    document: pikepdf.Pdf,
    sink: ObjectSink,
    spec: SignatureSpec,
    signer: str,
    letters: Callable[[int], Sequence[Letter]],
) -> Appearance:
    """Draw the appearance into the sink and say where it goes on the document's pages.

    `letters` reads a page's text, for the place above the signer's printed name. Raises
    `UnsuitableDocumentError` for a page that is not there, `SigningError` when no font or
    image can be used.
    """
    last = spec.profile in {Profile.LEADER, Profile.AGENCY}
    index = page_index(document, spec.page if spec.page is not None else -1 if last else 0)
    if spec.profile is Profile.INVISIBLE:
        return Appearance(page=index)
    page = seen_page(document, index)
    lines = shown_lines(spec, signer)
    box = spec.box or _above_name(spec, signer, page, letters, index)
    box = box or _usual_box(document, spec, index, page, lines)
    content, resources = _content(sink, spec, lines, (box[2] - box[0], box[3] - box[1]))
    form = stream(
        content,
        {
            "Type": name("XObject"),
            "Subtype": name("Form"),
            "BBox": numbers((0, 0, box[2] - box[0], box[3] - box[1])),
            "Matrix": numbers(page.upright()),
            "Resources": dictionary(resources),
        },
    )
    return Appearance(page=index, rectangle=page.own(box), normal=sink.add(form))


def _above_name(
    spec: SignatureSpec,
    signer: str,
    page: SeenPage,
    letters: Callable[[int], Sequence[Letter]],
    index: int,
) -> Box | None:
    if spec.profile is not Profile.LEADER:
        return None
    return room_for(as_seen(letters(index), page), signer, *_SIZES[Profile.LEADER])


def _usual_box(
    document: pikepdf.Pdf,
    spec: SignatureSpec,
    index: int,
    page: SeenPage,
    lines: tuple[str, ...],
) -> Box:
    width, height = page.size
    seal = spec.profile is Profile.AGENCY and spec.image is not None
    wide, high = _SEAL if seal else _SIZES[spec.profile]
    if spec.profile in _IN_THE_MARGIN:
        # One line each at the decree's size, however long an agency's name: as wide as it needs.
        font = find_font(spec.font, "".join(lines))
        needed = max(font.width(line, _FONT_SIZE) for line in lines) + 2 * _MARGIN
        wide = min(max(needed, _LEAST_WIDE), width * _WIDEST_IN_MARGIN)
    top = height - _EDGE - high
    match spec.profile:
        case Profile.DIGITISER:
            return (_EDGE, top, _EDGE + wide, top + high)
        case Profile.COPY | Profile.APPENDIX:
            return (width - _EDGE - wide, top, width - _EDGE, top + high)
        case Profile.AGENCY if (leader := _leader(document, index, page)) is not None:
            # A seal's image covers a third of the leader's signature, on its left; a text stands
            # beside it, or neither could be read.
            x0, y0, x1, y1 = leader
            right, middle = x0 + (x1 - x0) / 3 if seal else x0 - _BESIDE, (y0 + y1) / 2
            return (right - wide, middle - high / 2, right, middle + high / 2)
        case _:
            right = width - _TEXT_RIGHT
            return (right - wide, _SIGNATURE_BOTTOM, right, _SIGNATURE_BOTTOM + high)


def _leader(document: pikepdf.Pdf, index: int, page: SeenPage) -> Box | None:
    """Return the newest signature on the page that is not one of those in the upper margin."""
    for own in signatures_on(document, index):
        seen = page.seen(own)
        if seen[3] < page.size[1] - _UPPER_MARGIN:
            return seen
    return None


def _content(
    sink: ObjectSink,
    spec: SignatureSpec,
    lines: tuple[str, ...],
    size: tuple[float, float],
) -> tuple[bytes, dict[str, Value]]:
    """Return the drawing operators and the resources they name."""
    parts: list[bytes] = []
    resources: dict[str, Value] = {}
    if spec.image is not None:
        image = embed_image(sink, spec.image)
        resources["XObject"] = dictionary({"Im": image.reference})
        width, height = image.fit(*size)
        left, bottom = (size[0] - width) / 2, (size[1] - height) / 2
        parts.append(b"q %.3f 0 0 %.3f %.3f %.3f cm /Im Do Q" % (width, height, left, bottom))
    if lines:
        font = find_font(spec.font, "".join(lines))
        resources["Font"] = dictionary({"F": embed_font(sink, font, lines)})
        framed = spec.profile in {Profile.LEADER, Profile.AGENCY}
        parts.append(_text(font, lines, size, _colour(spec.profile), framed=framed))
    return b"\n".join(parts), resources


def _text(
    font: TrueTypeFont,
    lines: tuple[str, ...],
    size: tuple[float, float],
    colour: str,
    *,
    framed: bool,
) -> bytes:
    """Set lines from the top, as large as they fit up to the decree's 10 points."""
    wide, high = size[0] - 2 * _MARGIN, size[1] - 2 * _MARGIN
    points = _FONT_SIZE
    while points > _SMALLEST:
        wrapped = _wrapped(font, lines, points, wide)
        if len(wrapped) * points * _LEADING <= high:
            break
        points -= 0.5
    wrapped = _wrapped(font, lines, points, wide)
    parts = [f"q {colour} rg {colour} RG"]
    if framed:
        parts.append(f"0.8 w 0.4 0.4 {size[0] - 0.8:.3f} {size[1] - 0.8:.3f} re S")
    first = size[1] - _MARGIN - points
    if framed:  # in the middle of its frame
        first -= max(0.0, (high - len(wrapped) * points * _LEADING) / 2)
    parts.append(f"BT /F {points:.2f} Tf {points * _LEADING:.3f} TL {_MARGIN} {first:.3f} Td")
    parts += [f"{encoded(font, line).decode()} Tj T*" for line in wrapped]
    return "\n".join([*parts, "ET Q"]).encode("ascii")


def _wrapped(
    font: TrueTypeFont, lines: tuple[str, ...], points: float, wide: float
) -> tuple[str, ...]:
    """Break lines at spaces where they are wider than the box."""
    broken: list[str] = []
    for line in lines:
        current = ""
        for word in line.split(" "):
            longer = f"{current} {word}" if current else word
            if current and font.width(longer, points) > wide:
                broken.append(current)
                current = word
            else:
                current = longer
        broken.append(current)
    return tuple(broken)


def _colour(profile: Profile) -> str:
    return {Profile.LEADER: _BLUE, Profile.AGENCY: _RED}.get(profile, _BLACK)
