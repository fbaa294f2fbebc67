"""Brings the signatures of a file to a higher level, or renews its archive timestamp.

    b-t     a document timestamp, where a signature has no timestamp yet
    b-lt    and certificates and revocation answers in the document security store
    b-lta   and an archive timestamp over all of it, a further one each time this is done

Incremental, in place; the result is judged before it may be used. There is no silent downgrade:
a level that cannot be reached is an error, and the file is as it was.
"""

import hashlib
import secrets
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Final

from signing.errors import LevelUnreachableError, SelfCheckError, UnsuitableDocumentError
from signing.lasting.gathering import Gatherer, Material
from signing.lasting.holdings import Holdings, holdings
from signing.lasting.promise import Promise
from signing.lasting.revisions import fill_room, write_room, write_store
from signing.timestamping.timestamp import Timestamp, Timestamper
from signing.verdict import (
    FileVerdict,
    Indication,
    Kind,
    Revocation,
    SignatureVerdict,
    Structure,
)

Judge = Callable[[Path, str | None], FileVerdict]

_CHUNK: Final = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Extended:
    """What was added: validation data, timestamps (oldest first); and the verdict on the result."""

    verdict: FileVerdict
    material: Material = field(default_factory=Material)
    timestamps: tuple[Timestamp, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Extender:
    """See the module. `judge` is `signing.verify`, in a confined child where files are foreign."""

    gatherer: Gatherer
    judge: Judge
    timestamper: Timestamper | None = None

    def extend(
        self,
        path: Path,
        promise: Promise,
        *,
        fields: Collection[str] | None = None,
        password: str | None = None,
    ) -> Extended:
        """Extend the file in place until the signatures in `fields` (None: all) keep the promise.

        Raises `LevelUnreachableError`, `TimestampError`, `CertificateRefusedError`,
        `UnsuitableDocumentError` or `SelfCheckError`; the file is then as it was.
        """
        with path.open("r+b") as file:
            before = _digest(file)
            size = file.tell()
            try:
                material, stamps = self._write(file, promise, fields, password)
                file.flush()
                _require_prefix(file, size, before)
                verdict = self.judge(path, password)
                check_kept(verdict, promise, fields)
            except BaseException:
                file.truncate(size)
                raise
        return Extended(verdict=verdict, material=material, timestamps=tuple(stamps))

    def _write(
        self,
        file: BinaryIO,
        promise: Promise,
        fields: Collection[str] | None,
        password: str | None,
    ) -> tuple[Material, list[Timestamp]]:
        stamps: list[Timestamp] = []
        material = Material()
        held = holdings(file, password=password)
        if needs_stamp(held, promise, fields):
            stamps.append(self._stamp(file, password))
            held = holdings(file, password=password)
        if promise.rank >= Promise.B_LT.rank:
            material = self.gatherer.of_file(held, fields=fields)
            write_store(file, material, password=password)
        if promise is Promise.B_LTA:
            stamps.append(self._stamp(file, password))
        return material, stamps

    def _stamp(self, file: BinaryIO, password: str | None) -> Timestamp:
        if self.timestamper is None:
            raise LevelUnreachableError("a timestamp is needed, and no authority is named")
        room = write_room(file, field=stamp_field(), password=password)
        given = self.timestamper.stamp(room.digest)
        fill_room(file, room, given.token)
        return given


def stamp_field() -> str:
    """Return a fresh name for a document timestamp's field."""
    return f"Timestamp-{secrets.token_hex(8)}"


def needs_stamp(held: Holdings, promise: Promise, fields: Collection[str] | None) -> bool:
    """Tell whether one of the signatures has no timestamp of any kind, which the promise wants.

    Raises `UnsuitableDocumentError` when there are no such signatures.
    """
    wanted = [one for one in held.signatures if fields is None or one.field in fields]
    if not wanted:
        raise UnsuitableDocumentError("there is no signature to extend", code="nothing_signed")
    if promise.rank < Promise.B_T.rank:
        return False
    return any(not one.stamps and held.covered_at(one.end) is None for one in wanted)


def check_kept(
    verdict: FileVerdict, promise: Promise, fields: Collection[str] | None = None
) -> None:
    """Return when the judge finds that the signatures keep the promise.

    Raises `SelfCheckError` for a file that was spoilt, `UnsuitableDocumentError` for a signature
    that does not hold, `LevelUnreachableError` for one that stays below.
    """
    if verdict.structure is not Structure.SOUND:
        found = ", ".join(finding.code for finding in verdict.findings)
        raise SelfCheckError(f"the file is {verdict.structure}: {found}")
    ours = [one for one in verdict.signatures if one.kind is Kind.SIGNATURE]
    for one in ours:
        if fields is None or one.field in fields:
            _check_one(one, promise)


def _check_one(one: SignatureVerdict, promise: Promise) -> None:
    why = ", ".join(reason.code for reason in one.reasons)
    if one.indication is Indication.FAILED:
        raise UnsuitableDocumentError(
            f"{one.field} is no good signature: {why}", code="invalid_signature"
        )
    if not promise.kept_by(one.level):
        raise LevelUnreachableError(f"{one.field} is {one.level}, not {promise.value}: {why}")
    lasting = promise.rank >= Promise.B_LT.rank
    if lasting and one.revocation is not Revocation.GOOD:
        raise LevelUnreachableError(f"{one.field}: revocation is {one.revocation}: {why}")


def _require_prefix(file: BinaryIO, size: int, digest: str) -> None:
    if _digest(file, size) != digest:
        raise SelfCheckError("the old bytes are not a prefix of the new")


def _digest(file: BinaryIO, size: int | None = None) -> str:
    """Return the SHA-256 of the first `size` bytes, or of all; the file then stands behind them."""
    running, left = hashlib.sha256(), size
    file.seek(0)
    while part := file.read(_CHUNK if left is None else min(_CHUNK, left)):
        running.update(part)
        left = None if left is None else left - len(part)
    return running.hexdigest()
