"""Takes a scanned page's drawing instructions over into the archive, without their old text.

Most scanners draw one image a page; some draw it in strips, on a white ground, or with a text
layer of their own. The drawing stays as it is; invisible text goes, because ours replaces it.
`scan_content` says `None` where it cannot promise that the rest is still plain PDF/A-2 (visible
text, colours that need another profile, optional content, annotations): such a page is kept whole.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from pikepdf import (
    Dictionary,
    Matrix,
    Name,
    Object,
    Page,
    parse_content_stream,
    unparse_content_stream,
)

from ingest.scans.hidden_text import ODD, SHOWING, Instruction, RenderModes, only_hidden_text
from ingest.scans.placement import Rectangle
from ingest.scans.plain_image import is_plain_image

_DRAWING: Final = frozenset(
    {"q", "Q", "cm", "Do", "gs", "w", "J", "j", "M", "d", "i"}
    | {
        "m",
        "l",
        "c",
        "v",
        "y",
        "h",
        "re",
        "S",
        "s",
        "f",
        "f*",
        "B",
        "B*",
        "b",
        "b*",
        "n",
        "W",
        "W*",
    }
    | {"g", "G", "rg", "RG"}
)
_TEXT_STATE: Final = frozenset({"Tc", "Tw", "Tz", "TL", "Tf", "Ts", "Tr"})
_MARKS: Final = frozenset({"BMC", "BDC", "EMC", "MP", "DP", "BX", "EX"})
_NOT_DRAWN: Final = _MARKS | _TEXT_STATE | {"BT", "ET", "Td", "TD", "Tm", "T*"}
_STRAIGHT: Final = 1e-3  # points
_MOST_NESTED: Final = 28  # ISO 19005-2, 6.1.13


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanContent:
    """A page's drawing: a balanced content stream, and the resources that it names.

    `largest` is where the largest image lies that is drawn upright, neither turned nor mirrored.
    """

    stream: bytes
    images: dict[str, Object]
    states: dict[str, Object]
    largest: Rectangle | None


def scan_content(page: Page) -> ScanContent | None:
    """Return the page's drawing without its invisible text, or None to keep the page whole.

    The objects still belong to the page's file. Nothing is decoded.
    """
    try:
        return None if len(page.obj.get("/Annots", [])) else _plain_content(page)
    except ODD:
        return None


def _plain_content(page: Page) -> ScanContent | None:
    resources = page.resources
    forms = resources.get("/XObject", Dictionary())
    drawing = _without_hidden_text(parse_content_stream(page), forms)
    if drawing is None:
        return None
    named = {"Do": set[str](), "gs": set[str]()}
    for one in drawing:
        if str(one.operator) in named:
            named[str(one.operator)].add(str(one.operands[0]))
    images = _chosen(resources.get("/XObject"), named["Do"])
    states = _chosen(resources.get("/ExtGState"), named["gs"])
    stream = _balanced(drawing)
    if images is None or states is None or stream is None:
        return None
    plain = all(map(is_plain_image, images.values())) and all(map(_plain_state, states.values()))
    if not plain:
        return None
    return ScanContent(
        stream=stream, images=images, states=states, largest=_largest_upright(drawing)
    )


def _without_hidden_text(
    instructions: Iterable[Instruction], forms: Object
) -> list[Instruction] | None:
    """Return the drawing instructions; None when text is seen or something else is painted."""
    kept: list[Instruction] = []
    modes = RenderModes()
    for one in instructions:
        operator = str(one.operator)
        modes.hear(one)
        if operator in SHOWING:
            if not modes.now:
                return None
        elif operator == "BDC" and one.operands[0] == Name.OC:
            return None
        elif operator in _DRAWING:
            if operator != "Do" or not only_hidden_text(forms.get(str(one.operands[0]))):
                kept.append(one)
        elif operator not in _NOT_DRAWN:
            return None
    return kept


def _largest_upright(drawing: list[Instruction]) -> Rectangle | None:
    found: list[Rectangle] = []
    matrices = [Matrix()]
    for one in drawing:
        match str(one.operator):
            case "q":
                matrices.append(matrices[-1])
            case "Q" if len(matrices) > 1:
                matrices.pop()
            case "cm":
                a, b, c, d, e, f = (float(value) for value in one.operands)
                matrices[-1] = Matrix(a, b, c, d, e, f) @ matrices[-1]
            case "Do":
                at = matrices[-1]
                if at.a > 0 and at.d > 0 and abs(at.b) + abs(at.c) < _STRAIGHT:
                    found.append(Rectangle(at.e, at.f, at.e + at.a, at.f + at.d))
            case _:
                pass
    return max(found, key=lambda one: one.area, default=None)


def _chosen(resources: Object | None, names: set[str]) -> dict[str, Object] | None:
    if any(resources is None or name not in resources for name in names):
        return None
    return {name: resources[name] for name in sorted(names)} if resources is not None else {}


def _plain_state(state: Object) -> bool:
    opaque = float(state.get("/ca", 1)) == 1 and float(state.get("/CA", 1)) == 1
    unmasked = state.get("/SMask", Name("/None")) == Name("/None")
    mode = state.get("/BM", Name.Normal)
    return opaque and unmasked and mode in {Name.Normal, Name.Compatible} and "/TR" not in state


def _balanced(drawing: list[Instruction]) -> bytes | None:
    depth = deepest = 0
    for one in drawing:
        depth += {"q": 1, "Q": -1}.get(str(one.operator), 0)
        deepest = max(deepest, depth)
        if depth < 0:
            return None
    if deepest >= _MOST_NESTED:
        return None
    return b"q\n" + unparse_content_stream(drawing) + b"\nQ" * (depth + 1)
