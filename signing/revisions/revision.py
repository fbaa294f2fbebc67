"""A revision of a PDF as qpdf reads it, with its entities named: pages, fields, annotations.

Two revisions are compared entity by entity, so each indirect object that is an entity gets an
identity that survives an incremental update. This module judges nothing.
"""

import io
import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import pikepdf
from pikepdf import Dictionary, Object

from signing.revisions.beginning import Beginning
from signing.revisions.pdf_objects import (
    UNREADABLE,
    Reference,
    children,
    elements,
    entry,
    inherited,
    is_name,
    keys,
    reference,
    text,
)

if TYPE_CHECKING:  # loaded when pages are drawn, which most verdicts do without
    from signing.revisions.page_images import PageImages

Identity = tuple[str, object]

_DEEPEST_FIELD: Final = 60
_DAMAGE: Final = re.compile(
    r"file is damaged|reconstruct|can't find PDF header|can't find startxref|loop detected",
    re.IGNORECASE,
)
_NUMBERS: Final = re.compile(r"\d+")
_HARMLESS: Final = re.compile(
    r"reported number of objects|extraneous whitespace|is undefined; setting|missing or invalid"
    r"|entry for the xref stream itself is missing"  # PDFBox leaves it out
)


@dataclass(frozen=True, slots=True)
class Field:
    """A node of the form's field tree; `kids` are its widgets, empty where it is its own."""

    name: str
    node: Object
    type: str | None
    kids: tuple[object, ...]

    @property
    def widgets(self) -> tuple[object, ...]:
        """The node itself and its kids: everything of it that a page may show."""
        return (self.node, *self.kids)


@dataclass(frozen=True, slots=True)
class SignatureField:
    """A signature field that holds a value."""

    field: Field
    value: Dictionary

    @property
    def contents(self) -> bytes:
        """The bytes of /Contents, empty where there are none."""
        held = entry(self.value, "/Contents")
        return bytes(held) if isinstance(held, pikepdf.String) else b""

    @property
    def sub_filter(self) -> str | None:
        """The name in /SubFilter."""
        return text(entry(self.value, "/SubFilter"))

    @property
    def byte_range(self) -> tuple[object, ...]:
        """The elements of /ByteRange, unchecked."""
        return elements(entry(self.value, "/ByteRange"))


class Revision:
    """One state of the file: `data` up to `end` (all of it by default), parsed.

    Raises one of `UNREADABLE` when qpdf cannot make sense of the bytes.
    """

    def __init__(self, data: bytes, password: str = "", *, end: int | None = None) -> None:
        self.data = data
        self.end = len(data) if end is None else min(end, len(data))
        self.password = password
        held = io.BytesIO(data) if self.end == len(data) else Beginning(data, self.end)
        self.pdf = pikepdf.open(held, password=password, suppress_warnings=True)
        self.root: Object = self.pdf.Root
        self.pages: tuple[Object, ...] = tuple(page.obj for page in self.pdf.pages)
        self.fields: dict[str, list[Field]] = {}
        self.identities: dict[Reference, Identity] = {}
        self._seen: set[Reference] = set()
        self._name(self.root, ("root", None))
        for node in elements(entry(entry(self.root, "/AcroForm"), "/Fields")):
            self._grow(node, "", None, 0)
        self.listed = frozenset(self.fields)
        self.annotations = tuple(self._annotations_of(n, p) for n, p in enumerate(self.pages))
        self._warnings = [str(warning) for warning in self.pdf.get_warnings()]

    @property
    def damage(self) -> str | None:
        """What qpdf had to repair, in its words; None when the file needed no repair."""
        return next((w.split("/")[-1] for w in self._warnings if _DAMAGE.search(w)), None)

    def oddities(self) -> frozenset[str]:
        """Return what qpdf found odd in the objects read so far, without places and numbers."""
        self._warnings += [str(warning) for warning in self.pdf.get_warnings()]
        kinds = (_NUMBERS.sub("#", warning.rsplit(": ", 1)[-1]) for warning in self._warnings)
        return frozenset(kind for kind in kinds if not _HARMLESS.search(kind))

    @cached_property
    def signatures(self) -> tuple[SignatureField, ...]:
        """The signature fields whose value is, or pretends to be, a signature."""
        found = []
        for same in self.fields.values():
            for field in same:
                value = entry(field.node, "/V")
                if (
                    field.type == "/Sig"
                    and isinstance(value, Dictionary)
                    and {"/Contents", "/ByteRange"} & set(value.keys())
                ):
                    found.append(SignatureField(field, value))
        return tuple(found)

    @cached_property
    def images(self) -> "PageImages":
        """The pages as pixels."""
        from signing.revisions.page_images import PageImages  # noqa: PLC0415 - see above

        whole = self.end == len(self.data)
        return PageImages(self.data if whole else self.data[: self.end], self.password)

    @cached_property
    def use_counts(self) -> Counter[Reference]:
        """How many references to each indirect object the whole revision holds."""
        counts: Counter[Reference] = Counter()
        stack: list[object] = [self.pdf.trailer, *self.pdf.objects]
        while stack:
            for child in children(stack.pop()):
                at = reference(child)
                if at is None:
                    stack.append(child)
                else:
                    counts[at] += 1
        return counts

    def identity(self, node: object) -> Identity | None:
        """Return which entity an indirect object is."""
        at = reference(node)
        return self.identities.get(at) if at else None

    def page_of(self, widget: object) -> int | None:
        """Return the index of the page that shows the annotation."""
        named = self.identity(entry(widget, "/P"))
        if named and named[0] == "page":
            return int(str(named[1]))
        at = reference(widget)
        for number, row in enumerate(self.annotations):
            if at and any(reference(annotation) == at for annotation in row):
                return number
        return None

    def _name(self, node: object, identity: Identity) -> None:
        at = reference(node)
        if at:
            self.identities[at] = identity

    def _annotations_of(self, number: int, page: Object) -> tuple[object, ...]:
        self._name(page, ("page", number))
        row = elements(entry(page, "/Annots"))
        for annotation in row:
            at = reference(annotation)
            if at and at not in self.identities:
                self.identities[at] = ("annotation", at)
            if (
                at
                and at not in self._seen
                and is_name(entry(annotation, "/Subtype"), "/Widget")
                and is_name(inherited(annotation, "/FT"), "/Sig")
            ):  # a signature widget that the form does not list is a signature all the same
                self._grow(annotation, "", None, 0)
        return row

    def _grow(self, node: object, prefix: str, kind: str | None, depth: int) -> None:
        if not isinstance(node, Dictionary) or depth > _DEEPEST_FIELD:
            return
        at = reference(node)
        if at in self._seen:
            raise ValueError("loop in the field tree")
        if at:
            self._seen.add(at)
        part = text(entry(node, "/T"))
        name = ".".join(p for p in (prefix, part) if p)
        kind = text(entry(node, "/FT")) or kind
        kids = elements(entry(node, "/Kids"))
        self._name(node, ("field", name))
        if any(entry(kid, "/T") is not None for kid in kids):
            for kid in kids:
                if entry(kid, "/T") is not None:
                    self._grow(kid, name, kind, depth + 1)
            self.fields.setdefault(name, []).append(Field(name, node, kind, ()))
            return
        for kid in kids:
            kid_at = reference(kid)
            if kid_at:
                self._seen.add(kid_at)
                self._name(kid, ("field", name))
        self.fields.setdefault(name, []).append(Field(name, node, kind, kids))


def open_revision(data: bytes, password: str = "", *, end: int | None = None) -> Revision | None:
    """Return the revision, or None where the bytes are no PDF that can be read."""
    try:
        return Revision(data, password, end=end)
    except UNREADABLE:
        return None


def has_value(field: Field) -> bool:
    """Tell whether a signature field is filled with something."""
    return bool(keys(entry(field.node, "/V")))


def is_signature(value: object) -> bool:
    """Tell whether a field's value holds what every signature must: /Contents and /ByteRange."""
    return isinstance(entry(value, "/Contents"), pikepdf.String) and bool(
        elements(entry(value, "/ByteRange"))
    )
