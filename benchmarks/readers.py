"""The readers that are compared: each a command from one PDF of scans to text."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.reading_text import text_of_pdf

PEERS: Final = Path(__file__).parent.parent / ".venv-bench" / "bin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """A name, the command, the file that it writes, and how its text is got at, page by page."""

    name: str
    command: Sequence[str]
    output: Path
    text: Callable[[Path], Sequence[str]] = text_of_pdf


def readers(stack: Path, images: Path, out: Path, cores: int) -> Sequence[Reader]:
    """Return all readers of the scans in `stack`; `images` holds the same pages as files."""
    return (
        _sohoa("sohoa", stack, out, cores),
        _sohoa("sohoa thorough", stack, out, cores, "--thorough"),
        _ocrmypdf("ocrmypdf", stack, out, cores),
        _ocrmypdf("ocrmypdf -r -d", stack, out, cores, "--rotate-pages", "--deskew"),
        _ocrmypdf("ocrmypdf -r -d -c", stack, out, cores, "-r", "-d", "--clean"),
        Reader(
            name="tesseract",
            command=[sys.executable, "-m", "benchmarks.bare", str(images), str(out / "bare")],
            output=out / "bare",
            text=_text_files,
        ),
        Reader(
            name="pytesseract loop",
            command=[sys.executable, "-m", "benchmarks.naive", str(stack), str(out / "naive.pdf")],
            output=out / "naive.pdf",
        ),
    )


def _sohoa(name: str, stack: Path, out: Path, cores: int, *options: str) -> Reader:
    pdf = out / f"{name}.pdf"
    side = ["--sidecar", str(pdf.with_suffix(".json"))]
    ours = [sys.executable, "-m", "sohoa", "digitize", str(stack), "-o", str(pdf), *side]
    return Reader(name=name, command=[*ours, "--jobs", str(cores), *options], output=pdf)


def _ocrmypdf(name: str, stack: Path, out: Path, cores: int, *options: str) -> Reader:
    pdf = out / f"{name}.pdf"
    peer = [str(PEERS / "ocrmypdf"), "-l", "vie", "-j", str(cores), "-q", *options]
    return Reader(name=name, command=[*peer, str(stack), str(pdf)], output=pdf)


def _text_files(folder: Path) -> Sequence[str]:
    return [file.read_text("utf-8") for file in sorted(folder.glob("*.txt"))]
