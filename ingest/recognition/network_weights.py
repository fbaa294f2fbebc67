"""Reads the weights of tesseract's line recogniser, for the one shape of network that we run.

The shape, in tesseract's notation: [1,H,0,1 Ct3,3,N Mp3,3 LfysN LfxN LrxN LfxN O1cN]. A picture of
one line goes in; for every third column of it, a likelihood for each code comes out. The weights
are whole numbers, -127 to 127, with a scale for each row (`weightmatrix.cpp`, `lstm.cpp`).
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ingest.errors import EngineDataError
from ingest.recognition.engine_bytes import EngineBytes

_MOST_NODES: Final = 4096
_IN_WHOLE_NUMBERS: Final = 1
_WITH_DOUBLES: Final = 128
_LEARNT_WITH_MOMENTS: Final = 4  # says how it was taught; nothing more is stored
_RATES_PER_LAYER: Final = 64
_STEP: Final = 3  # pixels that one output stands for
_LARGEST_SCALE: Final = 1e3


@dataclass(frozen=True, slots=True)
class Weights:
    """A matrix: `values` int8, outputs by inputs plus one; the last column is the bias.

    `scales` float32, one an output: a weight is its value times its scale.
    """

    values: NDArray[np.int8]
    scales: NDArray[np.float32]

    @property
    def real(self) -> NDArray[np.float32]:
        """The weights as real numbers, of the shape of `values`."""
        return self.values.astype(np.float32) * self.scales[:, None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """A layer with a memory (LSTM): four matrices over [inputs, last outputs, 1]."""

    candidate: Weights
    entry: Weights
    keep: Weights
    exit: Weights


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkWeights:
    """All weights, from the picture to the codes.

    `height` is that of a line's picture in pixels; `convolution` looks at three by three pixels,
    column by column; the greatest of three by three of its outputs go on. `upright` reads each
    column from top to bottom, and its last outputs are read `forwards`, `backwards` and forwards
    again (`last`). `codes` gives a likelihood a code; `blank` is the code that stands for none.
    """

    height: int
    convolution: Weights
    upright: Memory
    forwards: Memory
    backwards: Memory
    last: Memory
    codes: Weights
    blank: int


def read_network(data: bytes) -> NetworkWeights:
    """Return the weights in the entry `lstm`; raise EngineDataError where they are not ours."""
    source = EngineBytes(data)
    whole_rates = _group(source, "Series", 8)
    height, depth = _picture(source)
    rates = _group(source, "Series", 2)
    _expect(source, "Convolve", depth, 9)
    _require(source.wholes(2) == (1, 1))
    convolution = _matrix(source, "Tanh", 9)
    _pass_rates(source, rates)
    channels = len(convolution.values)
    _expect(source, "Maxpool", channels, channels)
    _require(source.wholes(2) == (_STEP, _STEP))
    upright = _wrapped_memory(source, "XYTranspose", "SummLSTM", channels)
    forwards = _memory(source, "LSTM", _outputs(upright))
    backwards = _wrapped_memory(source, "RTLReversed", "LSTM", _outputs(forwards))
    last = _memory(source, "LSTM", _outputs(backwards))
    codes = _matrix(source, "Softmax", _outputs(last))
    _pass_rates(source, whole_rates)
    source.name()  # the notation
    _flags, _iterations, _samples, blank = source.wholes(4)
    _require(0 <= blank < len(codes.values))
    return NetworkWeights(
        height=height,
        convolution=convolution,
        upright=upright,
        forwards=forwards,
        backwards=backwards,
        last=last,
        codes=codes,
        blank=blank,
    )


def _outputs(memory: Memory) -> int:
    return len(memory.exit.values)


def _picture(source: EngineBytes) -> tuple[int, int]:
    _head(source, "Input")
    _batch, height, width, depth, _loss = source.wholes(5)
    _require(width == 0 and depth == 1 and height % _STEP == 0 and 0 < height <= _MOST_NODES)
    return height, depth


def _group(source: EngineBytes, kind: str, length: int) -> bool:
    """Enter a group of `length` layers; return whether their learning rates follow them."""
    flags, _, _ = _head(source, kind)
    _require(source.count(_MOST_NODES) == length)
    return bool(flags & _RATES_PER_LAYER)


def _pass_rates(source: EngineBytes, follow: bool) -> None:  # noqa: FBT001 - as `_group` says
    if follow:
        source.wholes(source.count(_MOST_NODES))


def _wrapped_memory(source: EngineBytes, wrapper: str, kind: str, inputs: int) -> Memory:
    rates = _group(source, wrapper, 1)
    memory = _memory(source, kind, inputs)
    _pass_rates(source, rates)
    return memory


def _memory(source: EngineBytes, kind: str, inputs: int) -> Memory:
    _, stated, outputs = _head(source, kind)
    _require(stated == inputs)
    _require(source.whole() == inputs + outputs)  # more, and it would look in two directions
    gates = [_weights(source, outputs, inputs + outputs) for _ in range(4)]
    return Memory(candidate=gates[0], entry=gates[1], keep=gates[2], exit=gates[3])


def _matrix(source: EngineBytes, kind: str, inputs: int) -> Weights:
    _, stated, outputs = _head(source, kind)
    _require(stated == inputs)
    return _weights(source, outputs, inputs)


def _weights(source: EngineBytes, outputs: int, inputs: int) -> Weights:
    mode = source.byte() & ~_LEARNT_WITH_MOMENTS
    _require(mode == _IN_WHOLE_NUMBERS | _WITH_DOUBLES)
    _require(source.wholes(2) == (outputs, inputs + 1))
    source.byte()  # what an empty place would hold
    values = np.frombuffer(source.block(outputs * (inputs + 1)), np.int8)
    padded = np.frombuffer(source.block(8 * source.count(2 * _MOST_NODES)), "<f8")
    scales = padded[:outputs]  # the rest fills wide registers
    _require(len(scales) == outputs)
    _require(bool(np.all((scales >= 0) & (scales <= _LARGEST_SCALE))))
    return Weights(values.reshape(outputs, inputs + 1), scales.astype(np.float32))


def _expect(source: EngineBytes, kind: str, inputs: int, outputs: int) -> None:
    _require(_head(source, kind)[1:] == (inputs, outputs))


def _head(source: EngineBytes, kind: str) -> tuple[int, int, int]:
    """Return a layer's flags, inputs and outputs; it must be of the kind `kind`."""
    _require(source.byte() == 0)
    found = source.name()
    if found != kind:
        raise EngineDataError(f"the network has a layer {found!r} where {kind!r} was expected")
    _require(source.byte() != 1)  # still in training: more numbers would follow
    source.byte()
    flags, inputs, outputs, _size = source.wholes(4)
    _require(0 < inputs <= _MOST_NODES and 0 < outputs <= _MOST_NODES)
    source.name()
    return flags, inputs, outputs


def _require(met: bool) -> None:  # noqa: FBT001 - reads like an assertion
    if not met:
        raise EngineDataError("the network has a shape that we do not run")
