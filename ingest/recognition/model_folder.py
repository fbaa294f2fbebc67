"""Keeps the recogniser's model in a folder, built once from tesseract's data.

Its name holds the data's SHA-256 and the builder's format: other data or another builder make
another file, and none is ever changed.
"""

import hashlib
import logging
import os
import tempfile
from pathlib import Path
from typing import Final

from ingest.errors import EngineMissingError
from ingest.recognition.tessdata import LANGUAGE, find_tessdata
from ingest.recognition.trained_data import TrainedData, read_trained_data

_log = logging.getLogger(__name__)

_FORMAT: Final = 1
"""Raised whenever the same data gives another model."""


def ready_model(*folders: Path) -> Path | None:
    """Return the model for this machine's tesseract data, kept in the first folder that can be.

    None, and a word in the log, where there is no such data, or none that we can run: pages are
    then read by tesseract itself. Quick where the model is there already. To be called before
    confined children start: they can read the model, and write none.
    """
    try:
        trained = read_trained_data(find_tessdata() / f"{LANGUAGE}.traineddata")
    except EngineMissingError as error:
        _log.warning("reading without our own recogniser: %s", error)
        return None
    for folder in folders:
        try:
            return prepare_model(folder, trained)
        except EngineMissingError as error:
            _log.warning("reading without our own recogniser: %s", error)
    return None


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
    if _is_whole(path):
        return path
    try:
        # Loaded here only: whoever finds the model built has no use for these libraries.
        from ingest.recognition.network_model import build_model  # noqa: PLC0415
        from ingest.recognition.network_weights import read_network  # noqa: PLC0415
    except ImportError as error:
        raise EngineMissingError(f"the model cannot be built: {error}") from error
    model = build_model(read_network(trained.network))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _put(path, model)
        _put(_digest_path(path), hashlib.sha256(model).hexdigest().encode())
    except OSError as error:
        raise EngineMissingError(f"the model cannot be kept in {folder}: {error}") from error
    return path


def _is_whole(path: Path) -> bool:
    """Say whether the model is there as it was built; disks spoil files."""
    try:
        digest = _digest_path(path).read_text("ascii")
        with path.open("rb") as model:
            return hashlib.file_digest(model, "sha256").hexdigest() == digest
    except (OSError, ValueError):
        return False


def _digest_path(path: Path) -> Path:
    return path.with_suffix(".sha256")


def _put(path: Path, content: bytes) -> None:
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        beside = Path(file.name)
        try:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            beside.chmod(0o644)  # the children may run as another user
            beside.replace(path)
        except OSError:
            beside.unlink(missing_ok=True)
            raise
