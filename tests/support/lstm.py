"""Tesseract's line recogniser once more, in plain numpy and by the definition: slow, and apart."""

import numpy as np
from numpy.typing import NDArray

from ingest.recognition.network_weights import Memory, NetworkWeights, Weights

Real = NDArray[np.float64]


def likelihoods(weights: NetworkWeights, picture: Real) -> Real:
    """Return what the network says of one picture, height by width: steps by codes."""
    height, width = picture.shape[0] // 3, picture.shape[1] // 3
    seen = np.tanh(_convolved(weights.convolution, picture))
    pooled = seen[: 3 * height, : 3 * width].reshape(height, 3, width, 3, -1).max((1, 3))
    columns = np.stack([_remembered(weights.upright, pooled[:, x])[-1] for x in range(width)])
    flow = _remembered(weights.forwards, columns)
    flow = _remembered(weights.backwards, flow[::-1])[::-1]
    flow = _remembered(weights.last, flow)
    matrix = weights.codes.real.astype(np.float64)
    said = np.exp(flow @ matrix[:, :-1].T + matrix[:, -1])
    return np.asarray(said / said.sum(1, keepdims=True))


def _convolved(weights: Weights, picture: Real) -> Real:
    """Look at three by three pixels around each, column by column, nothing around the picture."""
    wide = np.pad(picture, 1)
    rows, columns = picture.shape
    around = [wide[y : y + rows, x : x + columns] for x in range(3) for y in range(3)]
    matrix = weights.real.astype(np.float64)
    return np.asarray(np.stack(around, -1) @ matrix[:, :-1].T + matrix[:, -1])


def _remembered(memory: Memory, inputs: Real) -> Real:
    state = said = np.zeros(len(memory.exit.values))
    answers = []
    for step in inputs:
        heard = np.concatenate([step, said, [1.0]])
        candidate = np.tanh(memory.candidate.real @ heard)
        entry, keep, leave = (
            1 / (1 + np.exp(-(gate.real @ heard)))
            for gate in (memory.entry, memory.keep, memory.exit)
        )
        state = keep * state + entry * candidate
        said = leave * np.tanh(state)
        answers.append(said)
    return np.stack(answers)
