"""Keeps the recogniser's model in a folder, built once from tesseract's data.

Its name holds the data's SHA-256 and the builder's format: other data or another builder make
another file, and none is ever changed.
"""

import os
import tempfile
from pathlib import Path
from typing import Final

from ingest.errors import EngineMissingError
from ingest.recognition.network_weights import read_network
from ingest.recognition.trained_data import TrainedData

_FORMAT: Final = 1
"""Raised whenever the same data gives another model."""


def model_path(folder: Path, trained: TrainedData) -> Path:
    """Return where the model for `trained` lies in `folder`, whether or not it does yet."""
    return folder / f"line-{_FORMAT}-{trained.sha256}.onnx"


def prepare_model(folder: Path, trained: TrainedData) -> Path:
    """Return the model's file, building it where it is not there yet.

    Two processes may do so at once: each writes its own file, and the last to put it in place
    replaces one of the same content. Raises EngineDataError where the data is not for us,
    EngineMissingError where the folder cannot be written or the model's library is not there.
    """
    path = model_path(folder, trained)
    if path.is_file():
        return path
    weights = read_network(trained.network)
    try:
        # Loaded here only: whoever finds the model built has no use for the library.
        from ingest.recognition.network_model import build_model  # noqa: PLC0415
    except ImportError as error:
        raise EngineMissingError(f"the model cannot be built: {error}") from error
    model = build_model(weights)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, delete=False) as file:
            beside = Path(file.name)
            file.write(model)
            file.flush()
            os.fsync(file.fileno())
        beside.chmod(0o644)
        beside.replace(path)
    except OSError as error:
        raise EngineMissingError(f"the model cannot be kept in {folder}: {error}") from error
    return path
