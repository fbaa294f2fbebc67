"""Takes another program's invisible text out of a page: its OCR, which ours replaces.

Text in render mode 3 is never seen, so that the page looks the same without it; two layers would
give every word twice to whoever copies or searches. Some programs write it into the page itself,
others into a form of its own that the page draws (OCRmyPDF does).
"""

from collections.abc import Iterable
from typing import Final

from pikepdf import (
    ContentStreamInlineImage,
    ContentStreamInstruction,
    Dictionary,
    Name,
    Object,
    Operator,
    Page,
    PdfError,
    parse_content_stream,
    unparse_content_stream,
)

Instruction = ContentStreamInstruction | ContentStreamInlineImage

# What pikepdf raises where a page holds other things than it should.
ODD: Final = (PdfError, TypeError, ValueError, LookupError, AttributeError, ArithmeticError)
SHOWING: Final = frozenset({"Tj", "TJ", "'", '"'})
INVISIBLE: Final = 3  # text render mode, ISO 32000-1 table 106
_MOVING: Final = frozenset({"BT", "Td", "TD", "Tm", "T*"})
_PAINTING: Final = frozenset(
    {"S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "sh", "Do", "INLINE IMAGE"}
)


def only_hidden_text(form: Object | None) -> bool:
    """Say whether a form paints nothing but text that is not seen; images are not forms."""
    if form is None or form.get("/Subtype") != Name.Form:
        return False
    hidden = RenderModes()
    shows = False
    for one in parse_content_stream(form):
        operator = str(one.operator)
        hidden.hear(one)
        if operator in _PAINTING or (operator in SHOWING and not hidden.now):
            return False
        shows = shows or operator in SHOWING
    return shows


def without_hidden_text(page: Page) -> bytes | None:
    """Return a page's content without its invisible text; None where that cannot be told apart.

    None, too, where there is none: the page's own bytes then need no change.
    """
    try:
        return _cleared(parse_content_stream(page), page.resources.get("/XObject", Dictionary()))
    except ODD:
        return None


class RenderModes:
    """Follows the text render mode through a content stream; it is part of the graphics state."""

    def __init__(self) -> None:
        self._modes = [0]

    def hear(self, one: Instruction) -> None:
        """Take in the next instruction."""
        match str(one.operator):
            case "Tr":
                self._modes[-1] = int(one.operands[0])
            case "q":
                self._modes.append(self._modes[-1])
            case "Q" if len(self._modes) > 1:
                self._modes.pop()
            case _:
                pass

    @property
    def now(self) -> bool:
        """Whether text that is shown now is not seen."""
        return self._modes[-1] == INVISIBLE


def _cleared(instructions: Iterable[Instruction], forms: Object) -> bytes | None:
    kept: list[Instruction] = []
    modes = RenderModes()
    changed = adrift = False
    for one in instructions:
        operator = str(one.operator)
        modes.hear(one)
        if operator in _MOVING:
            adrift = False
        if operator in SHOWING and modes.now:
            if operator in {"'", '"'}:
                kept.append(ContentStreamInstruction([], Operator("T*")))
            changed = adrift = True
        elif operator in SHOWING and adrift:
            return None  # it stands where the hidden text ended, which nobody knows any more
        elif operator == "Do" and only_hidden_text(forms.get(str(one.operands[0]))):
            changed = True
        else:
            kept.append(one)
    return unparse_content_stream(kept) if changed else None
