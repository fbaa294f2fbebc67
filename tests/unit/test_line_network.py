"""Our run of tesseract's network gives what the network's definition gives."""

from pathlib import Path

import numpy as np
import pytest

from ingest.errors import EngineDataError
from ingest.recognition.line_pixels import line_picture
from ingest.recognition.network import LineNetwork
from ingest.recognition.network_weights import NetworkWeights, read_network
from ingest.recognition.tessdata import LANGUAGE, find_tessdata
from ingest.recognition.trained_data import read_trained_data
from tests.support.line_pictures import printed_line
from tests.support.lstm import likelihoods

TEXTS = ("Số: 1245/QĐ-UBND", "Căn cứ Luật Tổ chức chính quyền địa phương", "Nữ", "Độc lập - Tự do")


@pytest.fixture(scope="module")
def weights() -> NetworkWeights:
    path = find_tessdata() / f"{LANGUAGE}.traineddata"
    return read_network(read_trained_data(path).network)


def test_the_likelihoods_are_those_of_the_definition(model: Path, weights: NetworkWeights) -> None:
    network = LineNetwork(model)
    pictures = [line_picture(printed_line(text), network.height, 0.9) for text in TEXTS]
    for picture, answer in zip(pictures, network.likelihoods(pictures), strict=True):
        expected = likelihoods(weights, picture.astype(np.float64))
        assert answer.shape == expected.shape
        assert np.abs(answer - expected).max() < 1e-3


def test_lines_read_together_say_what_each_says_alone(model: Path) -> None:
    network = LineNetwork(model)
    pictures = [line_picture(printed_line(text), network.height, 1.0) for text in TEXTS]
    together = network.likelihoods(pictures)
    for picture, answer in zip(pictures, together, strict=True):
        (alone,) = network.likelihoods([picture])
        assert np.abs(answer - alone).max() < 1e-4


def test_no_lines_give_no_likelihoods(model: Path) -> None:
    assert LineNetwork(model).likelihoods([]) == []


def test_a_file_that_is_no_model_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "line.onnx"
    path.write_bytes(b"no model")
    with pytest.raises(EngineDataError):
        LineNetwork(path)
    with pytest.raises(EngineDataError):
        LineNetwork(tmp_path / "missing.onnx")
