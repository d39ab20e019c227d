"""Writes Cases: small models with inputs and the outputs that onnxruntime computes.

Needs onnx, onnxruntime and torch (for Tests/Golden/golden.py): python make_cases.py
"""

import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "Golden"))
import golden  # noqa: E402

random = np.random.default_rng(2013)


def real(*shape):
    return random.normal(size=shape).astype(np.float32)


def integers(*numbers):
    return np.array(numbers, np.int64)


def case(name, opset, nodes, inputs, outputs, constants=None, axes=None):
    """A model of nodes (operator, inputs, outputs, attributes); the first axis of its inputs is open."""
    graph = helper.make_graph(
        [helper.make_node(operator, given.split(" "), made.split(" "), name=f"node{index}", **attributes)
         for index, (operator, given, made, attributes) in enumerate(nodes)],
        name,
        [helper.make_tensor_value_info(key, helper.np_dtype_to_tensor_dtype(value.dtype),
                                       (axes or {}).get(key, ["batch", *value.shape[1:]]))
         for key, value in inputs.items()],
        [helper.make_tensor_value_info(key, kind, None) for key, kind in outputs.items()],
        [numpy_helper.from_array(value, key) for key, value in (constants or {}).items()])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=8)
    path = HERE / "Cases" / f"{name}.onnx"
    onnx.save(model, path)
    values = onnxruntime.InferenceSession(str(path)).run(list(outputs), inputs)
    tensors = {f"input.{key}": value for key, value in inputs.items()}
    tensors.update({f"output.{key}": value for key, value in zip(outputs, values)})
    golden.write(HERE / "Cases" / name, tensors)


F, I = TensorProto.FLOAT, TensorProto.INT64

case("convolutions", 17, [
    ("Conv", "x w b", "c", dict(pads=[1, 0, 2, 1], strides=[2, 1])),
    ("BatchNormalization", "c scale shift mean variance", "n", {}),
    ("Relu", "n", "r", {}),
    ("MaxPool", "r", "m", dict(kernel_shape=[2, 2], strides=[2, 2], ceil_mode=1)),
    ("AveragePool", "m", "p", dict(kernel_shape=[2, 2], pads=[1, 1, 1, 1])),
    ("Shape", "p", "s", {}),
    ("Gather", "s first", "n0", dict(axis=0)),
    ("Concat", "n0 rest", "target", dict(axis=0)),
    ("Reshape", "p target", "f", {}),
    ("Gemm", "f v d", "y", dict(transB=1)),
    ("ConvTranspose", "p t", "z", dict(strides=[2, 2], pads=[1, 0, 0, 1], output_padding=[1, 0])),
], {"x": real(2, 2, 7, 6)}, {"y": F, "z": F}, {
    "w": real(3, 2, 3, 3), "b": real(3), "scale": real(3), "shift": real(3), "mean": real(3),
    "variance": np.abs(real(3)) + 1, "first": integers(0), "rest": integers(-1), "v": real(4, 36), "d": real(4),
    "t": real(3, 2, 3, 2)})

layer = {"hidden_size": 3}
case("recurrent", 14, [
    ("LSTM", "x w r b", "ya yh yc", dict(direction="bidirectional", **layer)),
    ("GRU", "x gw gr gb", "za zh", dict(linear_before_reset=1, direction="reverse", **layer)),
    ("RNN", "x rw rr", "qa qh", dict(activations=["Relu"], **layer)),
], {"x": real(4, 2, 2)}, {"ya": F, "yc": F, "za": F, "qh": F}, {
    "w": real(2, 12, 2), "r": real(2, 12, 3), "b": real(2, 24), "gw": real(1, 9, 2), "gr": real(1, 9, 3),
    "gb": real(1, 18), "rw": real(1, 3, 2), "rr": real(1, 3, 3)})

case("attention", 17, [
    ("LayerNormalization", "x scale shift", "n", dict(axis=-1)),
    ("MatMul", "n wq", "q", {}), ("MatMul", "n wk", "k", {}), ("MatMul", "n wv", "v", {}),
    ("Transpose", "k", "kt", dict(perm=[0, 2, 1])),
    ("MatMul", "q kt", "qk", {}), ("Mul", "qk factor", "s", {}),
    ("Softmax", "s", "a", dict(axis=-1)),
    ("MatMul", "a v", "av", {}), ("Add", "x av", "h", {}),
    ("Erf", "h", "e", {}), ("Mul", "h e", "y", {}),
    ("ReduceMean", "y", "m", dict(axes=[1], keepdims=0)),
    ("ArgMax", "y", "i", dict(axis=1, keepdims=0)),
], {"x": real(2, 3, 4)}, {"y": F, "m": F, "i": I}, {
    "scale": real(4), "shift": real(4), "wq": real(4, 4), "wk": real(4, 4), "wv": real(4, 4),
    "factor": np.float32(0.5)})

case("shapes", 18, [
    ("Slice", "x starts ends axes steps", "a", {}),
    ("Gather", "x places", "b", dict(axis=1)),
    ("Pad", "x pads", "c", dict(mode="reflect")),
    ("CumSum", "x axis", "d", dict(reverse=1)),
    ("Split", "x", "e f", dict(axis=2, num_outputs=2)),
    ("Tile", "f repeats", "g", {}),
    ("Resize", "picture  scales", "h", dict(mode="linear")),
    ("ScatterElements", "x at updates", "i", dict(axis=1)),
    ("Greater", "x zero", "is", {}), ("Where", "is x zero", "j", {}),
    ("ReduceSum", "x axis", "k", dict(keepdims=0)),
    ("Cast", "x", "l", dict(to=I)), ("Div", "l two", "m", {}),
], {"x": real(2, 3, 5) * 4, "picture": real(2, 1, 3, 4)}, {
    "a": F, "b": F, "c": F, "d": F, "e": F, "g": F, "h": F, "i": F, "j": F, "k": F, "m": I}, {
    "starts": integers(-1, 0), "ends": integers(-(2**63), 2**63 - 1), "axes": integers(1, 2),
    "steps": integers(-1, 2), "places": integers(-1, 0, 1), "pads": integers(0, 1, 2, 0, 2, 1),
    "axis": integers(1), "repeats": integers(1, 2, 1), "scales": np.array([1, 1, 2, 1.5], np.float32),
    "at": integers(2, 0, 1, 0).reshape(2, 2, 1), "updates": real(2, 2, 1),
    "zero": np.float32(0),
    "two": integers(2)})

case("opset7", 7, [
    ("Softmax", "x", "a", dict(axis=1)),
    ("Clip", "x", "b", dict(min=-0.5, max=0.5)),
    ("Unsqueeze", "x", "u", dict(axes=[0])),
    ("Slice", "u", "c", dict(starts=[1], ends=[2], axes=[2])),
    ("Dropout", "x", "d", {}),
    ("PRelu", "d slope", "e", {}),
    ("Upsample", "u", "f", dict(mode="nearest", scales=[1.0, 1.0, 2.0, 2.0])),
], {"x": real(2, 3, 4)}, {"a": F, "b": F, "c": F, "e": F, "f": F}, {"slope": real(3, 1)})
