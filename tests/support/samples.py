"""The sample dossier, made once for all tests, and the engine that reads it."""

from pathlib import Path
from random import Random

import pytest

from ingest.reading import read_page
from ingest.recognition.model_folder import ready_model
from ingest.recognition.ocr import OcrEngine
from ingest.scans.scan import inspect
from ingest.scans.scan_file import ScanFileInfo, ScanLimits
from ingest.text import PageText
from sohoa.samples.stack import DemoStack, make_demo_stack
from workers.sandbox_engine import open_engine


@pytest.fixture(scope="session")
def sample_stack(tmp_path_factory: pytest.TempPathFactory) -> DemoStack:
    """Twelve scanned pages and a draft decision, with the truth about them."""
    return make_demo_stack(tmp_path_factory.mktemp("sample"), seed=1)


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The recogniser's model, built once."""
    path = ready_model(tmp_path_factory.mktemp("models"))
    assert path is not None
    return path


@pytest.fixture(scope="session")
def engine(model: Path) -> OcrEngine:
    """The engine that reads in a child, chosen as there."""
    return open_engine(model)


@pytest.fixture(scope="session")
def sample_pages(sample_stack: DemoStack, engine: OcrEngine) -> tuple[PageText, ...]:
    """The twelve pages, read."""
    info = look_at(sample_stack.pdf)
    return tuple(
        read_page(sample_stack.pdf, info, number, engine) for number in range(len(info.pages))
    )


def look_at(path: Path) -> ScanFileInfo:
    return inspect(path, path.name, ScanLimits())


def dice(seed: int) -> Random:
    return Random(seed)  # noqa: S311 - invents paper, guards nothing
