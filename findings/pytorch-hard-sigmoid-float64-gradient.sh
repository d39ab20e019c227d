#!/usr/bin/env bash
# The gradient of hardsigmoid in float64 is the sixth of float32: it has eight correct digits, while the value has all
# sixteen and relu6(x + 3) / 6, the same function, has a gradient with sixteen.
#
# torch 2.13.0 (CPU), at x = 1 in float64.
#
# Seen:
#   value of hardsigmoid        0.6666666666666666
#   gradient of hardsigmoid     0.1666666716337204
#   gradient of relu6(x + 3)/6  0.16666666666666666
set -euo pipefail
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
python3 -m venv "$directory/venv"
"$directory/venv/bin/pip" install --quiet --disable-pip-version-check torch==2.13.0+cpu numpy

cat >"$directory/hard_sigmoid.py" <<'PYTHON'
import torch
from torch.nn import functional as F


def gradient(function):
    x = torch.tensor(1.0, dtype=torch.float64, requires_grad=True)
    function(x).backward()
    return x.grad.item()


print("value of hardsigmoid       ", F.hardsigmoid(torch.tensor(1.0, dtype=torch.float64)).item())
print("gradient of hardsigmoid    ", gradient(F.hardsigmoid))
print("gradient of relu6(x + 3)/6 ", gradient(lambda x: F.relu6(x + 3) / 6))
PYTHON

seen=$("$directory/venv/bin/python" "$directory/hard_sigmoid.py")
expected=$(sed -n 's/^#   \(value\|gradient\)/\1/p' "$0")
echo "$seen"
if [ "$seen" != "$expected" ]; then
    echo "the behaviour has changed; expected:" >&2
    echo "$expected" >&2
    exit 1
fi
