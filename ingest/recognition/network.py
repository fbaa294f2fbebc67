"""Runs the line recogniser: pictures of lines in, likelihoods of codes out.

Lines of much the same width go through together, a few at a time: the weights are fetched once
for all of them, and little is filled up.
"""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ingest.errors import EngineDataError, UnreadableScanError
from ingest.recognition.line_pixels import STEP

# As it loads, the library would number this machine in the home folder and tell its makers of
# every run. Its own switch comes too late; this one is read before (its Privacy.md).
os.putenv("ORT_DISABLE_TELEMETRY", "1")
import onnxruntime

Picture = NDArray[np.float32]
"""One line, height by width, -1 black to 1 white; the width is a multiple of STEP."""

Likelihoods = NDArray[np.float32]
"""Steps by codes: how likely each code is at each step of a line. Each row sums to 1."""

_TOGETHER: Final = 4  # measured best of 1 to 16
_COLUMNS_TOGETHER: Final = 6000  # bounds the memory
_ERRORS_ONLY: Final = 3


class LineNetwork:
    """A loaded network, on one thread of this process. `height` is that of its pictures."""

    def __init__(self, model: Path) -> None:
        """Load the model file; raise EngineDataError where it is none of ours."""
        settings = onnxruntime.SessionOptions()
        # One page, one processor: several pages are read at once by several processes.
        settings.intra_op_num_threads = 1
        settings.inter_op_num_threads = 1
        settings.add_session_config_entry("session.intra_op.allow_spinning", "0")
        # Without it, memory once taken for a wide line would be kept for ever.
        settings.enable_cpu_mem_arena = False
        settings.enable_mem_pattern = False
        settings.log_severity_level = _ERRORS_ONLY
        try:
            self._session = onnxruntime.InferenceSession(
                str(model), settings, providers=["CPUExecutionProvider"]
            )
            pictures, lengths = self._session.get_inputs()
            self.height = int(pictures.shape[2])
        # onnxruntime's errors share no base but RuntimeError and Exception.
        except Exception as error:
            raise EngineDataError(f"the network cannot be loaded: {error}") from error
        self._pictures, self._lengths = str(pictures.name), str(lengths.name)

    def likelihoods(self, pictures: Sequence[Picture]) -> list[Likelihoods]:
        """Return the likelihoods for each picture; raise UnreadableScanError when it gives up."""
        answers: dict[int, Likelihoods] = {}
        for numbers in _groups([picture.shape[1] for picture in pictures]):
            chosen = [pictures[number] for number in numbers]
            answers.update(zip(numbers, self._together(chosen), strict=True))
        return [answers[number] for number in range(len(pictures))]

    def _together(self, pictures: Sequence[Picture]) -> list[Likelihoods]:
        widths = [picture.shape[1] for picture in pictures]
        filled = np.zeros((len(pictures), 1, self.height, max(widths)), np.float32)
        for row, picture in zip(filled, pictures, strict=True):
            row[0, :, : picture.shape[1]] = picture
        steps = np.array(widths, np.int32) // STEP
        given = {self._pictures: filled, self._lengths: steps}
        try:
            (answer,) = self._session.run(None, given)
        except Exception as error:
            raise UnreadableScanError(f"the network gave up on a line: {error}") from error
        return [answer[:length, line] for line, length in enumerate(steps)]


def _groups(widths: Sequence[int]) -> Iterator[list[int]]:
    """Give the lines' numbers in groups of like width, narrow ones first."""
    group: list[int] = []
    for number in sorted(range(len(widths)), key=widths.__getitem__):
        if len(group) == _TOGETHER or (len(group) + 1) * widths[number] > _COLUMNS_TOGETHER:
            if group:
                yield group
            group = []
        group.append(number)
    if group:
        yield group
