#!/usr/bin/env bash
# PyTorch's KL divergence of two distributions that agree is NaN where both give a class the probability 0.
#
# torch 2.13.0 (CPU), torch.nn.functional.kl_div, which takes log probabilities for its input. The documentation's
# target * (log(target) - input) is computed with 0 log 0 = 0, but then 0 is multiplied by an input of -inf.
# torch.distributions gives 0 for the same distributions.
#
# Seen: input log [0, 1], target [0, 1].
#   kl_div: nan
#   kl_div of log targets: nan
#   distributions.kl_divergence: 0.0
set -euo pipefail
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
python3 -m venv "$directory/venv"
"$directory/venv/bin/pip" install --quiet --disable-pip-version-check torch==2.13.0+cpu numpy

cat >"$directory/divergence.py" <<'PYTHON'
import torch
from torch.distributions import Categorical, kl_divergence
from torch.nn.functional import kl_div

target = torch.tensor([[0.0, 1.0]])
print("kl_div:", kl_div(target.log(), target, reduction="sum").item())
print("kl_div of log targets:", kl_div(target.log(), target.log(), reduction="sum", log_target=True).item())
print("distributions.kl_divergence:", abs(kl_divergence(Categorical(target), Categorical(target)).item()))
PYTHON

seen=$("$directory/venv/bin/python" "$directory/divergence.py")
expected=$(sed -n 's/^#   \(kl_div\|distributions\)/\1/p' "$0")
echo "$seen"
if [ "$seen" != "$expected" ]; then
    echo "the behaviour has changed; expected:" >&2
    echo "$expected" >&2
    exit 1
fi
