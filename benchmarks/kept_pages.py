"""Pages of a drawn set, read once and kept as side-cars, so that what follows can be measured."""

import json
from pathlib import Path

from ingest.reading import read_page
from ingest.recognition.model_folder import ready_model
from ingest.scans.scan import inspect
from ingest.scans.scan_file import ScanLimits
from ingest.sidecar import from_json, to_json
from ingest.text import PageText, Reading
from workers.sandbox_engine import open_engine


def kept_pages(folder: Path, kept: Path) -> dict[str, PageText]:
    """Return the set's pages by their three-digit names; reads those that `kept` does not hold."""
    kept.mkdir(parents=True, exist_ok=True)
    pages: dict[str, PageText] = {}
    engine = None
    for entry in json.loads((folder / "manifest.json").read_text("utf-8"))["pages"]:
        key = f"{entry['n']:03d}"
        file = kept / f"{key}.json"
        if not file.exists():
            engine = engine or open_engine(ready_model(kept.parent))
            scan = folder / entry["file"]
            page = read_page(scan, inspect(scan, scan.name, ScanLimits()), 0, engine)
            sidecar = to_json(Reading(sources=(), pages=(page,), documents=()))
            file.write_text(json.dumps(sidecar, ensure_ascii=False), "utf-8")
        pages[key] = from_json(json.loads(file.read_text("utf-8"))).pages[0]
    return pages
