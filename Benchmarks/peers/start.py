"""What a workload starts from: its parameters, its batch, and what `chainrule bench --export` found."""

import re
from dataclasses import dataclass

import numpy as np

from .workloads import Indices


class Misfit(Exception):
    """A file does not hold what the workload needs."""


@dataclass
class Start:
    #: Parameters and buffers by dotted name.
    state: dict
    inputs: list
    #: The losses of the first steps, as somebody else computed them.
    losses: np.ndarray | None = None
    #: Per step: low and high word of the seed, low and high word of the draw of the first dropout layer.
    dropout_keys: np.ndarray | None = None


def is_buffer(name):
    return name.rpartition(".")[2].startswith("running_")


def random_start(workload, seed=0):
    """Weights and biases uniform within 1 / sqrt(fan-in), of recurrent layers that of the state's product, as PyTorch draws
    them; a random batch."""
    random = np.random.default_rng(seed)
    state = {}
    for layer, shapes in workload.layers.items():
        weight = next(shapes[name] for name in ("weight", "weight_hh_l0", "in_proj_weight") if name in shapes)
        bound = np.prod(weight[1:]) ** -0.5
        for leaf, shape in shapes.items():
            if "running_mean" in shapes:
                value = np.full(shape, leaf in ("weight", "running_var"), np.float32)
            elif layer == "embedding":
                value = random.standard_normal(shape, np.float32)
            else:
                value = random.uniform(-bound, bound, shape).astype(np.float32)
            state[f"{layer}.{leaf}"] = value
    inputs = [random.integers(0, i.limit, i.shape, np.int32) if isinstance(i, Indices)
              else random.standard_normal(i.shape, np.float32) for i in workload.inputs]
    return Start(state, inputs)


def read_start(path, workload):
    """Reads a file of `chainrule bench --export`.

    Layers may have other names than here: one that holds parameters of the same names and shapes is the
    same layer, and several such layers are in the order of their names.
    """
    from safetensors.numpy import load_file
    tensors = load_file(path)
    found = {name.split(".", 1)[1]: value for name, value in tensors.items()
             if name.startswith(("parameter.", "buffer."))}
    inputs = [adapted(tensors, f"input.{n}", wanted) for n, wanted in enumerate(workload.inputs)]
    return Start(matched(found, workload.layers), inputs, tensors.get("losses"), tensors.get("dropout.key"))


def write_start(path, start):
    from safetensors.numpy import save_file
    tensors = {("buffer." if is_buffer(name) else "parameter.") + name: value
               for name, value in start.state.items()}
    tensors |= {f"input.{n}": value for n, value in enumerate(start.inputs)}
    if start.losses is not None:
        tensors["losses"] = np.asarray(start.losses, np.float32)
    if start.dropout_keys is not None:
        tensors["dropout.key"] = start.dropout_keys
    save_file(tensors, path)


def matched(found, layers):
    """The found arrays under the names of `layers`."""
    by_layer = {}
    for name, value in found.items():
        layer, _, leaf = name.rpartition(".")
        by_layer.setdefault(layer, {})[leaf] = value
    unused = sorted(by_layer, key=natural_order)
    state = {}
    for layer, shapes in layers.items():
        same = [other for other in unused if shapes_of(by_layer[other]) == shapes]
        if not same:
            raise Misfit(f"no layer has the shapes of {layer}, {shapes}; left are "
                         f"{ {other: shapes_of(by_layer[other]) for other in unused} }")
        unused.remove(same[0])
        state |= {f"{layer}.{leaf}": value for leaf, value in by_layer[same[0]].items()}
    if unused:
        raise Misfit(f"nothing here corresponds to {', '.join(unused)}")
    return state


def shapes_of(arrays):
    return {leaf: value.shape for leaf, value in arrays.items()}


def natural_order(name):
    """Orders layers.2 before layers.10."""
    return [(part.isdigit(), int(part) if part.isdigit() else 0, part) for part in re.split(r"(\d+)", name)]


def adapted(tensors, name, wanted):
    """The tensor with the shape and kind of numbers of `wanted`."""
    if name not in tensors:
        raise Misfit(f"there is no {name}")
    value = tensors[name]
    if value.size != np.prod(wanted.shape):
        raise Misfit(f"{name} has shape {value.shape}, not {wanted.shape}")
    dtype = np.int32 if isinstance(wanted, Indices) else np.float32
    return np.ascontiguousarray(value.reshape(wanted.shape).astype(dtype))
