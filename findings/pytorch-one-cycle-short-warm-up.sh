#!/usr/bin/env bash
# PyTorch's OneCycleLR with few warm-up steps: no warm-up never reaches max_lr, and one warm-up step divides by zero.
#
# torch 2.13.0 (CPU), torch.optim.lr_scheduler.OneCycleLR with max_lr=1. The peak lies at step pct_start * total_steps
# - 1. With pct_start=0, which the check of the argument allows, that is step -1, before the first one, so training
# begins on the way down. With pct_start=0.1 and total_steps=10 the warm-up has a length of 0 steps, by which the
# constructor divides. With total_steps=1 the only step has the final rate.
#
# Seen:
#   total_steps=10 pct_start=0.0: 0.9755 0.9045 0.7939 0.6545 0.5000 0.3455 0.2061 0.0955 0.0245 0.0000
#   total_steps=10 pct_start=0.1: ZeroDivisionError
#   total_steps=10 pct_start=0.2: 0.0400 1.0000 0.9619 0.8536 0.6913 0.5000 0.3087 0.1465 0.0381 0.0000
#   total_steps=20 pct_start=0.05: ZeroDivisionError
#   total_steps=1 pct_start=0.3: 0.0000
set -euo pipefail
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
python3 -m venv "$directory/venv"
"$directory/venv/bin/pip" install --quiet --disable-pip-version-check torch==2.13.0+cpu numpy

cat >"$directory/cycle.py" <<'PYTHON'
import torch


def rates(total_steps, pct_start):
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1.0)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, max_lr=1.0, total_steps=total_steps, pct_start=pct_start
    )
    seen = []
    for step in range(total_steps):
        if step > 0:
            schedule.step()
        seen.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
    return seen


for total_steps, pct_start in ((10, 0.0), (10, 0.1), (10, 0.2), (20, 0.05), (1, 0.3)):
    try:
        text = " ".join(f"{rate:.4f}" for rate in rates(total_steps, pct_start))
    except ZeroDivisionError as error:
        text = type(error).__name__
    print(f"total_steps={total_steps} pct_start={pct_start}: {text}")
PYTHON

seen=$("$directory/venv/bin/python" "$directory/cycle.py")
expected=$(sed -n 's/^#   total/total/p' "$0")
echo "$seen"
if [ "$seen" != "$expected" ]; then
    echo "the behaviour has changed; expected:" >&2
    echo "$expected" >&2
    exit 1
fi
