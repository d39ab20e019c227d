"""What every golden file is made with: random numbers, the file format, gradients by PyTorch."""

import json
from pathlib import Path

import numpy as np
import torch


# Random numbers

def philox(counter, key):
    """Philox4x32-10 on arrays of 32-bit words, each kept in 64 bits."""
    mask = np.uint64(0xFFFFFFFF)
    half = np.uint64(32)
    c0, c1, c2, c3 = counter
    k0, k1 = key
    for _ in range(10):
        left = c0 * np.uint64(0xD2511F53)
        right = c2 * np.uint64(0xCD9E8D57)
        c0, c1, c2, c3 = (right >> half) ^ c1 ^ k0, right & mask, (left >> half) ^ c3 ^ k1, left & mask
        k0, k1 = (k0 + np.uint64(0x9E3779B9)) & mask, (k1 + np.uint64(0xBB67AE85)) & mask
    return c0, c1, c2, c3


def random_stream(seed, stream, count):
    """The first `count` values of uniform() of RandomStream(seed:stream:), as float64."""
    position = np.arange((count + 1) // 2, dtype=np.uint64)
    zero = np.zeros_like(position)
    w0, w1, w2, w3 = philox((position, zero, zero + np.uint64(stream), zero),
                            (zero + np.uint64(seed), zero))
    half = np.uint64(32)
    words = np.stack([w1 << half | w0, w3 << half | w2], axis=1).reshape(-1)[:count]
    return (words >> np.uint64(11)).astype(np.float64) * 2.0**-53


class Draw:
    """Hands out float64 tensors with values in [-2, 2); every file has a stream of its own."""

    def __init__(self, stream):
        self.values = random_stream(2013, stream, 60_000) * 4 - 2
        self.used = 0

    def __call__(self, *shape):
        count = int(np.prod(shape))
        start, self.used = self.used, self.used + count
        assert self.used <= len(self.values)
        return torch.from_numpy(self.values[start:self.used].reshape(shape).copy())


# Files

def as_array(value):
    """Floats become float64, everything else int32; lone integers and flags get the shape [1]."""
    if isinstance(value, torch.Tensor):
        value = value.detach().numpy()
    value = np.asarray(value)
    if value.dtype.kind == "f":
        return np.array(value, dtype="<f8", order="C")
    return np.array(np.atleast_1d(value), dtype="<i4", order="C")


def flatten(tree, prefix=""):
    for name, value in tree.items():
        if isinstance(value, dict):
            yield from flatten(value, f"{prefix}{name}.")
        else:
            yield prefix + str(name), as_array(value)


def write(name, tree):
    """Writes nested dictionaries as a safetensors file with dotted names, widest type first."""
    tensors = sorted(flatten(tree), key=lambda pair: (-pair[1].itemsize, pair[0]))
    header, offset = {}, 0
    for key, array in tensors:
        header[key] = {"dtype": {"<f8": "F64", "<i4": "I32"}[array.dtype.str],
                       "shape": list(array.shape),
                       "data_offsets": [offset, offset + array.nbytes]}
        offset += array.nbytes
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(Path(__file__).parent / f"{name}.safetensors", "wb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        for _, array in tensors:
            file.write(array.tobytes())


def derivatives(function, upstream=None, **inputs):
    """The inputs, the output, the upstream gradient and the gradient "d<name>" of every input.

    `upstream` is what draws the gradient of the output; without it that gradient is one and not kept.
    """
    leaves = {name: value.clone().requires_grad_() for name, value in inputs.items()}
    output = function(*leaves.values())
    gradient = upstream(*output.shape) if upstream else torch.ones_like(output)
    output.backward(gradient)
    result = {**inputs, "output": output, **{f"d{name}": leaf.grad for name, leaf in leaves.items()}}
    return {**result, "upstream": gradient} if upstream else result


def loss(function, **inputs):
    """Like `derivatives` of a scalar, which is called "value"; only the first input has a gradient."""
    name, first = next(iter(inputs.items()))
    others = [value for key, value in inputs.items() if key != name]
    result = derivatives(lambda x: function(x, *others), **{name: first})
    return {**inputs, "value": result["output"], f"d{name}": result[f"d{name}"]}
