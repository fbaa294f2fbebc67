"""`sohoa digitize` against OCRmyPDF on the sample stack: A B C, A B C, in turn, on all cores."""

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

import pypdfium2

from benchmarks.measure import Cost, run
from benchmarks.words import word_error
from sohoa.samples.stack import DemoStack, make_demo_stack

_ROUNDS = 3
_SEED = 7
_PEERS = Path(__file__).parent.parent / ".venv-bench" / "bin"


def _commands(stack: Path, out: Path, cores: int) -> Mapping[str, Sequence[str]]:
    ours = [sys.executable, "-m", "sohoa", "digitize", str(stack)]
    peer = [str(_PEERS / "ocrmypdf"), "-l", "vie", "-j", str(cores), "-q"]
    side = str(out / "sohoa.json")
    return {
        "sohoa": [*ours, "-o", str(out / "sohoa.pdf"), "--sidecar", side, "--jobs", str(cores)],
        "ocrmypdf": [*peer, str(stack), str(out / "ocrmypdf.pdf")],
        "ocrmypdf -r -d": [
            *peer,
            "--rotate-pages",
            "--deskew",
            str(stack),
            str(out / "ocrmypdf -r -d.pdf"),
        ],
    }


def main(report: Path) -> None:
    """Print the table and keep all figures as JSON at `report`."""
    if not (_PEERS / "ocrmypdf").exists():
        sys.exit("the peers are not installed: make bench installs them")
    cores = os.cpu_count() or 1
    with tempfile.TemporaryDirectory(prefix="sohoa-bench-") as folder:
        out = Path(folder)
        stack = _stack(out / "stack")
        commands = _commands(stack.pdf, out, cores)
        costs: dict[str, list[Cost]] = {name: [] for name in commands}
        for _ in range(_ROUNDS):
            for name, command in commands.items():
                costs[name].append(run(command, quiet=out / "log"))
        errors = {name: _error(stack, out / f"{name}.pdf") for name in commands}
        sizes = {name: (out / f"{name}.pdf").stat().st_size for name in commands}
        _print(stack, costs, errors, sizes)
        report.write_text(
            json.dumps(
                {
                    "cores": cores,
                    "pages": len(stack.pages),
                    "input_bytes": stack.pdf.stat().st_size,
                    "tesseract": _tesseract(),
                    "runs": {name: [asdict(cost) for cost in runs] for name, runs in costs.items()},
                    "word_error": errors,
                    "output_bytes": sizes,
                },
                indent=1,
            )
        )


def _stack(folder: Path) -> DemoStack:
    """Make the stack elsewhere: a child's peak memory counts what its parent held at the fork."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(make_demo_stack, (folder, _SEED))


def _error(stack: DemoStack, pdf: Path) -> float:
    printed = (line for page in stack.pages for line in page.lines)
    with pypdfium2.PdfDocument(pdf) as document:
        read = [page.get_textpage().get_text_range() for page in document]
    return word_error(printed, read)


def _print(
    stack: DemoStack,
    costs: Mapping[str, Sequence[Cost]],
    errors: Mapping[str, float],
    sizes: Mapping[str, int],
) -> None:
    pages = len(stack.pages)
    ours = statistics.median(cost.wall for cost in costs["sohoa"])
    print(f"{pages} pages, {stack.pdf.stat().st_size / 1e6:.1f} MB, median of {_ROUNDS} runs")
    print(f"{'':16} pages/s  wall s  ratio  CPU s/page  peak MiB  words lost  out MB")
    for name, runs in costs.items():
        wall = statistics.median(cost.wall for cost in runs)
        cpu = statistics.median(cost.cpu for cost in runs) / pages
        peak = max(cost.peak_mib for cost in runs)
        print(
            f"{name:16} {pages / wall:7.2f} {wall:7.2f} {wall / ours:6.2f} {cpu:11.2f}"
            f" {peak:9.0f} {errors[name]:11.1%} {sizes[name] / 1e6:7.2f}"
        )


def _tesseract() -> str:
    told = subprocess.run(
        ["tesseract", "--version"], capture_output=True, text=True, timeout=10, check=True
    )
    return told.stdout.splitlines()[0]
