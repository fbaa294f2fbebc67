"""Coverage-guided fuzzing of opening and parsing with atheris; ends by itself.

python -m tests.fuzz.guided RUNS FOLDER, an empty folder, which is left to whoever gave it.
"""

import sys
from pathlib import Path
from typing import Final

import atheris

with atheris.instrument_imports(include=["ingest.scans"]):
    from ingest.errors import IngestError
    from ingest.scans.images import load_page
    from ingest.scans.scan import inspect
    from ingest.scans.scan_file import ScanLimits

from tests.fuzz.seeds import seeds

_LIMITS: Final = ScanLimits(file_bytes=1_000_000, page_pixels=1_000_000, pages=20)


def main() -> None:
    """Run; an exception that is not the room's own ends the run with its input on disk."""
    runs, folder = sys.argv[1], Path(sys.argv[2])
    corpus, scan = folder / "corpus", folder / "scan"
    corpus.mkdir()
    for name, data in seeds().items():
        (corpus / name).write_bytes(data)

    def one(data: bytes) -> None:
        scan.write_bytes(data)
        try:
            load_page(scan, inspect(scan, "scan", _LIMITS), 0)
        except IngestError:
            return

    options = [f"-runs={runs}", "-max_len=65536", "-timeout=20", "-rss_limit_mb=2048"]
    atheris.Setup([sys.argv[0], *options, f"-artifact_prefix={folder}/", str(corpus)], one)
    atheris.Fuzz()  # never comes back


if __name__ == "__main__":
    main()
