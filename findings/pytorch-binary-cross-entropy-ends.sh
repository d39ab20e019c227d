#!/usr/bin/env bash
# PyTorch's two binary cross-entropies disagree at the ends of their range, each in its own way.
#
# torch 2.13.0 (CPU). The form that takes logits, made to be the stable one, gives NaN for an infinite logit that is
# right, as masks produce it; the form that takes probabilities gives 0 there. The gradient of the latter is bounded by
# 10^-12 in the denominator, but that number is a float32 one in float64 too, so the bound is not 10^12.
#
# Seen:
#   logits inf for target 1: nan
#   probabilities sigmoid(inf) for target 1: 0.0
#   logits -inf for target 0: nan
#   gradient at probability 0 for target 1 in float64: -1000000003995.8
set -euo pipefail
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
python3 -m venv "$directory/venv"
"$directory/venv/bin/pip" install --quiet --disable-pip-version-check torch==2.13.0+cpu numpy

cat >"$directory/ends.py" <<'PYTHON'
import math

import torch
from torch.nn.functional import binary_cross_entropy, binary_cross_entropy_with_logits

infinity, one, zero = torch.tensor([math.inf]), torch.ones(1), torch.zeros(1)
print("logits inf for target 1:", binary_cross_entropy_with_logits(infinity, one).item())
print("probabilities sigmoid(inf) for target 1:", abs(binary_cross_entropy(infinity.sigmoid(), one).item()))
print("logits -inf for target 0:", binary_cross_entropy_with_logits(-infinity, zero).item())
probability = torch.zeros(1, dtype=torch.float64, requires_grad=True)
binary_cross_entropy(probability, one.double(), reduction="sum").backward()
print(f"gradient at probability 0 for target 1 in float64: {probability.grad.item():.1f}")
PYTHON

seen=$("$directory/venv/bin/python" "$directory/ends.py")
expected=$(sed -n 's/^#   \(logits\|probabilities\|gradient\)/\1/p' "$0")
echo "$seen"
if [ "$seen" != "$expected" ]; then
    echo "the behaviour has changed; expected:" >&2
    echo "$expected" >&2
    exit 1
fi
