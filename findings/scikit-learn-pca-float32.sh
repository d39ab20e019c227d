#!/usr/bin/env bash
# scikit-learn's PCA of float32 columns far from zero finds variances that are thousands of times too large.
#
# scikit-learn 1.9.1, sklearn.decomposition.PCA with its default settings. With up to 1000 columns, and ten times
# as many rows, the solver is covariance_eigh, which subtracts the means after multiplying: in float32 the squares of
# 10^5 leave no digits for a variance of 4. The data have these digits: near 10^5 float32 numbers are 0.008 apart, and
# the solver "full" and float64 data give the right variance. There is no warning. How large the wrong figure is depends
# on the machine.
#
# Seen: 5000 rows of four columns, 10^5 + 2 z, explained_variance_ of the first component.
#   float32, default solver covariance_eigh: more than 100
#   float32, solver full: 4.08
#   float64, default solver covariance_eigh: 4.08
set -euo pipefail
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
python3 -m venv "$directory/venv"
"$directory/venv/bin/pip" install --quiet --disable-pip-version-check scikit-learn==1.9.1 numpy==2.4.6 scipy==1.17.1

cat >"$directory/components.py" <<'PYTHON'
import numpy
from sklearn.decomposition import PCA

generator = numpy.random.default_rng(0)
columns = (1e5 + 2 * generator.normal(size=(5000, 4))).astype(numpy.float32)
for kind, solver, data in (
    ("default solver", "auto", columns),
    ("solver", "full", columns),
    ("default solver", "auto", columns.astype(numpy.float64)),
):
    fitted = PCA(1, svd_solver=solver).fit(data)
    variance = fitted.explained_variance_[0]
    shown = "more than 100" if variance > 100 else f"{variance:.2f}"
    print(f"{data.dtype}, {kind} {fitted._fit_svd_solver}: {shown}")
PYTHON

seen=$("$directory/venv/bin/python" "$directory/components.py")
expected=$(sed -n 's/^#   float/float/p' "$0")
echo "$seen"
if [ "$seen" != "$expected" ]; then
    echo "the behaviour has changed; expected:" >&2
    echo "$expected" >&2
    exit 1
fi
