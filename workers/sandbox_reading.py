"""Tasks that read paper. Runs in a sandbox child only; `workers.sandboxed` is the other end."""

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from ingest.errors import EncryptedScanError, TooLargeError, UnreadableScanError
from ingest.reading import read_page, read_printed_page
from ingest.recognition.ocr import OcrEngine
from ingest.scans.scan import inspect as inspect_scan
from ingest.scans.scan_file import ScanFileInfo, ScanLimits
from ingest.scans.unlocking import unlock as unlock_scan
from ingest.text import PageKind
from workers.page_reading import ReadPage
from workers.sandbox_engine import open_engine
from workers.wire import from_wire, to_wire

Report = Callable[[int, int], None]
Request = Mapping[str, object]


def load_reader(request: Request, _report: Report) -> dict[str, object]:
    """{model, thorough} -> {}; loads the engine before the first page comes."""
    _engine(str(request["model"]), thorough=bool(request["thorough"]))
    return {}


def inspect(request: Request, _report: Report) -> dict[str, object]:
    """{path, name, limits} -> {info}."""
    limits = from_wire(ScanLimits, request["limits"])
    info = inspect_scan(Path(str(request["path"])), str(request["name"]), limits)
    return {"info": to_wire(info)}


def unlock(request: Request, _report: Report) -> dict[str, object]:
    """{path, password, out} -> {}; writes the PDF without its encryption to `out`."""
    unlock_scan(Path(str(request["path"])), str(request["password"]), Path(str(request["out"])))
    return {}


def read_pages(request: Request, report: Report) -> dict[str, object]:
    """{path, info, pages, model, thorough} -> {pages}: ReadPage each; reports after each."""
    path = Path(str(request["path"]))
    info = from_wire(ScanFileInfo, request["info"])
    numbers = from_wire(tuple[int, ...], request["pages"])
    engine = _engine(str(request["model"]), thorough=bool(request["thorough"]))
    read: list[object] = []
    for number in numbers:
        read.append(to_wire(_read_or_marked(path, info, number, engine)))
        report(len(read), len(numbers))
    return {"pages": read}


def read_printed(request: Request, _report: Report) -> dict[str, object]:
    """{path, info} -> {pages}: the born-digital pages with the text that they carry."""
    path = Path(str(request["path"]))
    pages = from_wire(ScanFileInfo, request["info"]).pages
    printed = (page for page in pages if page.kind is PageKind.BORN_DIGITAL)
    return {"pages": [to_wire(read_printed_page(path, page)) for page in printed]}


def _read_or_marked(path: Path, info: ScanFileInfo, number: int, engine: OcrEngine) -> ReadPage:
    try:
        return ReadPage(read_page(path, info, number, engine))
    except (UnreadableScanError, EncryptedScanError, TooLargeError) as error:
        return ReadPage(None, error.code)


@cache
def _engine(model: str = "", *, thorough: bool = False) -> OcrEngine:
    """Load the engine once a child: its network takes longer than a page. "" for no model."""
    return open_engine(Path(model) if model else None, thorough=thorough)
