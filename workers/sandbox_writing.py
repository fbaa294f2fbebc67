"""Tasks that write pictures and archive files. Runs in a sandbox child only.

Apart from the tasks that read: a child that only reads need not load what writes.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

from ingest.archiving.archive import assemble as write_archive
from ingest.archiving.archive_file import ArchiveMetadata
from ingest.scans.rendering import render_page
from ingest.text import PageText
from workers.wire import from_wire, to_wire

Report = Callable[[int, int], None]
Request = Mapping[str, object]


def load_writer(_request: Request, _report: Report) -> dict[str, object]:
    """{} -> {}; this module has loaded what writes before anything is to be written."""
    return {}


def render(request: Request, _report: Report) -> dict[str, object]:
    """{path, page, width, out} -> {}; writes a PNG to `out`."""
    page, width = from_wire(tuple[int, int], [request["page"], request["width"]])
    picture = render_page(Path(str(request["path"])), page, width)
    Path(str(request["out"])).write_bytes(picture)
    return {}


def assemble(request: Request, _report: Report) -> dict[str, object]:
    """Write the archive PDF to `out`: {sources, pages, meta, out} -> {result}."""
    result = write_archive(
        from_wire(tuple[Path, ...], request["sources"]),
        from_wire(tuple[PageText, ...], request["pages"]),
        Path(str(request["out"])),
        from_wire(ArchiveMetadata, request["meta"]),
    )
    return {"result": to_wire(result)}
