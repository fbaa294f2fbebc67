"""Long files: time against one SHA-256 pass and one write, memory over the idle process."""

import hashlib
import os
import re
import shutil
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.signing.contestants import our_signer
from benchmarks.signing.papers import Office, scan
from signing.profiles import Profile, SignatureSpec

_PAPERS = {
    "100 MB, 200 pages": {"pages": 200, "size": 100 << 20},
    "5,000 pages, 5 MB": {"pages": 5000, "size": 5 << 20},
}


def measure(office: Office, folder: Path) -> dict[str, dict[str, float]]:
    """Sign each as the command does, from file to file; print and return what it took."""
    signer, found = our_signer(office), {}
    for name, shape in _PAPERS.items():
        source, out = scan(folder / "long.pdf", **shape), folder / "signed.pdf"

        def sign(source: Path = source, out: Path = out) -> None:
            spec = SignatureSpec(profile=Profile.DIGITISER, at=signer.clock())
            signer.sign_file(source, out, spec, office.key)

        def floor(source: Path = source, out: Path = out) -> None:
            with source.open("rb") as file:
                hashlib.file_digest(file, "sha256")
            shutil.copyfile(source, out)
            with out.open("rb") as file:
                os.fsync(file.fileno())

        sign(scan(folder / "small.pdf", pages=2, size=1 << 20))  # so that everything is loaded
        idle = _resident("VmRSS")
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # forget the highest mark
        signed, least = _best(sign), _best(floor)
        peak = _resident("VmHWM") - idle
        found[name] = {"seconds": signed, "pass_and_write": least, "mib_over_idle": peak}
        print(f"\n{name}: {signed:.3f} s, one pass and write {least:.3f} s", end="")
        print(f" (x{signed / least:.2f}), {peak:.1f} MiB over idle")
    return found


def _best(work: Callable[[], None]) -> float:
    times = []
    for _ in range(5):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return min(times)


def _resident(which: str) -> float:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    match = re.search(rf"{which}:\s+(\d+) kB", status)
    return int(match[1]) / 1024 if match else 0.0
