"""Writes the golden files: numbers that NumPy and PyTorch compute and that Chainrule must match.

README.md says how to run this script and lists the names of all tensors.
"""

import os

# Before NumPy starts its threads: one thread adds in one order, so every run gives the same bytes.
os.environ.update(OMP_NUM_THREADS="1", MKL_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")

import numpy as np
import torch
from torch.nn import functional as F

from golden import Draw, derivatives, loss, random_stream, write

torch.set_num_threads(1)
torch.use_deterministic_algorithms(True)


# Networks

def two_layer_200_steps():
    """The whole training of a two-layer network in NumPy, without automatic differentiation."""
    n, d, h, o = 64, 1000, 100, 10
    shapes = {"x": (n, d), "y": (n, o), "w1": (d, h), "w2": (h, o)}
    scales = {"x": 1, "y": 1, "w1": 2.0**-4, "w2": 2.0**-3}
    start = {name: (random_stream(42, stream, int(np.prod(shape))) * 2 - 1).reshape(shape) * scales[name]
             for stream, (name, shape) in enumerate(shapes.items())}
    x, y, w1, w2 = start["x"], start["y"], start["w1"].copy(), start["w2"].copy()
    losses = []
    for _ in range(200):
        hidden = 1 / (1 + np.exp(-(x @ w1)))
        prediction = hidden @ w2
        losses.append(np.square(prediction - y).sum())
        d_prediction = 2 * (prediction - y)
        d_hidden = d_prediction @ w2.T
        d_w2 = hidden.T @ d_prediction
        d_w1 = x.T @ (d_hidden * hidden * (1 - hidden))
        w1 -= 1e-4 * d_w1
        w2 -= 1e-4 * d_w2
    return {"initial": {name: value.reshape(-1)[:5] for name, value in start.items()},
            "losses": np.array(losses),
            "final": {"w1_corner": w1[:4, :5], "w2": w2}}


def mlp(draw):
    """The state dictionary of a small network, and what it computes."""
    network = torch.nn.Sequential(
        torch.nn.Linear(4, 6), torch.nn.ReLU(), torch.nn.Linear(6, 5), torch.nn.Tanh(),
        torch.nn.Linear(5, 6), torch.nn.Sigmoid(), torch.nn.Linear(6, 3)).double()
    network.load_state_dict({name: draw(*value.shape) for name, value in network.state_dict().items()})
    input, labels = draw(5, 4).requires_grad_(), torch.tensor([2, 0, 1, 1, 2])
    output = network(input)
    value = F.cross_entropy(output, labels)
    value.backward()
    gradients = {name: parameter.grad for name, parameter in network.named_parameters()}
    return network.state_dict(), {"input": input, "labels": labels, "output": output, "loss": value,
                                  "dinput": input.grad, "gradients": gradients}


def batch_norm(draw, *shape):
    """A step of training with its running statistics, and evaluation with these."""
    channels = shape[1]
    mean, variance = draw(channels), draw(channels).abs() + 0.5
    new_mean, new_variance = mean.clone(), variance.clone()
    training = derivatives(lambda x, w, b: F.batch_norm(x, new_mean, new_variance, w, b, True), draw,
                           x=draw(*shape), weight=draw(channels), bias=draw(channels))
    parameters = {name: training[name] for name in ("x", "weight", "bias")}
    evaluation = derivatives(lambda x, w, b: F.batch_norm(x, new_mean, new_variance, w, b), draw, **parameters)
    return {**training, "evaluation": {name: evaluation[name] for name in evaluation if name not in parameters},
            "before": {"running_mean": mean, "running_var": variance},
            "after": {"running_mean": new_mean, "running_var": new_variance}}


def layers(draw, mlp_results):
    linear = derivatives(F.linear, draw, x=draw(4, 3), weight=draw(5, 3), bias=draw(5))
    tokens = torch.tensor([[1, 5, 1], [0, 3, 1]])
    return {
        "linear": linear, "mlp": mlp_results,
        "conv1d": derivatives(lambda x, w, b: F.conv1d(x, w, b, 2, 1), draw,
                              x=draw(2, 3, 7), weight=draw(4, 3, 3), bias=draw(4)),
        "conv2d": derivatives(lambda x, w, b: F.conv2d(x, w, b, (2, 1), 1, (1, 2), 2), draw,
                              x=draw(2, 4, 5, 6), weight=draw(6, 2, 3, 2), bias=draw(6)),
        "batch_norm1d": batch_norm(draw, 5, 3), "batch_norm_sequence": batch_norm(draw, 2, 3, 4),
        "batch_norm2d": batch_norm(draw, 3, 2, 4, 2),
        "embedding": {"tokens": tokens,
                      **derivatives(lambda w: F.embedding(tokens, w), draw, weight=draw(6, 4))},
        "leaky_relu": derivatives(lambda x: F.leaky_relu(x, 0.2), draw, x=draw(3, 4)),
        "layer_norm": derivatives(lambda x, w, b: F.layer_norm(x, (5,), w, b), draw,
                                  x=draw(2, 3, 5), weight=draw(5), bias=draw(5)),
        "layer_norm_axes": derivatives(lambda x, w: F.layer_norm(x, (3, 4), w, eps=0.1), draw,
                                       x=draw(2, 2, 3, 4), weight=draw(3, 4)),
        "layer_norm_plain": derivatives(lambda x: F.layer_norm(x, (4,)), draw, x=draw(3, 4))}


def losses(draw):
    logits = draw(6, 5)
    logits[3] = torch.tensor([1000.0, -1000, 0, 500, 999])
    logits[4] -= 1000
    logits[5] *= 20
    labels = torch.tensor([1, 4, 0, 4, 2, 3])
    scores = draw(6, 5)
    scores[2] = torch.tensor([9.0, 1, 2, -3, 0])
    margin = loss(F.multi_margin_loss, scores=scores, labels=labels)
    summed = loss(lambda s, l: 5 * F.multi_margin_loss(s, l), scores=scores, labels=labels)
    prediction, target = draw(3, 4), draw(3, 4)

    cases = [(logits, 1), (draw(3, 4), 0), (draw(2, 3, 4), 1)]
    functions = {"logsumexp": torch.logsumexp, "softmax": torch.softmax, "log_softmax": torch.log_softmax}
    along_axis = {name: {number: {"axis": axis, **derivatives(lambda x: function(x, axis), draw, x=x)}
                         for number, (x, axis) in enumerate(cases)}
                  for name, function in functions.items()}
    return {"cross_entropy": loss(F.cross_entropy, logits=logits, labels=labels),
            "mse_mean": loss(F.mse_loss, prediction=prediction, target=target),
            "mse_sum": loss(lambda p, t: F.mse_loss(p, t, reduction="sum"),
                            prediction=prediction, target=target),
            "multi_margin": margin, "multi_margin_sum": summed,
            "l2": loss(lambda w: 0.5 * w.square().sum(), weight=draw(3, 4)), **along_axis}


# Windows. One table serves 1, 2 and 3 axes: n axes take the first n entries of every column.

CONVOLUTIONS = [
    # channels in, out, groups, size, kernel, stride, padding, dilation
    (2, 3, 1, (5, 4, 3), (3, 2, 2), (1, 1, 1), (0, 0, 0), (1, 1, 1)),
    (2, 3, 1, (4, 4, 3), (1, 1, 1), (1, 1, 1), (0, 0, 0), (1, 1, 1)),
    (2, 2, 1, (4, 3, 3), (3, 3, 3), (1, 1, 1), (1, 1, 1), (1, 1, 1)),
    (1, 2, 1, (6, 5, 4), (3, 3, 2), (2, 2, 2), (1, 1, 1), (1, 1, 1)),
    (2, 2, 1, (7, 5, 4), (2, 3, 2), (3, 1, 2), (0, 1, 0), (1, 1, 1)),
    (1, 3, 1, (6, 5, 5), (3, 2, 2), (1, 1, 1), (0, 0, 0), (2, 3, 2)),
    (2, 2, 1, (6, 5, 3), (2, 3, 2), (2, 1, 2), (2, 1, 0), (3, 2, 1)),
    (4, 6, 2, (4, 3, 3), (3, 2, 2), (1, 1, 1), (1, 0, 1), (1, 1, 1)),
    (3, 3, 3, (5, 4, 3), (3, 3, 2), (2, 1, 1), (1, 1, 0), (1, 1, 1)),
    (2, 4, 2, (5, 4, 4), (2, 2, 2), (1, 2, 1), (2, 1, 1), (2, 1, 2)),
]

TRANSPOSED = [
    # channels in, out, groups, size, kernel, stride, padding, dilation, output padding
    (2, 3, 1, (3, 3, 2), (3, 2, 2), (1, 1, 1), (0, 0, 0), (1, 1, 1), (0, 0, 0)),
    (2, 2, 1, (4, 3, 2), (2, 2, 2), (2, 2, 2), (0, 0, 0), (1, 1, 1), (0, 0, 0)),
    (2, 1, 1, (4, 3, 3), (3, 3, 3), (2, 2, 2), (1, 1, 1), (1, 1, 1), (1, 1, 1)),
    (1, 2, 1, (3, 3, 2), (3, 2, 2), (3, 1, 2), (1, 0, 1), (2, 3, 1), (2, 1, 1)),
    (4, 2, 2, (3, 3, 2), (3, 2, 2), (2, 1, 1), (1, 1, 0), (1, 1, 1), (1, 0, 0)),
    (3, 3, 3, (4, 3, 2), (2, 3, 2), (1, 2, 1), (0, 1, 0), (2, 1, 1), (1, 1, 0)),
]

POOLINGS = [
    # size, kernel, stride, padding, dilation (of the maximum only)
    ((6, 4, 4), (2, 2, 2), (2, 2, 2), (0, 0, 0), (1, 1, 1)),
    ((5, 5, 4), (3, 2, 2), (1, 2, 1), (0, 0, 0), (1, 1, 1)),
    ((7, 5, 4), (3, 3, 2), (2, 2, 2), (1, 1, 1), (1, 1, 1)),
    ((6, 5, 3), (2, 3, 2), (3, 1, 2), (1, 0, 1), (1, 1, 1)),
    ((7, 6, 4), (3, 2, 2), (2, 1, 1), (1, 1, 0), (2, 3, 2)),
]


def batch_size(axes):
    """Two, but one for volumes, which keeps the files small."""
    return 1 if axes == 3 else 2


def convolution(axes, row, draw):
    fan_in, fan_out, groups, *columns = row
    size, kernel, stride, padding, dilation = (column[:axes] for column in columns)
    operation = getattr(F, f"conv{axes}d")
    result = derivatives(lambda x, w: operation(x, w, None, stride, padding, dilation, groups), draw,
                         x=draw(batch_size(axes), fan_in, *size),
                         weight=draw(fan_out, fan_in // groups, *kernel))
    return {**result, "stride": stride, "padding": padding, "dilation": dilation, "groups": groups}


def transposed_convolution(axes, row, draw):
    fan_in, fan_out, groups, *columns = row
    size, kernel, stride, padding, dilation, extra = (column[:axes] for column in columns)
    operation = getattr(F, f"conv_transpose{axes}d")
    result = derivatives(lambda x, w: operation(x, w, None, stride, padding, extra, groups, dilation), draw,
                         x=draw(batch_size(axes), fan_in, *size),
                         weight=draw(fan_in, fan_out // groups, *kernel))
    return {**result, "stride": stride, "padding": padding, "dilation": dilation, "groups": groups,
            "output_padding": extra}


def convolutions(draw):
    families = {"conv": (convolution, CONVOLUTIONS), "conv_transpose": (transposed_convolution, TRANSPOSED)}
    return {f"{name}{axes}d": {number: case(axes, row, draw) for number, row in enumerate(table)}
            for name, (case, table) in families.items() for axes in (1, 2, 3)}


def max_pool(axes, row, draw, ties=False):
    size, kernel, stride, padding, dilation = (column[:axes] for column in row)
    operation = getattr(F, f"max_pool{axes}d")
    x = draw(batch_size(axes), 2, *size)
    result = derivatives(lambda x: operation(x, kernel, stride, padding, dilation), draw,
                         x=x.round().clamp(min=0) if ties else x)
    return {**result, "kernel": kernel, "stride": stride, "padding": padding, "dilation": dilation}


def average_pool(axes, row, draw, count_padding):
    size, kernel, stride, padding, _ = (column[:axes] for column in row)
    operation = getattr(F, f"avg_pool{axes}d")
    result = derivatives(lambda x: operation(x, kernel, stride, padding, False, count_padding), draw,
                         x=draw(batch_size(axes), 2, *size))
    return {**result, "kernel": kernel, "stride": stride, "padding": padding,
            "count_include_pad": count_padding}


def pooling(draw):
    tree = {}
    for axes in (1, 2, 3):
        maxima = [max_pool(axes, row, draw) for row in POOLINGS]
        maxima.append(max_pool(axes, POOLINGS[2], draw, ties=True))
        averages = [average_pool(axes, row, draw, count_padding)
                    for row in POOLINGS[:4] for count_padding in (True, False)]
        tree[f"max_pool{axes}d"] = dict(enumerate(maxima))
        tree[f"avg_pool{axes}d"] = dict(enumerate(averages))
        for name in ("max", "avg"):
            operation = getattr(F, f"adaptive_{name}_pool{axes}d")
            tree[f"global_{name}_pool{axes}d"] = derivatives(
                lambda x: operation(x, 1), draw, x=draw(2, 3, *(4, 3, 2)[:axes]))
    return tree


RESPONSE_NORMS = [
    # shape, size, alpha, beta, k
    ((2, 6, 3, 2), 5, 1e-4, 0.75, 1.0),
    ((2, 5, 4), 4, 0.5, 0.5, 2.0),
    ((1, 3, 2, 2, 2), 9, 1.5, 1.25, 0.5),
    ((2, 4, 2), 1, 0.3, 1.0, 1.0),
]


def response_norm(draw, shape, size, alpha, beta, k):
    result = derivatives(lambda x: F.local_response_norm(x, size, alpha, beta, k), draw, x=draw(*shape))
    return {**result, "size": size, "alpha": alpha, "beta": beta, "k": k}


def response_norms(draw):
    cases = {number: response_norm(draw, *row) for number, row in enumerate(RESPONSE_NORMS)}
    return {"local_response_norm": cases}


# Single elements

SIGNED = [-30, -5, -2, -1, -0.5, -1e-8, 0, 1e-8, 0.5, 1, 2, 5, 30]
BOUNDED = [-700, *SIGNED, 700]
TINY = [-0.5, -1e-5, -1e-10, -1e-20, 0, 1e-20, 1e-10, 1e-5, 0.5, 1]
HALVES = [-3.5, -2.5, -1.5, -1.2, -1, -0.5, -0.3, 0, 0.3, 0.5, 0.7, 1, 1.5, 2.5, 3.5]
POSITIVE = [1e-300, 1e-20, 1e-5, 0.1, 0.5, 1, 1.5, 2, 10, 700, 1e10, 1e300]
MODERATE = [1e-20, 1e-5, 0.1, 0.5, 1, 1.5, 2, 3, 10, 30, 700, 1e10]

UNARY = {
    "exp": (torch.exp, [-700, *SIGNED, 700]), "log": (torch.log, POSITIVE),
    "log1p": (torch.log1p, [-1 + 2.0**-50, -1 + 1e-10, -0.9, *TINY, 30, 700, 1e300]),
    "expm1": (torch.expm1, [-700, -30, *TINY, 30, 700]),
    "sqrt": (torch.sqrt, POSITIVE), "rsqrt": (torch.rsqrt, MODERATE),
    "tanh": (torch.tanh, BOUNDED), "sigmoid": (torch.sigmoid, BOUNDED),
    # PyTorch's own threshold of 20 would replace softplus by x, which is wrong in the tenth digit.
    "softplus": (lambda x: F.softplus(x, threshold=800), BOUNDED),
    "relu": (torch.relu, SIGNED), "erf": (torch.erf, SIGNED),
    "gelu": (F.gelu, SIGNED),
    "sin": (torch.sin, BOUNDED), "cos": (torch.cos, BOUNDED),
    "abs": (torch.abs, SIGNED), "sign": (torch.sign, SIGNED),
    "floor": (torch.floor, HALVES), "round": (torch.round, HALVES),
    "clip": (lambda x: torch.clip(x, -1, 1), HALVES),
    "reciprocal": (torch.reciprocal, [-1e10, -700, -2, -1, -0.5, -1e-5, 1e-5, 0.5, 1, 2, 700, 1e10]),
    "pow_scalar": (lambda x: torch.pow(x, 2.5), [0, *MODERATE]),
}

BINARY = {
    "pow": (torch.pow, [0.1, 0.5, 0.5, 1, 1.5, 2, 2, 3, 10, 30, 700, 1e-5],
            [2, -1.5, 0, 7, 2.5, 3, -3, 0.5, 1, -0.25, 1.5, 2]),
    "minimum": (torch.minimum, [-30, -1, 0, 0, 0.5, 1, 1, 2, 3, 30], [30, -1, 0, 1, 0.25, 1, 2, 1, -3, -30]),
    "maximum": (torch.maximum, [-30, -1, 0, 0, 0.5, 1, 1, 2, 3, 30], [30, -1, 0, 1, 0.25, 1, 2, 1, -3, -30]),
}


def float64(values):
    return torch.tensor(values, dtype=torch.float64)


def elementwise():
    unary = {name: derivatives(function, x=float64(x)) for name, (function, x) in UNARY.items()}
    binary = {name: derivatives(function, x=float64(x), y=float64(y))
              for name, (function, x, y) in BINARY.items()}
    return {**unary, **binary}


# Many elements

REDUCTIONS = {
    "sum": torch.sum, "mean": torch.mean, "max": torch.amax, "min": torch.amin,
    "var_unbiased": lambda x, axes: torch.var(x, axes, correction=1),
    "var_biased": lambda x, axes: torch.var(x, axes, correction=0),
}


def reductions(draw):
    x = draw(2, 3, 4)
    tied = draw(2, 3, 4).round()
    tree = {}
    for name, function in REDUCTIONS.items():
        inputs = [x, tied] if name in ("max", "min") else [x]
        cases = [(x, axes) for x in inputs for axes in [[0], [1], [2], [0, 2], [1, 2], [0, 1, 2]]]
        tree[name] = {number: {"axes": axes, **derivatives(lambda x: function(x, axes), draw, x=x)}
                      for number, (x, axes) in enumerate(cases)}
    # NumPy promises the first of equal elements; PyTorch promises nothing.
    tree["argmax"] = {number: {"axis": axis, "x": x, "output": np.argmax(x.numpy(), axis)}
                      for number, (x, axis) in enumerate((x, axis) for x in (x, tied) for axis in range(3))}
    return tree


def gathering(draw):
    indices = [[1, 0, 1], [2, 2], [3, 0, 1, 3, 3]]
    select = {axis: {"axis": axis, "index": index,
                     **derivatives(lambda x: x.index_select(axis, torch.tensor(index)), draw,
                                   x=draw(2, 3, 4))}
              for axis, index in enumerate(indices)}
    added = {axis: {"axis": axis, "index": index,
                    **derivatives(lambda base, source: base.index_add(axis, torch.tensor(index), source), draw,
                                  base=draw(2, 3, 4),
                                  source=draw(*(len(index) if i == axis else n for i, n in enumerate((2, 3, 4)))))}
             for axis, index in enumerate(indices)}
    return {"index_select": select, "index_add": added}


def slicing(draw):
    def pad(low, high, value):
        widths = [width for pair in reversed(list(zip(low, high))) for width in pair]
        return {"low": low, "high": high, "value": value,
                **derivatives(lambda x: F.pad(x, widths, value=value), draw, x=draw(2, 3, 4))}

    def slice_of(*ranges):
        start, stop, step = zip(*ranges)
        return {"start": start, "stop": stop, "step": step,
                **derivatives(lambda x: x[tuple(slice(*bounds) for bounds in ranges)], draw, x=draw(6, 5))}

    pads = [pad([0, 0, 1], [0, 0, 2], 0.0), pad([1, 0, 2], [0, 3, 1], -1.5)]
    slices = [slice_of((1, 5, 2), (0, 5, 2)), slice_of((2, 6, 1), (1, 4, 1)), slice_of((3, 4, 1), (4, 5, 3))]
    return {"pad": dict(enumerate(pads)), "slice": dict(enumerate(slices))}


# Optimizers

def optimizers():
    target = float64([1, -0.5, 0.25])
    initial = float64([0.5, 1, -1])
    sgd = torch.optim.SGD, {"lr": 0.02}
    variants = {
        "plain": (*sgd, {}), "momentum": (*sgd, {"momentum": 0.9}),
        "nesterov": (*sgd, {"momentum": 0.9, "nesterov": True}),
        "weight_decay": (*sgd, {"momentum": 0.9, "weight_decay": 0.1}),
        "adagrad": (torch.optim.Adagrad, {"lr": 0.1}, {}),
        "adagrad_decay": (torch.optim.Adagrad, {}, {"weight_decay": 0.1}),
        "rmsprop": (torch.optim.RMSprop, {}, {}), "rmsprop_momentum": (torch.optim.RMSprop, {"lr": 0.005}, {"alpha": 0.95, "momentum": 0.2}),
        "adam": (torch.optim.Adam, {}, {}),
        "adam_decay": (torch.optim.Adam, {"lr": 0.02, "betas": (0.8, 0.99)}, {"weight_decay": 0.1}),
        "adamw": (torch.optim.AdamW, {"lr": 0.02}, {}),
    }

    def trajectory(kind, rate, settings):
        w = initial.clone().requires_grad_()
        optimizer = kind([w], **rate, **settings)
        values, gradients, steps = [], [], []
        for _ in range(200):
            optimizer.zero_grad()
            value = (w - target).pow(4).sum() + w[0] * w[1] - 0.5 * w[1] * w[2]
            value.backward()
            optimizer.step()
            values.append(value.detach().clone())
            gradients.append(w.grad.clone())
            steps.append(w.detach().clone())
        return {"values": torch.stack(values[:5]), "gradients": torch.stack(gradients[:5]),
                "w": torch.stack(steps[:5]), "late": torch.stack(steps[9::10])}

    return {"initial": initial, "target": target,
            **{name: trajectory(*variant) for name, variant in variants.items()}}


def parameter_groups():
    """Two parameters with rates and decays of their own; one is frozen for a while, and the rates are halved."""
    target, start = float64([1, -0.5, 0.25]), {"w": float64([0.5, 1, -1]), "v": float64([-0.75, 0.5])}
    own = {"lr": 0.005, "weight_decay": 0}
    optimizers = {
        "sgd": lambda w, v: torch.optim.SGD([{"params": [v], **own}, {"params": [w]}], lr=0.02, momentum=0.9, weight_decay=0.1),
        "adam": lambda w, v: torch.optim.Adam([{"params": [v], **own}, {"params": [w]}], lr=0.02, weight_decay=0.1),
        "adamw": lambda w, v: torch.optim.AdamW([{"params": [v], **own}, {"params": [w]}], lr=0.02, weight_decay=0.1),
    }

    def trajectory(make):
        w, v = (value.clone().requires_grad_() for value in start.values())
        optimizer = make(w, v)
        scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 8, 0.5)
        steps = []
        for step in range(20):
            v.requires_grad_(not 4 <= step < 12)
            optimizer.zero_grad()
            ((w - target).pow(4).sum() + w[0] * w[1] - 0.5 * w[1] * w[2] + (v * w[:2]).sum() + v.square().sum()).backward()
            optimizer.step()
            scheduler.step()
            steps.append(torch.cat([w, v]).detach().clone())
        return torch.stack(steps)

    return {"target": target, **start, **{name: trajectory(make) for name, make in optimizers.items()}}


def clipped_gradients(draw):
    """Gradients of two parameters, clipped by their global norm and by value."""
    first, second = draw(3, 4), draw(5)
    parameters = [torch.zeros_like(value, requires_grad=True) for value in (first, second)]

    def clipped(clip, limit):
        for parameter, gradient in zip(parameters, (first, second)):
            parameter.grad = gradient.clone()
        norm = clip(parameters, limit)
        gradients = {"first": parameters[0].grad, "second": parameters[1].grad}
        return gradients if norm is None else {"norm": norm, **gradients}

    by_norm, by_value = torch.nn.utils.clip_grad_norm_, torch.nn.utils.clip_grad_value_
    return {"first": first, "second": second, "norm": {"1": clipped(by_norm, 1), "100": clipped(by_norm, 100)},
            "value": {"0.5": clipped(by_value, 0.5), "100": clipped(by_value, 100)}}


def weight_averages():
    """Weights and the averages that `AveragedModel` of PyTorch keeps of them, with and without buffers."""
    utilities = torch.optim.swa_utils

    def averages(use_buffers, **average):
        network = torch.nn.BatchNorm1d(2).double()
        averaged = utilities.AveragedModel(network, use_buffers=use_buffers, **average)
        rows = []
        for weight, mean in zip(weights, means):
            network.weight.data.copy_(weight)
            network.running_mean.copy_(mean)
            averaged.update_parameters(network)
            rows.append(torch.cat([averaged.module.weight.data, averaged.module.running_mean]))
        return torch.stack(rows)

    weights, means = Draw(8)(6, 2), Draw(9)(6, 2)
    ema = {"multi_avg_fn": utilities.get_ema_multi_avg_fn(0.9)}
    return {"weights": weights, "means": means,
            "exponential": averages(True, **ema), "equal": averages(True), "equal_weights": averages(False)}


def binary_cross_entropies(draw):
    """From probabilities and from logits, with weights, and in the tails."""
    probabilities, logits = (draw(3, 4) + 2) / 4, draw(3, 4) * 3
    targets, weight = (draw(3, 4) + 2) / 4, draw(3, 4).abs()
    positive = draw(4).abs() + 0.5
    sure = float64([0, 1, 0, 1, 1e-30, 0.5])
    right = float64([0, 1, 1, 0, 1, 1])
    large = float64([-800, -50, -20, 20, 50, 800])
    bce, from_logits = F.binary_cross_entropy, F.binary_cross_entropy_with_logits
    return {
        "plain": loss(bce, probabilities=probabilities, targets=targets),
        "weighted": loss(lambda p, t, w: bce(p, t, w, reduction="sum"),
                         probabilities=probabilities, targets=targets, weight=weight),
        "sure": loss(lambda p, t: bce(p, t, reduction="sum"), probabilities=sure, targets=right),
        "logits": loss(from_logits, logits=logits, targets=targets),
        "logits_weighted": loss(lambda x, t, w, p: from_logits(x, t, w, pos_weight=p),
                                logits=logits, targets=targets, weight=weight, positive=positive),
        "logits_zeros": loss(lambda x, t: from_logits(x, t, reduction="sum"),
                             logits=large, targets=torch.zeros_like(large)),
        "logits_ones": loss(lambda x, t: from_logits(x, t, reduction="sum"),
                            logits=large, targets=torch.ones_like(large))}


def initial_values():
    """Gains, and the deviations and bounds that PyTorch's initializations have for some shapes."""
    init = torch.nn.init
    gains = {name: init.calculate_gain(name) for name in ("linear", "sigmoid", "tanh", "relu", "selu")}
    gains["leaky_relu"] = init.calculate_gain("leaky_relu", 0.2)

    def widths(*shape):
        fan_in, fan_out = init._calculate_fan_in_and_fan_out(torch.empty(shape))
        he = init.calculate_gain("relu") / fan_in**0.5
        xavier = (2 / (fan_in + fan_out))**0.5
        measured = {name: fill(torch.empty(shape, dtype=torch.float64)).std().item() for name, fill in
                    (("he", init.kaiming_normal_), ("xavier", init.xavier_uniform_))}
        assert abs(measured["he"] / he - 1) < 0.05
        return {"he": he, "he_outputs": init.calculate_gain("relu") / fan_out**0.5, "xavier": xavier}

    diracs = {"conv": init.dirac_(torch.empty(5, 3, 3, 2)), "groups": init.dirac_(torch.empty(6, 2, 4), groups=2),
              "linear": init.eye_(torch.empty(2, 3))}
    torch.manual_seed(1)
    return {"gain": gains, "dirac": diracs, "linear": widths(200, 300), "conv": widths(64, 32, 3, 5), "embedding": widths(500, 40)}


# Learning rates

def schedules():
    """The learning rate in each epoch, from a base of 0.5; of one-cycle in each of its steps."""
    schedulers = torch.optim.lr_scheduler
    cases = {
        "step": (schedulers.StepLR, {"step_size": 4, "gamma": 0.3}),
        "milestones": (schedulers.MultiStepLR, {"milestones": [2, 5, 11], "gamma": 0.2}),
        "exponential": (schedulers.ExponentialLR, {"gamma": 0.8}),
        "linear": (schedulers.PolynomialLR, {"total_iters": 12, "power": 1.0}),
        "polynomial": (schedulers.PolynomialLR, {"total_iters": 12, "power": 2.5}),
        "cosine": (schedulers.CosineAnnealingLR, {"T_max": 12, "eta_min": 0.05}),
        "restarts": (schedulers.CosineAnnealingWarmRestarts, {"T_0": 4}),
        "growing_restarts": (schedulers.CosineAnnealingWarmRestarts, {"T_0": 2, "T_mult": 2, "eta_min": 0.005}),
        "one_cycle": (schedulers.OneCycleLR, {"max_lr": 0.5, "total_steps": 21, "pct_start": 0.3}),
        "steep_cycle": (schedulers.OneCycleLR, {"max_lr": 0.5, "total_steps": 21, "pct_start": 0.5,
                                                "div_factor": 10, "final_div_factor": 50}),
        "falling_cycle": (schedulers.OneCycleLR, {"max_lr": 0.5, "total_steps": 21, "pct_start": 0.0}),
        "rising_cycle": (schedulers.OneCycleLR, {"max_lr": 0.5, "total_steps": 21, "pct_start": 1.0}),
    }
    losses = [2.0, 1.5, 1.4, 1.4, 1.4, 1.39, 1.39, 1.2, 1.3, 1.3, 1.3, 1.25, 1.19, 1.2, 1.2, 1.2, 1.2, 1.2, 1.2, 1.2]
    plateaus = {
        "patient": {"factor": 0.5, "patience": 2},
        "demanding": {"factor": 0.1, "patience": 1, "threshold": 0.1},
        "bounded": {"factor": 0.2, "patience": 0, "min_lr": 0.01},
    }

    def trace(kind, settings, count, *arguments):
        """The rates before the first and after each of `count` steps of a scheduler."""
        optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.5)
        scheduler = kind(optimizer, **settings)
        rates = [optimizer.param_groups[0]["lr"]]
        for step in range(count):
            optimizer.step()
            scheduler.step(*(column[step] for column in arguments))
            rates.append(optimizer.param_groups[0]["lr"])
        return float64(rates)

    def warm_up(optimizer):
        """Eight equal steps up to the base, then a cosine over twelve."""
        rise = schedulers.LinearLR(optimizer, start_factor=1 / 9, total_iters=8)
        return schedulers.SequentialLR(optimizer, [rise, schedulers.CosineAnnealingLR(optimizer, 12)], [8])

    return {"losses": float64(losses), "warm_up": trace(warm_up, {}, 19),
            **{name: trace(kind, settings, settings.get("total_steps", 13) - 1)
               for name, (kind, settings) in cases.items()},
            "plateau": {name: trace(schedulers.ReduceLROnPlateau, settings, len(losses), losses)
                        for name, settings in plateaus.items()}}


def main():
    state, mlp_results = mlp(Draw(0))
    draw = Draw(4)
    write("two_layer_200_steps", two_layer_200_steps())
    write("mlp_state", state)
    write("layers", layers(Draw(1), mlp_results))
    write("losses", losses(Draw(2)))
    write("convolution", convolutions(Draw(3)))
    write("reductions", {**reductions(draw), **gathering(draw), **slicing(draw)})
    write("pooling", pooling(Draw(5)))
    write("elementwise", elementwise())
    write("optimizers", optimizers())
    write("parameter_groups", parameter_groups())
    write("clipped_gradients", clipped_gradients(Draw(7)))
    write("weight_averages", weight_averages())
    write("binary_cross_entropy", binary_cross_entropies(Draw(10)))
    write("initial_values", initial_values())
    write("response_norm", response_norms(Draw(6)))
    write("schedules", schedules())


if __name__ == "__main__":
    main()
