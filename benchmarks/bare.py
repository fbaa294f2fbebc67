"""Bare tesseract: one call a page on the scanner's own pixels, as many at once as there are cores.

python -m benchmarks.bare FOLDER_OF_IMAGES OUT
"""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

images, out = Path(sys.argv[1]), Path(sys.argv[2])
out.mkdir(exist_ok=True)


def read(image: Path) -> None:
    """Write the text of one page."""
    subprocess.run(
        ["tesseract", str(image), str(out / image.stem), "-l", "vie"],
        check=True,
        capture_output=True,
        timeout=120,
    )


files = sorted(file for file in images.iterdir() if file.suffix in {".jpg", ".tif"})
with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
    list(pool.map(read, files))
