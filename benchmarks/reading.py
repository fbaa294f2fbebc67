"""`make bench-reading`: speed and truth of reading against its peers, on the same unseen pages.

    python -m benchmarks.reading [--seed 2026] [--pages 24] [--rounds 2] [--report FILE]

Whole commands, start included; the readers take turns, so that a busy machine is busy for all.
"""

import argparse
import json
import multiprocessing
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from benchmarks.measure import Cost, run
from benchmarks.pages.making import MadePage, make_set
from benchmarks.readers import PEERS, Reader, readers
from benchmarks.reading_text import Truth, judge


def compare(seed: int, count: int, rounds: int, only: Sequence[str], report: Path) -> None:
    """Run all readers, print the table, keep every figure as JSON at `report`."""
    if not (PEERS / "ocrmypdf").exists():
        sys.exit("the peers are not installed: make bench-reading installs them")
    cores = os.cpu_count() or 1
    with tempfile.TemporaryDirectory(prefix="sohoa-bench-") as folder:
        out = Path(folder)
        images = out / "images"
        # In a process of its own: a child's peak memory counts what its parent held at the fork.
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            pages = pool.apply(make_set, (images, seed, count))
        stack = _bound(pages, out / "stack.pdf")
        rivals = [one for one in readers(stack, images, out, cores) if not only or one.name in only]
        costs: dict[str, list[Cost]] = {one.name: [] for one in rivals}
        for _ in range(rounds):
            for one in rivals:
                costs[one.name].append(run(one.command, quiet=out / "log"))
        truths = {one.name: judge(pages, one.text(one.output)) for one in rivals}
        sizes = {one.name: _size(one) for one in rivals}
        _print(pages, stack.stat().st_size, costs, truths, sizes)
        figures = {
            "seed": seed,
            "pages": count,
            "cores": cores,
            "input_bytes": stack.stat().st_size,
            "runs": {name: [asdict(cost) for cost in runs] for name, runs in costs.items()},
            "truth": {name: asdict(truth) for name, truth in truths.items()},
            "output_bytes": sizes,
        }
        report.parent.mkdir(parents=True, exist_ok=True)
        report.write_text(json.dumps(figures, indent=1))


def _bound(pages: Sequence[MadePage], pdf: Path) -> Path:
    """Bind the scans to one PDF, their bytes untouched."""
    scans = [str(page.file) for page in pages]
    command = [str(PEERS / "img2pdf"), *scans, "-o", str(pdf)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return pdf


def _size(reader: Reader) -> int:
    return reader.output.stat().st_size if reader.output.is_file() else 0


def _print(
    pages: Sequence[MadePage],
    given: int,
    costs: Mapping[str, Sequence[Cost]],
    truths: Mapping[str, Truth],
    sizes: Mapping[str, int],
) -> None:
    count = len(pages)
    ours = statistics.median(cost.wall for cost in next(iter(costs.values())))
    print(f"{count} pages, {given / 1e6:.1f} MB, {os.cpu_count()} cores, medians")
    print(
        f"{'':18}pages/s   wall  ratio  CPU/page  MiB  letters  running  words  values"
        "  on blank  out MB"
    )
    for name, runs in costs.items():
        wall = statistics.median(cost.wall for cost in runs)
        cpu = statistics.median(cost.cpu for cost in runs) / count
        peak = max(cost.peak_mib for cost in runs)
        truth = truths[name]
        print(
            f"{name:18}{count / wall:7.2f} {wall:6.1f} {wall / ours:6.2f} {cpu:9.3f} {peak:4.0f}"
            f" {truth.letters:8.2%} {truth.running:8.2%} {truth.words:6.1%} {truth.values:7.1%}"
            f" {truth.invented:9} {sizes[name] / 1e6:7.2f}"
        )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--pages", type=int, default=24)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--only", action="append", default=[], metavar="READER")
    parser.add_argument("--report", type=Path, default=Path("var/bench-reading.json"))
    asked = parser.parse_args()
    compare(asked.seed, asked.pages, asked.rounds, asked.only, asked.report)
