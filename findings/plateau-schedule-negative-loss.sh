#!/usr/bin/env bash
# Learning-rate schedules that wait for a plateau never act where the loss is negative.
#
# torch 2.13.0, torch.optim.lr_scheduler.ReduceLROnPlateau, and optax 0.2.8, optax.contrib.reduce_on_plateau, call a
# loss better if it is below best * (1 - threshold). Where the best loss is negative, that bound lies above it, so an
# unchanged loss counts as an improvement in every epoch, and so does one that gets slowly worse. A negative
# log-likelihood of densities, an ELBO or a negative Dice score is such a loss. The margin that was meant is
# threshold * |best|.
#
# Seen: the learning rate after each of eight epochs, the second without improvement reducing it.
#   torch loss  2.0 unchanged: 1.0 1.0 0.1 0.1 0.01 0.01 0.001 0.001
#   torch loss -2.0 unchanged: 1.0 1.0 1.0 1.0 1.0 1.0 1.0 1.0
#   torch loss -2.0 rising by 0.0001: 1.0 1.0 1.0 1.0 1.0 1.0 1.0 1.0
#   optax loss  2.0 unchanged: 1.0 1.0 0.1 0.1 0.01 0.01 0.001 0.001
#   optax loss -2.0 unchanged: 1.0 1.0 1.0 1.0 1.0 1.0 1.0 1.0
set -euo pipefail
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
python3 -m venv "$directory/venv"
"$directory/venv/bin/pip" install --quiet --disable-pip-version-check torch==2.13.0+cpu optax==0.2.8 jax==0.9.2 numpy

cat >"$directory/plateau.py" <<'PYTHON'
import jax.numpy as jnp
import optax
import torch


def torch_rates(losses):
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1.0)
    schedule = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, patience=1)
    rates = []
    for loss in losses:
        schedule.step(loss)
        rates.append(optimizer.param_groups[0]["lr"])
    return rates


def optax_rates(losses):
    schedule = optax.contrib.reduce_on_plateau(patience=2, factor=0.1)
    parameters = jnp.zeros(1)
    state = schedule.init(parameters)
    rates = []
    for loss in losses:
        _, state = schedule.update(parameters, state, value=loss)
        rates.append(float(state.scale))
    return rates


def show(name, rates):
    print(f"{name}:", *(f"{rate:.4g}" if rate < 1 else f"{rate:.1f}" for rate in rates))


unchanged = lambda loss: [loss] * 8
show("torch loss  2.0 unchanged", torch_rates(unchanged(2.0)))
show("torch loss -2.0 unchanged", torch_rates(unchanged(-2.0)))
show("torch loss -2.0 rising by 0.0001", torch_rates([-2.0 + 0.0001 * epoch for epoch in range(8)]))
show("optax loss  2.0 unchanged", optax_rates(unchanged(2.0)))
show("optax loss -2.0 unchanged", optax_rates(unchanged(-2.0)))
PYTHON

seen=$("$directory/venv/bin/python" "$directory/plateau.py")
expected=$(sed -n 's/^#   \(torch\|optax\) loss/\1 loss/p' "$0")
echo "$seen"
if [ "$seen" != "$expected" ]; then
    echo "the behaviour has changed; expected:" >&2
    echo "$expected" >&2
    exit 1
fi
