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


def layer_norm(size):
    return dict.fromkeys(["weight", "bias"], (size,))


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


def characters(name, gates, size, batch=50):
    """Two recurrent layers over 50 steps; `gates` tells the cell."""
    layers = {"embedding": {"weight": (65, size)}, "recurrent": {}, "fc": linear(size, 65)}
    for layer in range(2):
        layers["recurrent"] |= {f"weight_ih_l{layer}": (gates * size, size), f"weight_hh_l{layer}": (gates * size, size),
                                f"bias_ih_l{layer}": (gates * size,), f"bias_hh_l{layer}": (gates * size,)}
    return Workload(name, layers, (Indices((50, batch), 65), Indices((50 * batch,), 65)))


def transformer_char(batch=12):
    size, length = 384, 256
    layers = {"embedding": {"weight": (65, size)}, "positions": {"weight": (length, size)}}
    for n in range(6):
        layers |= {f"blocks.{n}.self_attn": {"in_proj_weight": (3 * size, size), "in_proj_bias": (3 * size,)},
                   f"blocks.{n}.self_attn.out_proj": linear(size, size),
                   f"blocks.{n}.linear1": linear(size, 4 * size), f"blocks.{n}.linear2": linear(4 * size, size),
                   f"blocks.{n}.norm1": layer_norm(size), f"blocks.{n}.norm2": layer_norm(size)}
    layers |= {"norm": layer_norm(size), "fc": linear(size, 65)}
    return Workload("transformer-char", layers, (Indices((batch, length), 65), Indices((batch * length,), 65)))


def char_rnn_sample(batch=1):
    network = characters("char-rnn-sample", 4, 512)
    return Workload("char-rnn-sample", network.layers, (Indices((batch,), 65),), forward_only=True)


def resnet_18(batch=16):
    layers = {"bn1": batch_norm(64), "conv1": convolution(3, 64, 7, 7, bias=False), "fc": linear(512, 1000)}
    inputs = 64
    for stage, outputs in enumerate((64, 128, 256, 512), start=1):
        for block in range(2):
            name = f"layer{stage}.{block}"
            layers |= {f"{name}.bn1": batch_norm(outputs), f"{name}.bn2": batch_norm(outputs),
                       f"{name}.conv1": convolution(inputs, outputs, 3, 3, bias=False),
                       f"{name}.conv2": convolution(outputs, outputs, 3, 3, bias=False)}
            if inputs != outputs:
                layers |= {f"{name}.downsample.0": convolution(inputs, outputs, 1, 1, bias=False),
                           f"{name}.downsample.1": batch_norm(outputs)}
            inputs = outputs
    return Workload("resnet-18", layers, (Values((batch, 3, 64, 64)), Indices((batch,), 1000)))


def vgg_11(batch=16):
    channels = [3, 64, 128, 256, 256, 512, 512, 512, 512]
    layers = {f"conv{n}": convolution(channels[n - 1], channels[n], 3, 3) for n in range(1, 9)}
    layers |= {"fc1": linear(512 * 2 * 2, 4096), "fc2": linear(4096, 4096), "fc3": linear(4096, 1000)}
    inputs = Values((batch, 3, 64, 64)), Indices((batch,), 1000)
    return Workload("vgg-11", layers, inputs, dropout_layers=2)


def autoencoder(batch=128):
    widths = [784, 1000, 500, 250, 30, 250, 500, 1000, 784]
    layers = {f"fc{n}": linear(widths[n - 1], widths[n]) for n in range(1, 9)}
    return Workload("autoencoder", layers, (Values((batch, 784)), Values((batch, 784))))


#: By name, functions of what can be chosen: `batch` and, for mlp, `depth`.
WORKLOADS = {
    "two-layer-sigmoid": two_layer_sigmoid,
    "mlp": mlp, "lenet": lenet, "convnet-bn": convnet_bn, "alexnet": alexnet,
    "resnet-18": resnet_18, "vgg-11": vgg_11, "autoencoder": autoencoder,
    "tanh-forward": tanh_forward, "text-cnn": text_cnn, "lenet-latency": lenet_latency,
    "char-lstm-512": partial(characters, "char-lstm-512", 4, 512),
    "char-lstm-128": partial(characters, "char-lstm-128", 4, 128),
    "char-gru-256": partial(characters, "char-gru-256", 3, 256),
    "transformer-char": transformer_char, "char-rnn-sample": char_rnn_sample,
    "scalar-graph": partial(Workload, "scalar-graph", {}, ()),
}
