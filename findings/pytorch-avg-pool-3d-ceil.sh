#!/usr/bin/env bash
# With ceil_mode an average pooling over three axes refuses a kernel that is larger than the input, for which every other
# pooling gives one window that is cut off at the end.
#
# torch 2.13.0 (CPU). Kernel sizes (3, 4, 3), strides (2, 3, 2), no padding, ceil_mode, on two channels of 2 x 3 x 2 whose
# elements are 0, 1, 2, ... The poolings over fewer axes get the last sizes and the first slice of that input.
#
# Seen:
#   MaxPool3d: [11.0, 23.0]
#   AvgPool3d: RuntimeError: input image (T: 2 H: 3 W: 2) smaller than kernel size (kT: 3 kH: 4 kW: 3)
#   MaxPool2d: [5.0, 17.0]
#   AvgPool2d: [2.5, 14.5]
#   AvgPool1d: [0.5, 12.5]
set -euo pipefail
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
python3 -m venv "$directory/venv"
"$directory/venv/bin/pip" install --quiet --disable-pip-version-check torch==2.13.0+cpu numpy

cat >"$directory/pooling.py" <<'PYTHON'
import torch
from torch import nn

volumes = torch.arange(24, dtype=torch.float64).reshape(1, 2, 2, 3, 2)
for kind, kernel, stride, input in (
    (nn.MaxPool3d, (3, 4, 3), (2, 3, 2), volumes),
    (nn.AvgPool3d, (3, 4, 3), (2, 3, 2), volumes),
    (nn.MaxPool2d, (4, 3), (3, 2), volumes[:, :, 0]),
    (nn.AvgPool2d, (4, 3), (3, 2), volumes[:, :, 0]),
    (nn.AvgPool1d, 3, 2, volumes[:, :, 0, 0]),
):
    try:
        seen = kind(kernel, stride, 0, ceil_mode=True)(input).flatten().tolist()
    except RuntimeError as error:
        seen = f"RuntimeError: {error}"
    print(f"{kind.__name__}: {seen}")
PYTHON

seen=$("$directory/venv/bin/python" "$directory/pooling.py")
expected=$(sed -n 's/^#   \([MA][a-z]*Pool[123]d: .*\)/\1/p' "$0")
echo "$seen"
if [ "$seen" != "$expected" ]; then
    echo "the behaviour has changed; expected:" >&2
    echo "$expected" >&2
    exit 1
fi
