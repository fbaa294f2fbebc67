"""The task that looks at pages and reads none. Runs in a sandbox child only."""

import time
from collections.abc import Callable, Mapping
from pathlib import Path

from ingest.looking import look_through
from ingest.scans.scan_file import ScanFileInfo
from workers.wire import from_wire, to_wire


def look(request: Mapping[str, object], _report: Callable[[int, int], None]) -> dict[str, object]:
    """{path, info, seconds} -> {seen}: the first pages that can be judged in that time."""
    info = from_wire(ScanFileInfo, request["info"])
    end = time.monotonic() + from_wire(float, request["seconds"])
    seen = look_through(Path(str(request["path"])), info, lambda: time.monotonic() < end)
    return {"seen": to_wire(seen)}
