"""What a workload is compared with, and how many times as fast Chainrule has to be."""

from dataclasses import dataclass

from peers.workloads import WORKLOADS

#: PyTorch with its usual layout of images and with the other one.
LAYOUTS = ("pytorch", "pytorch-channels-last")
COMPILED = "pytorch-compiled"


@dataclass(frozen=True)
class Goal:
    ratio: float
    #: The fastest of these that are measured is what counts.
    engines: tuple
    name: str

    def __str__(self):
        return f"{self.ratio:g} × {self.name}"


def pytorch(ratio):
    return Goal(ratio, LAYOUTS, "PyTorch")


def jax(ratio):
    return Goal(ratio, ("jax",), "JAX")


def numpy(ratio):
    return Goal(ratio, ("numpy",), "NumPy")


@dataclass(frozen=True)
class Plan:
    goals: tuple
    #: Beside PyTorch.
    rivals: tuple = ()
    #: Against PyTorch while another program takes one of the cores; None: not measured there.
    busy: Goal | None = None
    #: Whether the workload has a state and a batch, which our program exports.
    has_start: bool = True
    compiled: bool = True

    def engines(self, workload):
        """The engines whose losses are compared with ours and which are measured in every turn."""
        return (*layouts(workload), *self.rivals)


def layouts(workload):
    images = any(len(values.shape) == 4 for values in WORKLOADS[workload]().inputs)
    return LAYOUTS if images else LAYOUTS[:1]


PLANS = {
    "two-layer-sigmoid": Plan((pytorch(3.2), numpy(1.6)), ("jax", "numpy"), busy=pytorch(1.2)),
    "mlp": Plan((pytorch(2.3), jax(1.05)), ("jax",), busy=pytorch(2)),
    "lenet": Plan((pytorch(3.5),), ("jax",), busy=pytorch(2.5)),
    "convnet-bn": Plan((pytorch(2.3),), ("jax",)),
    "alexnet": Plan((pytorch(2.3),)),
    "resnet-18": Plan((pytorch(1.3),)),
    "vgg-11": Plan((pytorch(1.3),)),
    "autoencoder": Plan((pytorch(1.8),)),
    "tanh-forward": Plan((pytorch(1), jax(1.1)), ("jax",)),
    "text-cnn": Plan((pytorch(1.4),)),
    "char-lstm-512": Plan((pytorch(1.5),)),
    "char-lstm-128": Plan((pytorch(2),)),
    "char-gru-256": Plan((pytorch(1.5),)),
    "transformer-char": Plan((pytorch(1.3),)),
    "char-rnn-sample": Plan((pytorch(5),), compiled=False),
    "lenet-latency": Plan((pytorch(3), jax(1.6)), ("jax",)),
    "scalar-graph": Plan((pytorch(8),), has_start=False, compiled=False),
}

#: Every workload with AVX2 alone.
AVX2 = pytorch(1)

#: By batch size and by depth of mlp.
SCALING = {
    "batch": {1: pytorch(1), 16: pytorch(1), 64: pytorch(1), 256: pytorch(1), 1024: pytorch(1.2), 4096: pytorch(1.2)},
    "depth": {2: pytorch(1), 4: pytorch(1), 8: pytorch(1), 16: pytorch(1)},
}

#: At most so many times as long as on idle cores: a step beside an endless loop, and a whole training.
BUSY_STEP, BUSY_TRAINING = 2.5, 1.6
#: Trainings at the same time, which may take no longer than one after the other.
TRAININGS = 6
