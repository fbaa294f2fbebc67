"""The recogniser's model is built once, by whoever comes first, and never left half written."""

from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

import pytest

from ingest.errors import EngineDataError
from ingest.recognition.model_folder import model_path, prepare_model, ready_model
from ingest.recognition.network import LineNetwork
from ingest.recognition.tessdata import LANGUAGE, find_tessdata
from ingest.recognition.trained_data import TrainedData, read_trained_data
from workers.sandbox_engine import open_engine


@pytest.fixture(scope="module")
def trained() -> TrainedData:
    return read_trained_data(find_tessdata() / f"{LANGUAGE}.traineddata")


def test_a_model_that_is_there_is_not_built_again(tmp_path: Path, trained: TrainedData) -> None:
    path = prepare_model(tmp_path / "models", trained)
    before = path.stat()
    assert prepare_model(tmp_path / "models", trained) == path
    assert path.stat().st_mtime_ns == before.st_mtime_ns
    assert {one.suffix for one in path.parent.iterdir()} == {".onnx", ".sha256"}


def test_other_data_has_another_model(tmp_path: Path, trained: TrainedData) -> None:
    other = replace(trained, sha256="0" * 64)
    assert model_path(tmp_path, other) != model_path(tmp_path, trained)


def test_processes_that_build_at_once_end_with_one_whole_model(
    tmp_path: Path, trained: TrainedData
) -> None:
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        paths = set(pool.map(prepare_model, [tmp_path] * 2, [trained] * 2))
    (path,) = paths
    assert {file.suffix for file in tmp_path.iterdir()} == {".onnx", ".sha256"}
    assert LineNetwork(path).height == 36


def test_a_model_that_was_spoiled_on_the_disk_is_built_anew(
    tmp_path: Path, trained: TrainedData
) -> None:
    path = prepare_model(tmp_path, trained)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    assert prepare_model(tmp_path, trained) == path
    assert path.read_bytes() == whole


def test_a_folder_that_cannot_be_written_is_passed_over(tmp_path: Path) -> None:
    closed = tmp_path / "file"
    closed.write_bytes(b"")
    assert ready_model(closed / "models") is None
    model = ready_model(closed / "models", tmp_path / "spare")
    assert model is not None
    assert model.parent == tmp_path / "spare"


def test_data_of_another_network_is_refused(tmp_path: Path, trained: TrainedData) -> None:
    with pytest.raises(EngineDataError):
        prepare_model(tmp_path, replace(trained, network=trained.network[1000:]))
    assert not list(tmp_path.iterdir())


def test_a_damaged_model_leaves_the_reading_to_tesseract(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    damaged = tmp_path / "line.onnx"
    damaged.write_bytes(b"half a mod")
    assert type(open_engine(damaged)).__name__ == "TesserocrEngine"
    assert "the network cannot be used" in caplog.text
    assert type(open_engine(None)).__name__ == "TesserocrEngine"
