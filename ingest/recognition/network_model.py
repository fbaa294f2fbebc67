"""Writes the line recogniser's weights as a model that onnxruntime runs.

The weights are tesseract's, exactly; the values between the layers are real numbers here, where
tesseract rounds them to 1/127. Around the picture stands nothing, where tesseract puts noise.
Multiplying in int8 (onnxruntime's DynamicQuantizeLSTM takes these weights as they are) was
measured as no faster for lines read a few together, and needs newer processors.
"""

from typing import Final

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from ingest.recognition.network_weights import Memory, NetworkWeights

PICTURES: Final = "pictures"
LENGTHS: Final = "lengths"
LIKELIHOODS: Final = "likelihoods"
_OPERATORS: Final = 17
_FILE_VERSION: Final = 8


def build_model(weights: NetworkWeights) -> bytes:
    """Return the model as a file's bytes.

    In: `pictures`, float32 (lines, 1, height, width), -1 black to 1 white, the shorter ones filled
    up at their right; `lengths`, int32 (lines,), the steps of each: its width // 3. Out:
    `likelihoods`, float32 (width // 3, lines, codes), rows that sum to 1.
    """
    graph = _Graph()
    channels = len(weights.convolution.values)
    # The network looks column by column, the operator row by row.
    kernel = weights.convolution.real[:, :9].reshape(channels, 1, 3, 3).transpose(0, 1, 3, 2)
    flow = graph.add(
        "Conv",
        (PICTURES, graph.fixed(kernel), graph.fixed(weights.convolution.real[:, 9])),
        pads=[1, 1, 1, 1],
    )
    # The greatest first, then its tangent: the same value, with a ninth of the tangents.
    flow = graph.add("MaxPool", (flow,), kernel_shape=[3, 3], strides=[3, 3])
    flow = graph.add("Tanh", (flow,))
    # Each column is a sequence from top to bottom; the columns of all lines are read at once.
    flow = graph.add("Transpose", (flow,), perm=[2, 3, 0, 1])
    flow = graph.add("Reshape", (flow, graph.fixed(np.array([weights.height // 3, -1, channels]))))
    flow = graph.memory(flow, weights.upright, "forward", output=1)
    lines = graph.add("Shape", (LENGTHS,))
    said = np.array([len(weights.upright.exit.values)])
    shape = graph.add("Concat", (graph.fixed(np.array([-1])), lines, graph.fixed(said)), axis=0)
    flow = graph.add("Reshape", (flow, shape))
    flow = graph.sequence(flow, weights.forwards, "forward")
    flow = graph.sequence(flow, weights.backwards, "reverse")
    flow = graph.sequence(flow, weights.last, "forward")
    flow = graph.add("MatMul", (flow, graph.fixed(weights.codes.real[:, :-1].T)))
    flow = graph.add("Add", (flow, graph.fixed(weights.codes.real[:, -1])))
    graph.add("Softmax", (flow,), result=LIKELIHOODS, axis=-1)
    return graph.file(weights.height, len(weights.codes.values))


class _Graph:
    """Operators in order, and the fixed values that they use."""

    def __init__(self) -> None:
        self._operators: list[onnx.NodeProto] = []
        self._values: list[onnx.TensorProto] = []

    def fixed(self, value: NDArray[np.generic]) -> str:
        name = f"fixed{len(self._values)}"
        self._values.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def add(
        self,
        kind: str,
        inputs: tuple[str, ...],
        *,
        result: str = "",
        output: int = 0,
        **settings: object,
    ) -> str:
        """Add an operator, and return the name of its output number `output`, or `result`."""
        result = result or f"flow{len(self._operators)}"
        operator = helper.make_node(kind, list(inputs), [""] * output + [result])
        operator.attribute.extend(
            helper.make_attribute(name, value) for name, value in settings.items()
        )
        self._operators.append(operator)
        return result

    def sequence(self, flow: str, memory: Memory, direction: str) -> str:
        """Read (steps, lines, inputs) in a direction; return (steps, lines, outputs)."""
        flow = self.memory(flow, memory, direction, output=0, lengths=LENGTHS)
        return self.add("Squeeze", (flow, self.fixed(np.array([1]))))

    def memory(
        self, flow: str, memory: Memory, direction: str, *, output: int, lengths: str = ""
    ) -> str:
        """Add a layer with a memory: output 0 is all that it says, 1 its last word."""
        gates = (memory.entry, memory.exit, memory.keep, memory.candidate)  # ONNX's order: i o f c
        outputs = len(memory.exit.values)
        bias = np.concatenate([gate.real[:, -1] for gate in gates])
        biases = self.fixed(np.concatenate([bias, np.zeros_like(bias)])[None])
        every = np.concatenate([gate.real[:, :-1] for gate in gates])[None]
        inputs = every.shape[2] - outputs
        from_inputs, from_outputs = every[:, :, :inputs], every[:, :, inputs:]
        return self.add(
            "LSTM",
            (flow, self.fixed(from_inputs), self.fixed(from_outputs), biases, lengths),
            output=output,
            direction=direction,
            hidden_size=outputs,
        )

    def file(self, height: int, codes: int) -> bytes:
        real = TensorProto.FLOAT
        graph = helper.make_graph(
            self._operators,
            "line",
            [
                helper.make_tensor_value_info(PICTURES, real, ["lines", 1, height, "width"]),
                helper.make_tensor_value_info(LENGTHS, TensorProto.INT32, ["lines"]),
            ],
            [helper.make_tensor_value_info(LIKELIHOODS, real, ["steps", "lines", codes])],
            self._values,
        )
        versions = [helper.make_opsetid("", _OPERATORS)]
        model = helper.make_model(graph, opset_imports=versions, ir_version=_FILE_VERSION)
        return bytes(model.SerializeToString())
