"""Comparing values of two revisions strictly, however deep, and in time linear in their size.

Two values are the same when every viewer must show the same: equal numbers, names and strings,
equal decoded streams, the same entities (which are compared in their own right elsewhere).
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from pikepdf import Array, Dictionary, Object, Stream, String

from signing.revisions.pdf_objects import UNREADABLE, Reference, entry, reference
from signing.revisions.revision import Revision

_NOTHING: Final[frozenset[str]] = frozenset()
_ENCODING: Final = frozenset({"/Filter", "/DecodeParms"})
_PRECISION: Final = 1e-6  # 595.276 and 595.27600 are one number, written twice
# Below these an entity serves as something else, a resource say, and is compared like any value.
_DRAWN_WITH: Final = re.compile(r"/(?:Resources|Contents|AP|N|DR)(?=[/\[]|$)")
_CHANGING: Final = frozenset({"annotation", "field"})
_WHOLE: Final = "whole"  # the scope of `same`, which forgets after each question

Compared = tuple[Reference, Reference, bool]


@dataclass(frozen=True, slots=True)
class _Step:
    old: object
    new: object
    path: str
    skip: frozenset[str]


@dataclass(frozen=True, slots=True)
class Pair:
    """A signed revision and the document as shown."""

    old: Revision
    new: Revision
    _compared: dict[str, set[Compared]] = field(default_factory=dict)
    _equal: set[Compared] = field(default_factory=set)  # found equal with all that they hold

    def same(self, old: object, new: object) -> bool:
        """Tell whether two values are the same."""
        if old is None or new is None:
            return old is new
        step = _Step(old, new, "", _NOTHING)
        if self._is_entity(step) and not self._may_change(old):
            return self._same_entity(step)
        compared = self._compared.setdefault(_WHOLE, set())
        compared.clear()
        if next(self.differences(old, new, "", scope=_WHOLE), None) is not None:
            return False
        self._equal.update(compared)
        return True

    def differences(
        self,
        old: object,
        new: object,
        path: str,
        *,
        scope: str,
        skip: frozenset[str] = _NOTHING,
        growing: bool = False,
    ) -> Iterator[str]:
        """Yield the paths at which the values differ.

        `skip` leaves out keys of the outermost dictionary; `growing` lets that one gain keys.
        Within one `scope` a pair of indirect objects is compared once, so that what many pages
        share costs once; scopes never share, because they differ in what they permit.
        """
        compared = self._compared.setdefault(scope, set())
        stack = [_Step(old, new, path, skip)]
        while stack:
            step = stack.pop()
            if step.path != path and self._is_entity(step):
                if not self._same_entity(step):
                    yield step.path
                continue
            at = (reference(step.old), reference(step.new))
            if at[0] and at[1]:
                key = (at[0], at[1], growing and step.path == path)
                if key in compared or key in self._equal:
                    continue
                compared.add(key)
            yield from _level(step, stack, growing=growing and step.path == path)

    def _may_change(self, node: object) -> bool:
        """Tell whether a permission may let the entity change, whatever else it serves as."""
        identity = self.old.identity(node)
        return identity is not None and identity[0] in _CHANGING

    def _is_entity(self, step: _Step) -> bool:
        if not reference(step.old) or not reference(step.new) or _DRAWN_WITH.search(step.path):
            return False
        return bool(self.old.identity(step.old) or self.new.identity(step.new))

    def _same_entity(self, step: _Step) -> bool:
        old, new = self.old.identity(step.old), self.new.identity(step.new)
        if old is None or new is None:
            return False
        # An annotation may have become a field when it was signed; fields are compared by name.
        return old == new or (old[0], new[0]) == ("annotation", "field")


def _level(step: _Step, stack: list[_Step], *, growing: bool) -> Iterator[str]:
    """Compare one level and push what lies below."""
    old, new, skip = step.old, step.new, step.skip
    if isinstance(old, Stream) or isinstance(new, Stream):
        if not (isinstance(old, Stream) and isinstance(new, Stream)):
            yield step.path
            return
        if old.read_raw_bytes() != new.read_raw_bytes():
            if not _decode_alike(old, new):
                yield step.path
                return
            skip |= _ENCODING
        skip |= {"/Length"}
    if isinstance(old, (Dictionary, Stream)):
        if not isinstance(new, (Dictionary, Stream)):
            yield step.path
            return
        yield from _entries(old, new, skip, step, stack, growing=growing)
    elif isinstance(old, Array):
        if not isinstance(new, Array) or len(old) != len(new):
            yield step.path
            return
        both = zip(old, new, strict=True)
        stack += [_Step(a, b, f"{step.path}[{n}]", _NOTHING) for n, (a, b) in enumerate(both)]
    elif not _same_scalar(old, new):
        yield step.path


def _entries(
    old: Dictionary | Stream,
    new: Dictionary | Stream,
    skip: frozenset[str],
    step: _Step,
    stack: list[_Step],
    *,
    growing: bool,
) -> Iterator[str]:
    for key in sorted((set(old.keys()) | set(new.keys())) - skip):
        before, after = entry(old, key), entry(new, key)
        if before is None and (after is None or growing):
            continue
        if before is None or after is None:
            yield step.path + key
        else:
            stack.append(_Step(before, after, step.path + key, _NOTHING))


def _decode_alike(old: Stream, new: Stream) -> bool:
    try:
        return old.read_bytes() == new.read_bytes()
    except UNREADABLE:
        return False


def _same_scalar(old: object, new: object) -> bool:
    if _is_number(old) and _is_number(new):
        return math.isclose(float(str(old)), float(str(new)), rel_tol=_PRECISION)
    if isinstance(old, String) and isinstance(new, String):
        return bytes(old) == bytes(new) or str(old) == str(new)
    if isinstance(old, Object) != isinstance(new, Object):
        return False
    return type(old) is type(new) and bool(old == new)


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float, Decimal)) and not isinstance(value, bool)
