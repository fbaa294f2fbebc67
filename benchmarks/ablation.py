"""What each step of reading buys: the same pages, one step left out at a time.

python -m benchmarks.ablation [--seed 2027] [--pages 39]
"""

import argparse
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, nullcontext
from dataclasses import replace
from functools import partial
from pathlib import Path
from unittest.mock import patch

from benchmarks.pages.making import MadePage, make_set
from benchmarks.reading_text import judge
from ingest.pixels.orientation import orientation_of
from ingest.reading import read_page
from ingest.recognition.line_recogniser import Care
from ingest.recognition.model_folder import ready_model
from ingest.recognition.ocr import OcrEngine
from ingest.recognition.ocr_network import NetworkEngine
from ingest.recognition.tessdata import LANGUAGE, find_tessdata
from ingest.recognition.trained_data import read_trained_data
from ingest.scans.scan import inspect
from ingest.scans.scan_file import ScanLimits
from workers.sandbox_engine import open_engine

Without = Callable[[], AbstractContextManager[object]]


def _same(grey: object, *_: object) -> object:
    return grey


def _as_it_lies(*given: object) -> object:
    return replace(orientation_of(*given), rotation=0)  # type: ignore[arg-type] # as it is called


VARIANTS: Mapping[str, Without] = {
    "all of it": nullcontext,
    "uneven light left": partial(patch, "ingest.pixels.working.evenly_lit", _same),
    "turn left": partial(patch, "ingest.reading.orientation_of", _as_it_lies),
    "tilt left": partial(patch, "ingest.pixels.cleaning._LEAST_TILT", 90.0),
    "stamps left": partial(patch, "ingest.pixels.cleaning.without_stamps", _same),
    "dot leaders left": partial(patch, "ingest.pixels.cleaning.without_leaders", _same),
    "always 150 dpi": partial(patch, "ingest.reading.choose_dpi", lambda *_: 150.0),
    "always 200 dpi": partial(patch, "ingest.reading.choose_dpi", lambda *_: 200.0),
}


def measure(seed: int, count: int) -> None:
    """Print letters wrong, words lost, fields found and processor time of each variant."""
    with tempfile.TemporaryDirectory(prefix="sohoa-bench-") as folder:
        pages = make_set(Path(folder) / "pages", seed, count)
        model = ready_model(Path(folder) / "model")
        if model is None:
            raise SystemExit("the recogniser's model cannot be built here")
        print(f"{count} pages of seed {seed}")
        print(f"{'':20} letters  words  values  CPU/page")
        engine = open_engine(model)
        for name, without in VARIANTS.items():
            with ExitStack() as stack:
                stack.enter_context(without())
                _tell(name, pages, engine)
        trained = read_trained_data(find_tessdata() / f"{LANGUAGE}.traineddata")
        once = NetworkEngine.load(model, trained, care=Care(doubt=0.0, more=()))
        _tell("one look a line", pages, once)
        _tell("thorough", pages, open_engine(model, thorough=True))
        _tell("tesserocr instead", pages, open_engine(None))


def _tell(name: str, pages: Sequence[MadePage], engine: OcrEngine) -> None:
    began = time.process_time()
    read = [_text(page.file, engine) for page in pages]
    cost = (time.process_time() - began) / len(pages)
    truth = judge(pages, read)
    print(f"{name:20} {truth.letters:7.2%} {truth.words:6.2%} {truth.values:7.1%} {cost:9.3f}")


def _text(file: Path, engine: OcrEngine) -> str:
    return read_page(file, inspect(file, file.name, ScanLimits()), 0, engine).text


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=2027)
    parser.add_argument("--pages", type=int, default=39)
    asked = parser.parse_args()
    measure(asked.seed, asked.pages)
