"""Which peers a workload is compared with, and how many times as fast Chainrule has to be."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Goal:
    ratio: float
    #: The fastest of these is what counts.
    engines: tuple
    name: str


@dataclass(frozen=True)
class Plan:
    engines: tuple
    goals: tuple
    #: Whether the workload has a state and a batch, which our program exports.
    has_start: bool = True


def pytorch(ratio):
    return Goal(ratio, ("pytorch",), "PyTorch")


def jax(ratio):
    return Goal(ratio, ("jax",), "JAX")


def numpy(ratio):
    return Goal(ratio, ("numpy",), "NumPy")


LAYOUTS = ("pytorch", "pytorch-channels-last")

PLANS = {
    "two-layer-sigmoid": Plan(("pytorch", "jax", "numpy"), (pytorch(2.5), numpy(1.6))),
    "mlp": Plan(("pytorch", "jax"), (pytorch(2.0), jax(1.05))),
    "lenet": Plan(("pytorch", "jax"), (pytorch(2.2),)),
    "convnet-bn": Plan(LAYOUTS + ("jax",),
                       (pytorch(1.5), Goal(1.25, LAYOUTS, "PyTorch's better layout"))),
    "alexnet": Plan(("pytorch",), (pytorch(1.8),)),
    "resnet-18": Plan(LAYOUTS, (Goal(1.3, LAYOUTS, "PyTorch's better layout"),)),
    "vgg-11": Plan(LAYOUTS, (Goal(1.3, LAYOUTS, "PyTorch's better layout"),)),
    "autoencoder": Plan(("pytorch",), (pytorch(1.8),)),
    "tanh-forward": Plan(("pytorch", "jax"), (pytorch(2.5), jax(1.1))),
    "text-cnn": Plan(("pytorch",), (pytorch(1.4),)),
    "lenet-latency": Plan(("pytorch", "jax"), (pytorch(3.0), jax(1.6))),
    "scalar-graph": Plan(("pytorch",), (pytorch(8.0),), has_start=False),
}
