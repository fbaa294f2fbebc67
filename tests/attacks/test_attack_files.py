"""Files made to hurt: each is refused, or read, in time, in the child alone, and leaves nothing."""

import http.server
import resource
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from api.languages import Language, Phrases
from ingest.archiving.archive_file import ArchiveMetadata
from ingest.scans.scan_file import MediaType
from tests.support import coded_images, hostile
from tests.support import pdf_attacks as pdf
from tests.support import picture_attacks as picture
from workers.errors import SandboxError
from workers.file_reach import Reach
from workers.sandbox import Sandbox
from workers.sandboxed import Sandboxed

SECONDS = 60.0  # far below what a task may take; most are done in tenths
PARENT_GROWTH = 50 << 20

REFUSED: dict[str, Callable[[], bytes]] = {
    "nothing": bytes,
    "one byte": lambda: b"%",
    "a PDF of one byte": lambda: b"%PDF-",
    "gif": lambda: picture.animation("GIF"),
    "animated webp": lambda: picture.animation("WEBP"),
    "a page tree in itself": pdf.recursive_tree,
    "a deep page tree": pdf.deep_tree,
    "100,000 pages": pdf.many_kids,
    "no pages, tables in a circle": pdf.tables_in_a_circle,
    "JPEG 2000 flood": pdf.jpx_flood,
    "PNG flood": lambda: picture.png(30_000, 30_000, bits=1),
    "TIFF in a circle": picture.tiff_loop,
    "TIFF that claims": lambda: hostile.tiff_that_claims(60_000, 60_000),
    "HEIC grid": picture.heic_grid,
}
# What may be read: the hurt is in the time and memory that it takes.
HEAVY: dict[str, Callable[[], bytes]] = {
    "2,147,483,647 pages": pdf.lying_count,
    "JBIG2 flood": pdf.jbig2_flood,
    "deep arrays": pdf.deep_arrays,
    "deep dictionaries": pdf.deep_dictionaries,
    "forms in a circle": pdf.forms_in_a_circle,
    "endless content": pdf.endless_content,
    "Flate, three times": pdf.flate_bomb,
    "run lengths": pdf.run_length_bomb,
    "LZW": pdf.lzw_bomb,
    "HEIC of many pictures": picture.heic_of_many_items,
    "PNG texts": picture.png_with_text_bombs,
    "TIFF LZW": lambda: picture.tiff_bomb("tiff_lzw"),
    "TIFF Deflate": lambda: picture.tiff_bomb("tiff_deflate"),
}

WHOLE = coded_images.pdf_with(coded_images.all_codings()["jpeg"])
POLYGLOTS = {
    "PDF that ends in a ZIP": (WHOLE + picture.archive(), MediaType.PDF),
    "ZIP in a JPEG": (hostile.jpeg() + picture.archive() + b"\xff\xd9", MediaType.JPEG),
    "PDF in a JPEG's comment": (picture.jpeg_around(WHOLE), MediaType.JPEG),
    "script before a PDF": (b"<script>alert(1)</script>\n" + WHOLE, MediaType.PDF),
}
LOCKED = {
    f"R{revision}": pdf.locked(WHOLE, revision, aes=aes)
    for revision, aes in ((2, False), (3, False), (4, False), (4, True), (6, True))
}


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("room")


@pytest.fixture(scope="module")
def reader(room: Path, model: Path) -> Iterator[Sandboxed]:
    (room / "scratch").mkdir()
    reach = Reach(read=(str(model), str(room)))
    with Sandbox(scratch=room / "scratch", reach=reach) as sandbox:
        yield Sandboxed(sandbox, model=model)
    assert list((room / "scratch").iterdir()) == []


def outcome(reader: Sandboxed, room: Path, data: bytes) -> str | None:
    """Inspect and read the first pages; return why not, None where they were read.

    What it costs is checked here: time, and memory of this process.
    """
    path = hostile.put(room, data)
    before, begun = resident(), time.monotonic()
    try:
        info = reader.inspect(path, "scan")
        read = reader.read_pages(path, info, range(min(2, len(info.pages))))
        code = read[0].problem
    except SandboxError as error:
        code = error.code
    finally:
        path.unlink()
    assert time.monotonic() - begun < SECONDS
    assert resident() - before < PARENT_GROWTH
    left = {one.name for one in (room / "scratch").rglob("*") if one.is_file()}
    assert left <= {".lock", "stderr"}
    return code


def resident() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize()


def has_words(code: str) -> bool:
    """Say whether both languages tell what it is and what to do."""
    phrases = Phrases.load()
    known = [phrases.problems[language].get(code) for language in Language]
    return all(one is not None and one.title and one.advice for one in known)


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_paper_is_refused(reader: Sandboxed, room: Path, name: str) -> None:
    code = outcome(reader, room, REFUSED[name]())
    assert code is not None
    assert has_words(code)


@pytest.mark.parametrize("name", HEAVY)
def test_what_weighs_too_much_costs_no_more_than_a_child(
    reader: Sandboxed, room: Path, name: str
) -> None:
    code = outcome(reader, room, HEAVY[name]())
    assert code is None or has_words(code)
    good = reader.inspect(hostile.put(room, WHOLE, "good.pdf"), "good.pdf")
    assert len(good.pages) == 1


def test_nothing_in_a_paper_is_run_or_fetched(reader: Sandboxed, room: Path) -> None:
    fetched: list[str] = []

    class Listener(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            fetched.append(self.path)

        do_POST = do_GET  # noqa: N815 - the library's name

    canary = room / "canary"
    with http.server.HTTPServer(("127.0.0.1", 0), Listener) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}/canary"
        path = hostile.put(room, pdf.with_canary(canary, url), "scripted.pdf")
        info = reader.inspect(path, "scan")
        (page,) = reader.read_pages(path, info, [0])
        assert page.page is not None
        reader.render(path, 0, 300, room / "scratch" / "shown.png")
        meta = ArchiveMetadata(title="Thử", created=datetime(2026, 1, 1, tzinfo=UTC))
        reader.assemble([path], [page.page], room / "scratch" / "archive.pdf", meta)
        server.shutdown()
    assert not canary.exists()
    assert fetched == []
    for name in ("shown.png", "archive.pdf"):
        (room / "scratch" / name).unlink()


@pytest.mark.parametrize("name", POLYGLOTS)
def test_a_file_of_many_kinds_is_one_kind(reader: Sandboxed, room: Path, name: str) -> None:
    data, kind = POLYGLOTS[name]
    path = hostile.put(room, data)
    info = reader.inspect(path, "scan")
    assert info.media_type is kind
    assert reader.read_pages(path, info, [0])[0].problem is None


@pytest.mark.parametrize("name", LOCKED)
def test_a_locked_file_says_so_whatever_locks_it(reader: Sandboxed, room: Path, name: str) -> None:
    assert outcome(reader, room, LOCKED[name]) == "encrypted_scan"
