#!/usr/bin/env bash
# PyTorch's weighted cross-entropy has another denominator for one-hot targets than for the same labels as indices.
#
# torch 2.13.0 (CPU), torch.nn.functional.cross_entropy with weight and reduction="mean". For class indices the mean
# is over the weights of the examples, for class probabilities over the number of examples. So the same labels, given
# as one-hot rows, have another loss, here by the factor (1 + 4) / 2, and another gradient. Without weights both agree.
#
# Seen: two examples with the labels 0 and 1.
#   weights 1 and 4, class indices: 0.2760
#   weights 1 and 4, one-hot rows: 0.6900
#   without weights, class indices: 0.2201
#   without weights, one-hot rows: 0.2201
set -euo pipefail
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
python3 -m venv "$directory/venv"
"$directory/venv/bin/pip" install --quiet --disable-pip-version-check torch==2.13.0+cpu numpy

cat >"$directory/weights.py" <<'PYTHON'
import torch
from torch.nn.functional import cross_entropy, one_hot

logits, labels = torch.tensor([[2.0, 0.0], [0.0, 1.0]]), torch.tensor([0, 1])
for name, weight in (("weights 1 and 4", torch.tensor([1.0, 4.0])), ("without weights", None)):
    for form, target in (("class indices", labels), ("one-hot rows", one_hot(labels, 2).float())):
        print(f"{name}, {form}: {cross_entropy(logits, target, weight=weight).item():.4f}")
PYTHON

seen=$("$directory/venv/bin/python" "$directory/weights.py")
expected=$(sed -n 's/^#   \(weights\|without\)/\1/p' "$0")
echo "$seen"
if [ "$seen" != "$expected" ]; then
    echo "the behaviour has changed; expected:" >&2
    echo "$expected" >&2
    exit 1
fi
