"""The workloads in JAX: the whole step is one compiled function whose old parameters are donated.

Arrays are laid out as Flax has them: images NHWC, convolution kernels HWIO, matrices [in, out].
"""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

RATE, MOMENTUM = 0.01, 0.9


def convolve(x, weight, padding="VALID"):
    return lax.conv_general_dilated(x, weight, (1, 1), padding, dimension_numbers=("NHWC", "HWIO", "NHWC"))


def max_pool(x):
    return lax.reduce_window(x, -jnp.inf, lax.max, (1, 2, 2, 1), (1, 2, 2, 1), "VALID")


def dense(layer, x):
    return x @ layer["weight"] + layer["bias"]


def mlp(layers, state, x):
    for n in range(1, len(layers)):
        x = jax.nn.relu(dense(layers[f"fc{n}"], x))
    return dense(layers[f"fc{len(layers)}"], x), state


def lenet(layers, state, x):
    for name in ("conv1", "conv2"):
        x = max_pool(convolve(x, layers[name]["weight"]) + layers[name]["bias"])
    x = jax.nn.relu(dense(layers["fc1"], x.reshape(len(x), -1)))
    return dense(layers["fc2"], x), state


def batch_norm(layer, running, x):
    count = x.size // x.shape[-1]
    mean, variance = x.mean((0, 1, 2)), x.var((0, 1, 2))
    running = {"running_mean": 0.9 * running["running_mean"] + 0.1 * mean,
               "running_var": 0.9 * running["running_var"] + 0.1 * variance * count / (count - 1)}
    return (x - mean) * (lax.rsqrt(variance + 1e-5) * layer["weight"]) + layer["bias"], running


def convnet_bn(layers, state, x):
    updated = {}
    for n in range(1, 7):
        x = convolve(x, layers[f"conv{n}"]["weight"], "SAME")
        x, updated[f"norm{n}"] = batch_norm(layers[f"norm{n}"], state[f"norm{n}"], x)
        x = jax.nn.relu(x)
        if n % 2 == 0:
            x = max_pool(x)
    return dense(layers["fc"], x.reshape(len(x), -1)), updated


def cross_entropy(logits, labels):
    return -jnp.take_along_axis(jax.nn.log_softmax(logits), labels[:, None], axis=1).mean()


def two_layer_sigmoid(layers, state, x):
    return jax.nn.sigmoid(x @ layers["fc1"]["weight"]) @ layers["fc2"]["weight"], state


def squared_error(prediction, target):
    return jnp.square(prediction - target).sum()


#: By workload: the model, the loss, learning rate and momentum.
TRAINING = {
    "two-layer-sigmoid": (two_layer_sigmoid, squared_error, 1e-4, 0),
    "mlp": (mlp, cross_entropy, RATE, MOMENTUM),
    "lenet": (lenet, cross_entropy, RATE, MOMENTUM),
    "convnet-bn": (convnet_bn, cross_entropy, 0.001, MOMENTUM),
}


def step_of(workload, start):
    """A function that runs one step and returns its loss."""
    if workload.name not in TRAINING and not workload.forward_only:
        raise ValueError(f"{workload.name} is not written in JAX")
    layers, state = converted(workload, start)
    inputs = [jnp.array(value.transpose(0, 2, 3, 1) if value.ndim == 4 else value) for value in start.inputs]
    if workload.forward_only:
        return inference(workload, layers, inputs[0])
    return training(*TRAINING[workload.name], layers, state, inputs)


def training(model, criterion, rate, momentum, layers, state, inputs):
    def loss(layers, state, input, target):
        output, state = model(layers, state, input)
        return criterion(output, target), state

    @partial(jax.jit, donate_argnums=(0, 1, 2))
    def update(layers, velocity, state, input, target):
        (value, state), gradients = jax.value_and_grad(loss, has_aux=True)(layers, state, input, target)
        if momentum:
            velocity = jax.tree.map(lambda v, g: momentum * v + g, velocity, gradients)
            gradients = velocity
        return jax.tree.map(lambda p, g: p - rate * g, layers, gradients), velocity, state, value

    velocity = jax.tree.map(jnp.zeros_like, layers) if momentum else None

    def step():
        nonlocal layers, velocity, state
        layers, velocity, state, value = update(layers, velocity, state, *inputs)
        return float(value)
    return step


def inference(workload, layers, input):
    @jax.jit
    def tanh_forward(layers, x):
        for n in range(1, len(layers) + 1):
            x = jnp.tanh(x @ layers[f"fc{n}"]["weight"])
        return x.sum()

    @jax.jit
    def logits(layers, x):
        return lenet(layers, {}, x)[0]

    if workload.name == "tanh-forward":
        return lambda: float(tanh_forward(layers, input))
    return lambda: sum(logits(layers, input).tolist()[0])


def converted(workload, start):
    """Parameters and buffers by layer, in JAX's layouts. Compiled functions sort the keys of dictionaries."""
    layers, state = {}, {}
    channels = None
    for layer, shapes in workload.layers.items():
        for leaf in shapes:
            value = start.state[f"{layer}.{leaf}"]
            if value.ndim == 4:
                channels = value.shape[0]
                value = value.transpose(2, 3, 1, 0)
            elif value.ndim == 2:
                if channels:
                    # What this matrix sees is a flattened image, whose channels come last here.
                    side = round((value.shape[1] // channels) ** 0.5)
                    value = value.reshape(-1, channels, side, side).transpose(0, 2, 3, 1)
                    value = value.reshape(len(value), -1)
                    channels = None
                value = value.T
            home = state if leaf.startswith("running_") else layers
            home.setdefault(layer, {})[leaf] = jnp.array(np.ascontiguousarray(value))
    return layers, state
