"""Scans to archive PDF and side-car, without a server: the same rooms, the same sandbox.

Nothing is left half-written: every output is finished beside its place and then renamed.
"""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from ingest.archiving.archive_file import ArchiveMetadata
from ingest.digitize import propose
from ingest.errors import EncryptedScanError
from ingest.papers.types import builtin_types
from ingest.sidecar import to_json
from ingest.text import PageText, Reading, ReadingWarning, SourceFile
from sohoa.reading_files import Progress, Scan, read_files
from workers.errors import BAD_FILE, TaskRefusedError
from workers.reading_warnings import with_unread
from workers.sandboxed import Sandboxed


class DigitizeError(Exception):
    """Nothing was written; `code` says why."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Where to write what; None: not wanted."""

    out: Path | None
    split: Path | None
    sidecar: Path | None
    access: Path | None = None

    def misplaced(self) -> Path | None:
        """Return the first place where nothing can be written: a folder for a file, or so."""
        files = [file for file in (self.out, self.sidecar, self.access) if file is not None]
        folders = [*(file.parent for file in files), *([self.split] if self.split else [])]
        for file in files:
            if file.is_dir():
                return file
        return next((folder for folder in folders if not _may_hold_files(folder)), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Digitized:
    """What was read and written. `bad` names the scans that could not be read, with codes."""

    reading: Reading
    written: tuple[Path, ...]
    warnings: tuple[ReadingWarning, ...]
    bad: tuple[tuple[Path, str], ...]


@dataclass(frozen=True, slots=True)
class _Output:
    """What came of one of the things that were wanted."""

    written: tuple[Path, ...] = ()
    warnings: tuple[ReadingWarning, ...] = ()


@dataclass(frozen=True, slots=True)
class Digitizing:
    """Reads scans in the sandbox and writes what was asked for."""

    sandbox: Sandboxed
    now: datetime
    password: str | None = None

    def digitize(self, paths: Sequence[Path], wanted: Wanted, progress: Progress) -> Digitized:
        """Do it all; raise `DigitizeError` when nothing can be written.

        One bad scan among good ones harms nobody: it is named in `bad` and in the warnings.
        """
        if misplaced := wanted.misplaced():
            raise DigitizeError("no_place", str(misplaced))
        with tempfile.TemporaryDirectory(prefix="sohoa-") as private:
            return self._digitize(paths, wanted, progress, Path(private))

    def _digitize(
        self, paths: Sequence[Path], wanted: Wanted, progress: Progress, private: Path
    ) -> Digitized:
        scans, bad = self._inspect(paths, private)
        if not scans:
            raise DigitizeError("no_readable_scan", "; ".join(f"{p}: {c}" for p, c in bad))
        signed = [scan for scan in scans if scan.info.signed]
        if signed and (len(paths) > 1 or wanted.split is not None):
            names = ", ".join(str(scan.path) for scan in signed)
            raise DigitizeError("signed_among_others", names)
        read = read_files(self.sandbox, scans, progress)
        scans, unread, bad = read.scans, read.unread, (*bad, *read.bad)
        if not scans:
            raise DigitizeError("no_readable_scan", "; ".join(f"{p}: {c}" for p, c in bad))
        self.sandbox.load_writer()  # while we make sense of what was read
        reading = self._understand(scans, read.pages)
        outputs = [
            self._one_pdf(scans, reading, wanted.out, unread),
            self._parts(scans, reading, wanted.split, unread),
            self._access_copy(scans, reading, wanted.access, unread),
        ]
        written = [path for output in outputs for path in output.written]
        warnings = [
            *(_unread(path, code) for path, code in bad),
            *with_unread(reading.warnings, unread),
            *(warning for output in outputs for warning in output.warnings),
        ]
        reading = replace(reading, warnings=tuple(dict.fromkeys(warnings)))
        if wanted.sidecar is not None:
            text = json.dumps(to_json(reading), ensure_ascii=False)
            _place(wanted.sidecar, lambda part: part.write_text(text, encoding="utf-8"))
            written.append(wanted.sidecar)
        return Digitized(
            reading=reading, written=tuple(written), warnings=reading.warnings, bad=bad
        )

    def _inspect(
        self, paths: Sequence[Path], private: Path
    ) -> tuple[tuple[Scan, ...], tuple[tuple[Path, str], ...]]:
        scans: list[Scan] = []
        bad: list[tuple[Path, str]] = []
        for path in paths:
            if not path.is_file():
                bad.append((path, "not_a_file"))
                continue
            try:
                scans.append(self._look_at(path, private / f"{len(scans)}.pdf"))
            except BAD_FILE as error:
                bad.append((path, error.code))
        return tuple(scans), tuple(bad)

    def _look_at(self, path: Path, unlocked: Path) -> Scan:
        given = path.absolute()
        try:
            return Scan(path=path, opened=given, info=self.sandbox.inspect(given, path.name))
        except TaskRefusedError as error:
            if error.code != EncryptedScanError.code or self.password is None:
                raise
        self.sandbox.unlock(given, self.password, unlocked)
        info = self.sandbox.inspect(unlocked, path.name)
        with given.open("rb") as stream:
            sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
        info = replace(info, sha256=sha256, size=given.stat().st_size)
        return Scan(path=path, opened=unlocked, info=info)

    def _understand(self, scans: Sequence[Scan], pages: Sequence[PageText]) -> Reading:
        sources = tuple(
            SourceFile(name=s.info.name, sha256=s.info.sha256, media_type=s.info.media_type)
            for s in scans
        )
        whole = frozenset(n for n, scan in enumerate(scans) if scan.info.signed)
        return propose(sources, pages, builtin_types(), whole=whole)

    def _one_pdf(
        self, scans: Sequence[Scan], reading: Reading, out: Path | None, unread: frozenset[int]
    ) -> _Output:
        if out is None:
            return _Output()
        if scans[0].info.signed:  # then it is alone
            _place(out, lambda part: shutil.copyfile(scans[0].path, part))
            told = ReadingWarning(code="signed_copied", message="A signed PDF is never rewritten.")
            return _Output((out,), (told,))
        title = _title(reading, out)
        return _Output((out,), self._assemble(scans, reading.pages, out, title, unread))

    def _parts(
        self, scans: Sequence[Scan], reading: Reading, folder: Path | None, unread: frozenset[int]
    ) -> _Output:
        """Write a file for each paper; a part that fails costs no other part anything."""
        if folder is None:
            return _Output()
        folder.mkdir(parents=True, exist_ok=True)
        written: list[Path] = []
        warnings: list[ReadingWarning] = []
        for number, document in enumerate(reading.documents, start=1):
            target = folder / f"{number:03}.pdf"
            own = tuple(reading.pages[index] for index in document.pages)
            try:
                warnings += self._assemble(scans, own, target, document.title, unread)
            except BAD_FILE as error:
                warnings.append(_unwritten(target, own[0].index, error.code))
            else:
                written.append(target)
        return _Output(tuple(written), tuple(warnings))

    def _access_copy(
        self, scans: Sequence[Scan], reading: Reading, out: Path | None, unread: frozenset[int]
    ) -> _Output:
        if out is None:
            return _Output()
        meta = ArchiveMetadata(title=_title(reading, out), created=self.now)
        sources = [scan.opened for scan in scans]
        # What could not be read cannot be drawn either; the archive file has its bytes.
        pages = [page for page in reading.pages if page.index not in unread]
        try:
            _place(out, lambda part: self.sandbox.write_access_copy(sources, pages, part, meta))
        except BAD_FILE as error:
            return _Output((), (_unwritten(out, None, error.code),))
        return _Output((out,))

    def _assemble(
        self,
        scans: Sequence[Scan],
        pages: Sequence[PageText],
        out: Path,
        title: str,
        unread: frozenset[int],
    ) -> tuple[ReadingWarning, ...]:
        try:
            return self._write(scans, pages, out, title)
        except TaskRefusedError:
            # A page that nobody could read may be one that nobody can copy.
            whole = [page for page in pages if page.index not in unread]
            if len(whole) in {0, len(pages)}:
                raise
            return self._write(scans, whole, out, title)

    def _write(
        self, scans: Sequence[Scan], pages: Sequence[PageText], out: Path, title: str
    ) -> tuple[ReadingWarning, ...]:
        used = sorted({page.source for page in pages})
        renumbered = tuple(replace(page, source=used.index(page.source)) for page in pages)
        sources = [scans[number].opened for number in used]
        meta = ArchiveMetadata(title=title, created=self.now)
        found: list[ReadingWarning] = []

        def write(part: Path) -> None:
            found.extend(self.sandbox.assemble(sources, renumbered, part, meta).warnings)

        _place(out, write)
        return tuple(found)


def _title(reading: Reading, out: Path) -> str:
    return reading.documents[0].title if reading.documents else out.stem


def _unread(path: Path, code: str) -> ReadingWarning:
    return ReadingWarning(code="scan_unreadable", message=f"{path}: {code}")


def _unwritten(path: Path, page: int | None, code: str) -> ReadingWarning:
    return ReadingWarning(code="part_unwritten", message=f"{path}: {code}", page=page)


def _may_hold_files(folder: Path) -> bool:
    """Say whether the folder is one, or can become one: its nearest ancestor that exists is one."""
    there = next(place for place in (folder, *folder.absolute().parents) if place.exists())
    return there.is_dir()


def _place(target: Path, write: Callable[[Path], object]) -> None:
    """Let `write` fill a file in a private folder beside the target, then rename it there."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".sohoa-") as folder:
        part = Path(folder).absolute() / target.name
        write(part)
        part.replace(target)
