"""The task that writes a copy to look at. Runs in a sandbox child only.

Apart from the archive's: whoever writes that need not load what takes pictures apart.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

from ingest.archiving.access_copy import write_access_copy as write_copy
from ingest.archiving.archive_file import ArchiveMetadata
from ingest.text import PageText
from workers.wire import from_wire, to_wire

Report = Callable[[int, int], None]
Request = Mapping[str, object]


def write_access_copy(request: Request, _report: Report) -> dict[str, object]:
    """Write the small copy to `out`: {sources, pages, meta, out} -> {result}."""
    result = write_copy(
        from_wire(tuple[Path, ...], request["sources"]),
        from_wire(tuple[PageText, ...], request["pages"]),
        Path(str(request["out"])),
        from_wire(ArchiveMetadata, request["meta"]),
    )
    return {"result": to_wire(result)}
