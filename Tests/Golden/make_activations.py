"""Writes activations.safetensors: activation functions, their gradients, and what they make of extreme numbers."""

import torch
from torch.nn import functional as F

from golden import Draw, derivatives, write

# Both sides of every kink, the kinks, and numbers at which exponentials overflow.
POINTS = [-1e4, -800, -100, -30, -6, -3.5, -3, -2.5, -1, -0.5, -1e-3, -1e-8, 0,
          1e-8, 1e-3, 0.5, 1, 2.5, 3, 3.5, 6, 6.5, 30, 100, 800, 1e4]

ELEMENTWISE = {
    "relu6": F.relu6, "hardtanh": F.hardtanh, "hardtanh_bounds": lambda x: F.hardtanh(x, -0.5, 3),
    # The gradient of F.hardsigmoid is 1/6 rounded to float32, in float64 too.
    "hardsigmoid": lambda x: F.relu6(x + 3) / 6, "hardswish": F.hardswish, "leaky_relu": F.leaky_relu,
    "silu": F.silu, "mish": F.mish, "gelu": F.gelu, "gelu_tanh": lambda x: F.gelu(x, approximate="tanh"),
    "elu": F.elu, "elu_alpha": lambda x: F.elu(x, 0.7), "selu": F.selu, "celu": F.celu,
    "celu_alpha": lambda x: F.celu(x, 1.5), "softsign": F.softsign,
    # PyTorch's own threshold of 20 would replace softplus by x, which is wrong in the tenth digit.
    "softplus": lambda x: F.softplus(x, threshold=700), "softplus_beta": lambda x: F.softplus(x, 3, 700),
    "rrelu_evaluation": F.rrelu,
}


def sparsemax(x, axis):
    """By sorting, as in the paper."""
    ordered = x.sort(axis, descending=True).values.movedim(axis, -1)
    sums = ordered.cumsum(-1)
    support = (1 + torch.arange(1, x.shape[axis] + 1) * ordered > sums).sum(-1, keepdim=True)
    threshold = (sums.gather(-1, support - 1) - 1) / support
    return (x.movedim(axis, -1) - threshold).clamp(min=0).movedim(-1, axis)


def along_axis(draw):
    logits = draw(5, 6)
    logits[1] *= 5000
    logits[2] /= 4
    logits[3, 2] = logits[3, 4] = 3
    images = draw(2, 6, 3, 2)
    return {
        "sparsemax": derivatives(lambda x: sparsemax(x, -1), draw, x=logits),
        "sparsemax_axis": derivatives(lambda x: sparsemax(x, 1), draw, x=images),
        "softmax": derivatives(lambda x: F.softmax(x, -1), draw, x=logits),
        "log_softmax": derivatives(lambda x: F.log_softmax(x, 1), draw, x=images),
        "glu": derivatives(F.glu, draw, x=logits), "glu_axis": derivatives(lambda x: F.glu(x, 1), draw, x=images),
        "maxout": derivatives(lambda x: x.unflatten(-1, (2, 3)).amax(-1), draw, x=logits),
        "maxout_axis": derivatives(lambda x: x.unflatten(1, (3, 2)).amax(2), draw, x=images),
        "prelu": derivatives(F.prelu, draw, x=logits, weight=draw(1)),
        "prelu_channels": derivatives(F.prelu, draw, x=images, weight=draw(6)),
        "prelu_rows": derivatives(F.prelu, draw, x=logits, weight=draw(6))}


if __name__ == "__main__":
    points = torch.tensor(POINTS, dtype=torch.float64)
    write("activations", {**{name: derivatives(function, x=points) for name, function in ELEMENTWISE.items()},
                          **along_axis(Draw(11))})
