"""Compares what the catalogue says it keeps with what the object store holds. Changes nothing.

Both come sorted by digest and are walked side by side, so memory stays flat. An object that no
row names is reported, never deleted: it may belong to an upload under way, or to a newer catalogue
than the one that was restored.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    CompoundSelect,
    Select,
    cast,
    null,
    select,
    union_all,
)

from storage.catalogue import Catalogue
from storage.engine import take_time
from storage.errors import CorruptError, NotFoundError
from storage.objects import Digest, ObjectStore
from storage.tables import scan_files, scans, stored_files
from storage.tables_evidence import evidence
from storage.tables_work import signing_tasks
from storage.transaction import Transaction

_NAMED_AT_MOST: Final = 5  # a finding names the first so many rows
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_DISAGREE: Final = -1  # rows that say different sizes: no object has that one


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that does not fit: a stable code, the object's key, who names it, and words."""

    code: str  # missing | wrong-size | corrupt | unreferenced | odd-name
    key: str
    named_by: tuple[str, ...]
    message: str

    @property
    def harmless(self) -> bool:
        """Whether no row of the catalogue lacks anything because of it."""
        return self.code in {"unreferenced", "odd-name"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Subset:
    """The `part`-th of `parts` (from 1): one after the other they are everything."""

    part: int = 1
    parts: int = 1

    def holds(self, key: str) -> bool:
        """Tell whether this key belongs to the part: keys are digests, so parts are even."""
        return int(key[:8], 16) % self.parts == self.part - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class _Named:
    """An object that rows name; `size` is None where no row says it."""

    key: str
    size: int | None
    by: tuple[str, ...]


def check(
    catalogue: Catalogue,
    objects: ObjectStore,
    listing: Iterable[tuple[str, int]],
    *,
    read_data: Subset | None = None,
) -> Iterator[Finding]:
    """Yield what does not fit.

    `listing` names every object of the store and its size, by key. `objects` may have a spool in
    front: what waits there is not missing. With `read_data` the objects of that subset are read
    and their digests checked. Raises `UnavailableError`.
    """
    with catalogue.reading() as tx:
        take_time(tx.connection)  # objects are read between two rows
        for key, named, held in _side_by_side(_named(tx), listing):
            if named is None:
                yield _unnamed(key)
                continue
            size = _size(objects, key) if held is None else held
            if size is None:
                yield _finding("missing", named, "the object store does not have it")
                continue
            if named.size not in {None, size}:
                words = f"it has {size} bytes, the catalogue says otherwise"
                yield _finding("wrong-size", named, words)
            if read_data is not None and read_data.holds(key):
                yield from _spoiled(named, objects)


def _named(tx: Transaction) -> Iterator[_Named]:
    """Yield every object that rows name, by key."""
    rows: CompoundSelect[Any] = union_all(
        select(stored_files.c.sha256, stored_files.c.size, stored_files.c.document),
        select(scan_files.c.sha256, scan_files.c.size, scan_files.c.scan),
        select(evidence.c.sha256, evidence.c.size, evidence.c.document),
        _unsized(scans.c.reading, scans.c.id),
        _unsized(signing_tasks.c.prepared, signing_tasks.c.id),
        _unsized(signing_tasks.c.cms, signing_tasks.c.id),
        _unsized(signing_tasks.c.signed, signing_tasks.c.id),
    )
    query = rows.order_by(rows.selected_columns[0])
    found = tx.connection.execute(query, execution_options={"yield_per": 1000})
    for key, group in groupby(found, lambda row: str(row[0])):
        members = list(group)
        sizes = {row[1] for row in members} - {None}
        yield _Named(
            key=key,
            size=_DISAGREE if len(sizes) > 1 else next(iter(sizes), None),
            by=tuple(dict.fromkeys(str(row[2]) for row in members))[:_NAMED_AT_MOST],
        )


def _unsized(key: ColumnElement[Any], by: ColumnElement[Any]) -> Select[Any]:
    return select(key, cast(null(), BigInteger), by).where(key.is_not(None))


def _side_by_side(
    rows: Iterator[_Named], listing: Iterable[tuple[str, int]]
) -> Iterator[tuple[str, _Named | None, int | None]]:
    """Yield key, row and size of each object that either side knows; both sides are sorted."""
    things = iter(listing)
    row, thing = next(rows, None), next(things, None)
    while row is not None or thing is not None:
        sides = (None if row is None else row.key, None if thing is None else thing[0])
        key = min(side for side in sides if side is not None)
        named = row if row is not None and row.key == key else None
        held = thing[1] if thing is not None and thing[0] == key else None
        yield key, named, held
        row = row if named is None else next(rows, None)
        thing = thing if held is None else next(things, None)


def _size(objects: ObjectStore, key: str) -> int | None:
    try:
        return objects.size(Digest(key))
    except NotFoundError:
        return None


def _spoiled(named: _Named, objects: ObjectStore) -> Iterator[Finding]:
    try:
        for _ in objects.read(Digest(named.key)):
            pass
    except CorruptError as error:
        yield _finding("corrupt", named, str(error))
    except NotFoundError:
        yield _finding("missing", named, "it was there a moment ago")


def _unnamed(key: str) -> Finding:
    odd = _DIGEST.fullmatch(key) is None
    return Finding(
        code="odd-name" if odd else "unreferenced",
        key=key,
        named_by=(),
        message="no digest: not put by this program" if odd else "no row of the catalogue names it",
    )


def _finding(code: str, named: _Named, message: str) -> Finding:
    return Finding(code=code, key=named.key, named_by=named.by, message=message)
