"""The two-layer sigmoid network in NumPy, its gradients worked out by hand."""

import numpy as np


def step_of(workload, start):
    if workload.name != "two-layer-sigmoid":
        raise ValueError(f"{workload.name} is not written in NumPy")
    x, target = start.inputs
    # Users of NumPy keep weights as [in, out].
    w1, w2 = (np.ascontiguousarray(start.state[name].T) for name in ("fc1.weight", "fc2.weight"))
    rate = np.float32(1e-4)

    def step():
        nonlocal w1, w2
        hidden = 1 / (1 + np.exp(-(x @ w1)))
        difference = hidden @ w2 - target
        loss = np.square(difference).sum()
        d_prediction = 2 * difference
        d_hidden = d_prediction @ w2.T
        d_w2 = hidden.T @ d_prediction
        d_w1 = x.T @ (d_hidden * hidden * (1 - hidden))
        w1 -= rate * d_w1
        w2 -= rate * d_w2
        return float(loss)
    return step
