"""`make bench-signing`: ratios in one run, on one machine, over the same inputs.

    python -m benchmarks.signing [ROUNDS]

Every way signs a fresh copy of the same 1 MB file in turn, round after round, so that a busy
machine is as busy for each. What is compared is the processor's time in this process, the median
of the rounds; the clock's time is told beside it (a timestamp is mostly waiting for its authority).
"""

import json
import logging
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

from benchmarks.signing import long_files, verifying
from benchmarks.signing.authority import fast_authority
from benchmarks.signing.contestants import (
    Way,
    container,
    endesive_alone,
    ours,
    pyhanko_alone,
)
from benchmarks.signing.papers import PIN, Office, scan
from signing.timestamping.timestamp_rfc3161 import Rfc3161Timestamper
from sohoa.key_opening import opened_key
from sohoa.samples.softhsm import SoftHsm

_ROUNDS = 60
_HSM_PIN = "123456"


def batch(
    ways: Mapping[str, Way], source: Path, folder: Path, rounds: int
) -> dict[str, tuple[float, float]]:
    """Return each way's medians in milliseconds a file: processor, clock."""
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
    for turn in range(rounds + 1):
        for name, way in ways.items():
            copy = Path(shutil.copy(source, folder / "copy.pdf"))
            began = time.process_time(), time.perf_counter()
            way(copy)
            ended = time.process_time(), time.perf_counter()
            if turn:  # the first round loads what is loaded once
                times[name].append((1000 * (ended[0] - began[0]), 1000 * (ended[1] - began[1])))
    return {
        name: (statistics.median(f[0] for f in found), statistics.median(f[1] for f in found))
        for name, found in times.items()
    }


def main(rounds: int) -> None:
    """Measure everything, print tables, write var/bench-signing.json."""
    logging.getLogger("pyhanko").setLevel(logging.ERROR)  # it tells each file's level, often
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        office = Office.make(folder / "office")
        hsm = SoftHsm.make(folder / "hsm", "benchmark", _HSM_PIN)
        hsm.add(office.signer, "signer", 1)
        os.environ |= hsm.environment()
        device = stack.enter_context(opened_key(hsm.uri("signer"), _HSM_PIN))
        url = stack.enter_context(fast_authority(office.timestamping, PIN))
        timestamper = Rfc3161Timestamper([url], roots=office.trust.anchors)
        source = scan(folder / "1mb.pdf", pages=2, size=1 << 20)
        ways = {
            "endesive alone": endesive_alone(office),
            "pyHanko alone": pyhanko_alone(office),
            "pyHanko's container, our CMS": container(office),
            "ours, in place, self-check": ours(office, office.key),
            "ours, PKCS#11 (SoftHSM)": ours(office, device),
            "pyHanko alone, B-T": pyhanko_alone(office, url),
            "ours, B-T": ours(office, office.key, timestamper),
        }
        signing = batch(ways, source, folder, rounds)
        print(f"\n1 MB, RSA-2048, B-B, one process, median of {rounds}")
        for way, found in signing.items():
            cpu, wall = found
            ratio = signing["endesive alone"][0] / cpu, signing["pyHanko alone"][0] / cpu
            print(f"  {way:32} {cpu:7.2f} ms  {1000 / cpu:5.0f}/s  clock {wall:7.2f} ms", end="")
            print(f"  x{ratio[0]:.1f} endesive  x{ratio[1]:.1f} pyHanko")
        long = long_files.measure(office, folder)
        judged = verifying.measure(office, timestamper, source, folder)
    report = Path("var") / "bench-signing.json"
    report.parent.mkdir(exist_ok=True)
    found = {"signing_cpu_and_clock_ms": signing, "long": long, "verifying_ms": judged}
    report.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else _ROUNDS)
