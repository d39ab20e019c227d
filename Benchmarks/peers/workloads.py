"""What each workload consists of: the shapes of its parameters and of its batch.

Names and shapes are those of the PyTorch models in pytorch.py.
"""

from dataclasses import dataclass
from functools import partial


@dataclass(frozen=True)
class Values:
    """Real numbers of a batch, standard normal unless somebody provides others."""
    shape: tuple


@dataclass(frozen=True)
class Indices:
    """Labels or tokens of a batch: whole numbers from 0 up to, but not including, `limit`."""
    shape: tuple
    limit: int


@dataclass(frozen=True)
class Workload:
    name: str
    #: Shapes of parameters and buffers: layer, then name in the layer.
    layers: dict
    inputs: tuple
    dropout_layers: int = 0
    forward_only: bool = False


def linear(inputs, outputs, bias=True):
    return {"weight": (outputs, inputs)} | ({"bias": (outputs,)} if bias else {})


def convolution(inputs, outputs, *kernel, groups=1, bias=True):
    return {"weight": (outputs, inputs // groups, *kernel)} | ({"bias": (outputs,)} if bias else {})


def batch_norm(channels):
    return dict.fromkeys(["weight", "bias", "running_mean", "running_var"], (channels,))


def two_layer_sigmoid(batch=64):
    return Workload(
        "two-layer-sigmoid",
        {"fc1": linear(1000, 100, bias=False), "fc2": linear(100, 10, bias=False)},
        (Values((batch, 1000)), Values((batch, 10))))


def mlp(batch=128, depth=3):
    """`depth` counts the linear layers, all hidden ones 512 wide."""
    widths = [784] + [512] * (depth - 1) + [10]
    layers = {f"fc{n + 1}": linear(widths[n], widths[n + 1]) for n in range(depth)}
    return Workload("mlp", layers, (Values((batch, 784)), Indices((batch,), 10)))


LENET_LAYERS = {"conv1": convolution(1, 20, 5, 5), "conv2": convolution(20, 50, 5, 5),
                "fc1": linear(800, 500), "fc2": linear(500, 10)}


def lenet(batch=64):
    return Workload("lenet", LENET_LAYERS, (Values((batch, 1, 28, 28)), Indices((batch,), 10)))


def lenet_latency(batch=1):
    return Workload("lenet-latency", LENET_LAYERS, (Values((batch, 1, 28, 28)),), forward_only=True)


def convnet_bn(batch=64):
    layers = {}
    channels = [3, 64, 64, 128, 128, 256, 256]
    for n in range(1, 7):
        layers[f"conv{n}"] = convolution(channels[n - 1], channels[n], 3, 3, bias=False)
        layers[f"norm{n}"] = batch_norm(channels[n])
    layers["fc"] = linear(256 * 4 * 4, 10)
    return Workload("convnet-bn", layers, (Values((batch, 3, 32, 32)), Indices((batch,), 10)))


def alexnet(batch=16):
    layers = {"conv1": convolution(3, 96, 11, 11), "conv2": convolution(96, 256, 5, 5, groups=2),
              "conv3": convolution(256, 384, 3, 3), "conv4": convolution(384, 384, 3, 3, groups=2),
              "conv5": convolution(384, 256, 3, 3, groups=2),
              "fc1": linear(256 * 6 * 6, 4096), "fc2": linear(4096, 4096), "fc3": linear(4096, 1000)}
    inputs = Values((batch, 3, 227, 227)), Indices((batch,), 1000)
    return Workload("alexnet", layers, inputs, dropout_layers=2)


def tanh_forward(batch=1000):
    layers = {f"fc{n}": linear(500, 500, bias=False) for n in range(1, 11)}
    return Workload("tanh-forward", layers, (Values((batch, 500)),), forward_only=True)


def text_cnn(batch=64):
    layers = {"embedding": {"weight": (18758, 128)}}
    layers |= {f"conv{width}": convolution(128, 128, width) for width in (3, 4, 5)}
    layers["fc"] = linear(3 * 128, 2)
    inputs = Indices((batch, 56), 18758), Indices((batch,), 2)
    return Workload("text-cnn", layers, inputs, dropout_layers=1)


#: By name, functions of what can be chosen: `batch` and, for mlp, `depth`.
WORKLOADS = {
    "two-layer-sigmoid": two_layer_sigmoid,
    "mlp": mlp, "lenet": lenet, "convnet-bn": convnet_bn, "alexnet": alexnet,
    "tanh-forward": tanh_forward, "text-cnn": text_cnn, "lenet-latency": lenet_latency,
    "scalar-graph": partial(Workload, "scalar-graph", {}, ()),
}
