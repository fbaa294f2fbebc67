"""The typed face of the sandbox: what the steps may have done to a file, with values in and out.

The functions of the same names in `ingest` and `signing` do the work, in a confined child; this
module never opens a file from outside. All paths are absolute. Every method raises what
`SandboxError` lists; a bad file is a `TaskRefusedError` with the code of the room that refused it.
"""

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Final, Protocol, TypeVar

from ingest.archiving.archive_file import ArchiveMetadata, ArchiveResult
from ingest.scans.scan_file import ScanFileInfo, ScanLimits
from ingest.text import PageFindings, PageText
from signing.policy import Policy
from signing.profiles import SignatureSpec
from signing.verdict import FileVerdict
from workers.errors import CrashedError
from workers.page_reading import ReadPage, read_in_runs
from workers.sandbox import Sandbox
from workers.wire import from_wire, to_wire

_log = logging.getLogger(__name__)

T = TypeVar("T")
Report = Callable[[int, int], None]
Judge = Callable[[object], dict[str, object]]  # what was fetched, on the wire -> the child's answer

_PAGE_SECONDS: Final = 60.0
_FILE_SECONDS: Final = 60.0
_SIGNED_SECONDS: Final = 60.0
_RENDER_SECONDS: Final = 20.0
_LAST_PAGE_SECONDS: Final = 5.0  # for the page that is being judged when the time is over
_PAGE_WRITTEN_SECONDS: Final = 2.0
_PAGE_SHOWN_SECONDS: Final = 10.0
_VERIFY_SECONDS: Final = 30.0


class Asking(Protocol):
    """Asks authorities what a judge lacks."""

    def judged(self, judge: Judge, trust: Path, at: datetime) -> FileVerdict:
        """Return the verdict as of `at`, after all that could be had was fetched."""
        ...


class Sandboxed:
    """Files in, facts out. Thread safe. `children` is how many runs of pages are read at once.

    `model` is the recogniser's model (`ingest.recognition.model_folder`), within the children's
    reach; without it pages are read by tesseract itself, several times slower. `thorough`: lines
    that stay doubtful are looked at more often.

    A child that dies is asked for once more: it may have been killed from outside, by the kernel
    when the machine's memory was short or by a person, which says nothing about the paper. A
    second death does.
    """

    def __init__(
        self,
        sandbox: Sandbox,
        *,
        children: int = 1,
        model: Path | None = None,
        thorough: bool = False,
        asking: Asking | None = None,
    ) -> None:
        self._sandbox = sandbox
        self._children = children
        self._asking = asking
        # Of several files read at once, all runs wait here, and not so long for a child that it
        # counts as busy: a run of one page would lose its patience behind runs of eight.
        self._turns = threading.Semaphore(children)
        self._engine = {"model": str(model or ""), "thorough": thorough}

    def load_reader(self) -> None:
        """Start all children with their engines loaded, and do not wait for it."""
        self._sandbox.warm("load_reader", self._engine, _FILE_SECONDS)

    def load_writer(self) -> None:
        """Have the children load what writes archive files, and do not wait for it."""
        self._sandbox.warm("load_writer", {}, _FILE_SECONDS)

    def inspect(self, path: Path, name: str, limits: ScanLimits | None = None) -> ScanFileInfo:
        """Tell what a scan file is, before any page is decoded."""
        request = {"path": str(path), "name": name, "limits": to_wire(limits or ScanLimits())}
        return fact(ScanFileInfo, self.ask("inspect", request, _FILE_SECONDS).get("info"))

    def look(self, path: Path, info: ScanFileInfo, seconds: float) -> tuple[PageFindings, ...]:
        """Judge the pictures of the first pages, as many as can be in about that time.

        Not tried again when the child dies: whoever waits for this cannot wait twice.
        """
        request = {"path": str(path), "info": to_wire(info), "seconds": seconds}
        answer = self._sandbox.call("look", request, seconds + _LAST_PAGE_SECONDS)
        return fact(tuple[PageFindings, ...], answer.get("seen"))

    def unlock(self, path: Path, password: str, out: Path) -> None:
        """Write the encrypted PDF to `out` without its encryption."""
        request = {"path": str(path), "password": password, "out": str(out)}
        self.ask("unlock", request, _FILE_SECONDS)

    def read_pages(
        self,
        path: Path,
        info: ScanFileInfo,
        pages: Sequence[int],
        on_progress: Report | None = None,
    ) -> tuple[ReadPage, ...]:
        """Read these pages of a file, in the order given; mark those that cannot be read.

        Raises, of what is the paper's fault, only TaskFailedError, when it met every page.
        `on_progress` hears (pages done, pages asked for), one call at a time, in any thread.
        """

        def read(run: Sequence[int], hear: Report) -> tuple[ReadPage, ...]:
            request = {
                "path": str(path),
                "info": to_wire(info),
                "pages": list(run),
                **self._engine,
            }
            with self._turns:
                answer = self.ask("read_pages", request, _PAGE_SECONDS * len(run), hear)
            found = fact(tuple[ReadPage, ...], answer.get("pages"))
            if len(found) != len(run):
                raise CrashedError("the child's answer has other pages than were asked for")
            return found

        return read_in_runs(read, pages, self._children, on_progress)

    def read_printed(self, path: Path, info: ScanFileInfo) -> tuple[PageText, ...]:
        """Return the born-digital pages of a file with the text that they carry.

        Nothing is recognised: quick, and needs no engine. Pages that are pictures are left out.
        """
        request = {"path": str(path), "info": to_wire(info)}
        answer = self.ask("read_printed", request, _FILE_SECONDS)
        return fact(tuple[PageText, ...], answer.get("pages"))

    def render(self, path: Path, page: int, width: int, out: Path) -> None:
        """Draw page `page` (from 0), `width` pixels wide, as a PNG file at `out`."""
        request = {"path": str(path), "page": page, "width": width, "out": str(out)}
        self.ask("render", request, _RENDER_SECONDS)

    def assemble(
        self, sources: Sequence[Path], pages: Sequence[PageText], out: Path, meta: ArchiveMetadata
    ) -> ArchiveResult:
        """Write the searchable archive PDF of these pages to `out`.

        `page.source` indexes into `sources`.
        """
        return self._written("assemble", _PAGE_WRITTEN_SECONDS, sources, pages, out, meta)

    def write_access_copy(
        self, sources: Sequence[Path], pages: Sequence[PageText], out: Path, meta: ArchiveMetadata
    ) -> ArchiveResult:
        """Write a small searchable copy of these pages to `out`, which is not the archive's."""
        return self._written("write_access_copy", _PAGE_SHOWN_SECONDS, sources, pages, out, meta)

    def verify(
        self,
        path: Path,
        trust: Path | None,
        policy: Policy,
        at: datetime,
        *,
        password: str | None = None,
        evidence: Path | None = None,
    ) -> FileVerdict:
        """Judge the file's signatures; `trust` is a folder of certificates and answers.

        Answers that the judge lacks are asked for here, where the child has no network. What the
        verdict rests on is left in the folder `evidence` (`workers.evidence_folder`).
        A bad signature is a value. A file that breaks or exhausts the judge raises, as the machine
        may be to blame: whoever asks decides what to make of it.
        """
        request = {
            "path": str(path),
            "trust": None if trust is None else str(trust),
            "policy": to_wire(policy),
            "at": to_wire(at),
            "password": password,
            "evidence": None if evidence is None else str(evidence),
        }

        def judge(fetched: object = None) -> dict[str, object]:
            return self.ask("verify", {**request, "fetched": fetched}, _VERIFY_SECONDS)

        if self._asking is None or trust is None:
            return fact(FileVerdict, judge().get("verdict"))
        return self._asking.judged(judge, trust, at)

    def stamp(
        self, path: Path, out: Path, *, number: str, on: date, font: Path | None, link: str | None
    ) -> None:
        """Write the draft with its number and date, and a code of the link, to `out`."""
        facts = {"path": path, "number": number, "on": on, "font": font, "link": link, "out": out}
        self.ask("stamp", {name: to_wire(it) for name, it in facts.items()}, _SIGNED_SECONDS)

    def prepare(
        self,
        path: Path,
        spec: SignatureSpec,
        certificate: str,
        out: Path,
        *,
        trust: Path | None = None,
    ) -> tuple[str, tuple[int, int]]:
        """Write the PDF with room for one signature to `out`.

        `certificate` is PEM; by `trust` the signatures already there are judged. Returns the hex
        SHA-256 over the byte range and the placeholder's region in `out`.
        """
        request = {
            "path": str(path),
            "spec": spec.to_json(),
            "certificate": certificate,
            "trust": None if trust is None else str(trust),
            "out": str(out),
        }
        answer = self.ask("prepare", request, _SIGNED_SECONDS)
        digest = fact(str, answer.get("digest"))
        return digest, fact(tuple[int, int], answer.get("region"))

    def embed(
        self,
        path: Path,
        *,
        region: tuple[int, int],
        cms: bytes,
        original: str,
        size: int,
        certificate: str,
        roots: Sequence[str],
        at: datetime,
        timestamped: bool,
        out: Path,
    ) -> None:
        """Put the CMS into the prepared file at `path`, check the whole, and write it to `out`.

        `original` is the hex SHA-256 of the file before it was prepared; `certificate` and `roots`
        are PEM. Nothing is written when the self-check fails (code `self_check_failed`).
        """
        request = {
            "path": str(path),
            "region": list(region),
            "cms": to_wire(cms),
            "original": to_wire(bytes.fromhex(original)),
            "size": size,
            "certificate": certificate,
            "roots": list(roots),
            "at": to_wire(at),
            "timestamped": timestamped,
            "out": str(out),
        }
        self.ask("embed", request, _SIGNED_SECONDS)

    def _written(
        self,
        task: str,
        page_seconds: float,
        sources: Sequence[Path],
        pages: Sequence[PageText],
        out: Path,
        meta: ArchiveMetadata,
    ) -> ArchiveResult:
        request = {
            "sources": to_wire(tuple(sources)),
            "pages": to_wire(tuple(pages)),
            "meta": to_wire(meta),
            "out": str(out),
        }
        answer = self.ask(task, request, _FILE_SECONDS + page_seconds * len(pages))
        return fact(ArchiveResult, answer.get("result"))

    def ask(
        self,
        task: str,
        request: Mapping[str, object],
        timeout: float,
        on_progress: Report | None = None,
    ) -> dict[str, object]:
        """Have a task of `workers.sandbox_tasks` done in `timeout` seconds."""
        try:
            return self._sandbox.call(task, request, timeout, on_progress)
        except CrashedError as error:
            _log.warning("task %s is tried once more: %s", task, error)
            return self._sandbox.call(task, request, timeout, on_progress)


def fact(kind: type[T], wire: object) -> T:
    """Return the fact that the child sent; `CrashedError` where it is none."""
    try:
        return from_wire(kind, wire)
    except (TypeError, ValueError, KeyError) as error:
        raise CrashedError(f"the child's answer is no {kind}: {error}") from error
