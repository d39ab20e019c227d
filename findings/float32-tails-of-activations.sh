#!/usr/bin/env bash
# In float32 the tails of activation functions and of their gradients lose every digit, although they are far from
# underflow and other forms of the same formula keep them all.
#
# torch 2.13.0 (CPU) and jax 0.9.2 (CPU). A gradient computed from the result, as 1 - y^2, y (1 - y) or y + 1, cancels
# where the result is close to its limit; gelu as x (1 + erf(x / sqrt 2)) / 2 cancels in torch, while jax takes erfc.
# Both give NaN for gelu(-inf), whose limit is 0.
#
# Seen (true values from float64 in another form):
#   gelu(-6)                    torch -0           jax -5.91954e-09  true -5.91953e-09
#   gelu(-inf)                  torch nan          jax nan           true -0
#   gradient of expm1 at -20    torch 0            jax 0             true 2.06115e-09
#   gradient of sigmoid at -20  torch 2.06115e-09  jax 2.06115e-09   true 2.06115e-09
#   gradient of sigmoid at 20   torch 0            jax 0             true 2.06115e-09
#   gradient of tanh at 10      torch 0            jax 0             true 8.24461e-09
set -euo pipefail
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
python3 -m venv "$directory/venv"
"$directory/venv/bin/pip" install --quiet --disable-pip-version-check torch==2.13.0+cpu jax==0.9.2 numpy

cat >"$directory/tails.py" <<'PYTHON'
import functools
import math

import jax
import jax.numpy as jnp
import torch

infinity = math.inf


def torch_gradient(function, x):
    tensor = torch.tensor(x, requires_grad=True)
    function(tensor).backward()
    return tensor.grad.item()


def row(name, of_torch, of_jax, true):
    cells = (f"torch {of_torch:.6g}", f"jax {of_jax:.6g}", f"true {true:.6g}")
    print(f"{name:26}  {cells[0]:17}  {cells[1]:16}  {cells[2]}")


exact_gelu = functools.partial(jax.nn.gelu, approximate=False)
for x, true in ((-6.0, -3.0 * math.erfc(6 / math.sqrt(2))), (-infinity, -0.0)):
    row(f"gelu({x:g})", torch.nn.functional.gelu(torch.tensor(x)).item(), float(exact_gelu(jnp.float32(x))), true)
logistic_tail = math.exp(-20) / (1 + math.exp(-20)) ** 2
for name, in_torch, in_jax, x, true in (
    ("expm1", torch.expm1, jnp.expm1, -20.0, math.exp(-20)),
    ("sigmoid", torch.sigmoid, jax.nn.sigmoid, -20.0, logistic_tail),
    ("sigmoid", torch.sigmoid, jax.nn.sigmoid, 20.0, logistic_tail),
    ("tanh", torch.tanh, jnp.tanh, 10.0, 1 / math.cosh(10) ** 2),
):
    row(f"gradient of {name} at {x:g}", torch_gradient(in_torch, x), float(jax.grad(in_jax)(jnp.float32(x))), true)
PYTHON

seen=$(JAX_PLATFORMS=cpu "$directory/venv/bin/python" "$directory/tails.py")
expected=$(sed -n 's/^#   \(gelu\|gradient\)/\1/p' "$0")
echo "$seen"
if [ "$seen" != "$expected" ]; then
    echo "the behaviour has changed; expected:" >&2
    echo "$expected" >&2
    exit 1
fi
