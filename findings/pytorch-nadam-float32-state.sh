#!/usr/bin/env bash
# NAdam's steps on float64 parameters depend on the default element type: the product of its momenta is kept in it, so
# that with the usual default only nine digits of a parameter are those that float64 gives.
#
# torch 2.13.0 (CPU). Five steps on x squared from x = 1 with learning rate 0.1, x in float64. Adam, which keeps nothing of
# that kind, gives the same digits with either default.
#
# Seen:
#   default float32: NAdam 0.623662890815, product of momenta in float32; Adam 0.507963659264
#   default float64: NAdam 0.623662891907, product of momenta in float64; Adam 0.507963659264
set -euo pipefail
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
python3 -m venv "$directory/venv"
"$directory/venv/bin/pip" install --quiet --disable-pip-version-check torch==2.13.0+cpu numpy

cat >"$directory/nadam.py" <<'PYTHON'
import torch


def steps(kind):
    x = torch.tensor([1.0], dtype=torch.float64, requires_grad=True)
    optimizer = kind([x], lr=0.1)
    for _ in range(5):
        optimizer.zero_grad()
        x.square().sum().backward()
        optimizer.step()
    return x.item(), optimizer.state[x]


for default in (torch.float32, torch.float64):
    torch.set_default_dtype(default)
    (nadam, state), (adam, _) = steps(torch.optim.NAdam), steps(torch.optim.Adam)
    kept = str(state["mu_product"].dtype).removeprefix("torch.")
    print(f"default {str(default).removeprefix('torch.')}: NAdam {nadam:.12f}, product of momenta in {kept}; Adam {adam:.12f}")
PYTHON

seen=$("$directory/venv/bin/python" "$directory/nadam.py")
expected=$(sed -n 's/^#   \(default\)/\1/p' "$0")
echo "$seen"
if [ "$seen" != "$expected" ]; then
    echo "the behaviour has changed; expected:" >&2
    echo "$expected" >&2
    exit 1
fi
