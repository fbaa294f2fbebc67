"""Brings a stored file to a level: the writing in a confined child, the asking in this process.

Like `signing.extending`, step by step across two processes: the child that opens the PDF has no
network, and its word is not taken for what it wrote. Each file that it makes must begin with the
bytes before (law 5), the digest that an authority stamps is recomputed here, and the whole is
judged at the end.
"""

import hashlib
import shutil
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Final

from signing.errors import FetchError, LevelUnreachableError, TimestampError
from signing.extending import check_kept, needs_stamp, stamp_field
from signing.lasting.gathering import Gatherer
from signing.lasting.holdings import Holdings
from signing.lasting.promise import Promise
from signing.lasting.renewal import renew_by
from signing.lasting.revisions import fill_room
from signing.policy import Policy
from signing.timestamping.timestamp import Timestamp, Timestamper
from signing.verdict import FileVerdict
from storage.clock import Clock
from storage.objects import Digest
from workers.errors import PermanentError, TransientError
from workers.placeholder_check import check_grown, check_prepared
from workers.sandboxed import Sandboxed
from workers.sandboxed_lasting import SandboxedLasting
from workers.workbench import Workbench, own_copy

_CHUNK: Final = 1 << 20
_ASK_AGAIN: Final = 300.0  # seconds: how soon a new revocation list is noticed


@dataclass(frozen=True, slots=True, kw_only=True)
class Lengthened:
    """The file with more in it, in the store; and what was learned of it."""

    sha256: Digest
    size: int
    verdict: FileVerdict
    judged_at: datetime
    renew_by: datetime | None
    timestamps: tuple[Timestamp, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lengthening:
    """See the module. `timestamper` None: no authority is configured."""

    sandbox: Sandboxed
    gatherer: Gatherer
    timestamper: Timestamper | None
    trust: Path | None
    policy: Policy
    clock: Clock

    def lengthen(self, bench: Workbench, key: Digest, promise: Promise) -> Lengthened:
        """Return the object `key`, grown until all its signatures keep the promise.

        Raises `TransientError` while an authority does not answer (`timestamp_unavailable`,
        `revocation_unreachable`, `crl_too_long`), `PermanentError` when what was made does not
        hold, and what the sandbox raises.
        """
        path = bench.fetch(key)
        child = SandboxedLasting(self.sandbox)
        work = _Work(path=path, key=key, size=path.stat().st_size, bench=bench, child=child)
        held = work.held()
        if needs_stamp(held, promise, None):
            self._stamp(work)
            held = work.held()
        if promise.rank >= Promise.B_LT.rank:
            self._prove(work, held)
        if promise is Promise.B_LTA:
            self._stamp(work)
        return self._judged(work, promise)

    def _prove(self, work: "_Work", held: Holdings) -> None:
        try:
            material = self.gatherer.of_file(held)
        except (FetchError, LevelUnreachableError) as error:
            code = error.code if error.code == "crl_too_long" else "revocation_unreachable"
            raise TransientError(code, str(error), wait=_ASK_AGAIN) from error
        out = work.next()
        work.child.write_store(work.path, material, out)
        with own_copy(out) as made:
            check_grown(made, before=work.key, size=work.size)
            work.take(made)

    def _stamp(self, work: "_Work") -> None:
        if self.timestamper is None:
            raise PermanentError("level_unreachable", "no timestamping authority is configured")
        out = work.next()
        room = work.child.write_room(work.path, stamp_field(), out)
        with own_copy(out) as made:
            check_prepared(
                made,
                shown=work.key,
                size=work.size,
                digest=room.digest.hex(),
                region=room.region,
            )
            try:
                given = self.timestamper.stamp(room.digest)
            except TimestampError as error:
                raise TransientError(error.code, str(error)) from error
            fill_room(made, room, given.token)
            work.take(made)
        work.stamps.append(given)

    def _judged(self, work: "_Work", promise: Promise) -> Lengthened:
        at = self.clock()
        verdict = self.sandbox.verify(work.path, self.trust, self.policy, at)
        if verdict.sha256 != work.key:
            raise PermanentError("self_check_failed", "another file was judged than was made")
        check_kept(verdict, promise)
        ends = renew_by(work.held())
        return Lengthened(
            sha256=work.kept(),
            size=work.size,
            verdict=verdict,
            judged_at=at,
            renew_by=ends,
            timestamps=tuple(work.stamps),
        )


@dataclass(slots=True, kw_only=True)
class _Work:
    """The file as it grows: where it lies, and by which digest we know it."""

    path: Path
    key: Digest
    size: int
    bench: Workbench
    child: SandboxedLasting
    stamps: list[Timestamp] = field(default_factory=list)
    steps: int = 0

    def held(self) -> Holdings:
        """Have the child say what the file holds."""
        return self.child.holdings(self.path)

    def next(self) -> Path:
        """Return where the child may write the next form."""
        self.steps += 1
        return self.bench.folder / f"written-{self.steps}.pdf"

    def take(self, made: BinaryIO) -> None:
        """Go on with our own copy of what the child made, which has been checked."""
        self.path = self.bench.folder / f"grown-{self.steps}.pdf"
        made.seek(0)
        with self.path.open("xb") as file:
            shutil.copyfileobj(made, file)
            self.size = file.tell()
        self.key = _digest(made)

    def kept(self) -> Digest:
        """Put the file into the store; the child may have changed what lies on the bench."""
        with own_copy(self.path) as made:
            if _digest(made) != self.key:
                raise PermanentError("self_check_failed", "the file was changed on the bench")
            return self.bench.objects.put(made)


def _digest(stream: BinaryIO) -> Digest:
    """Return the SHA-256 of all of it, and go back to the beginning."""
    running = hashlib.sha256()
    stream.seek(0)
    while part := stream.read(_CHUNK):
        running.update(part)
    stream.seek(0)
    return Digest(running.hexdigest())
