"""Answers as `chainrule bench` does, for three workloads, with NumPy's figures, and as `chainrule train`."""

import argparse
import json
import os
import sys

import numpy as np

from peers import numpy_
from peers.start import random_start, write_start
from peers.timing import measure
from peers.workloads import WORKLOADS

parser = argparse.ArgumentParser()
parser.add_argument("command", choices=["bench", "train"])
parser.add_argument("workload")
parser.add_argument("--json", action="store_true")
parser.add_argument("--threads")
parser.add_argument("--seconds", type=float)
parser.add_argument("--export")
parser.add_argument("--steps", type=int)
parser.add_argument("--batch")
parser.add_argument("--depth")
parser.add_argument("--epochs")
parser.add_argument("--out")
arguments = parser.parse_args()
if arguments.command == "train":
    os.mkdir(arguments.out)
    sys.exit()
if arguments.workload not in ("two-layer-sigmoid", "scalar-graph", "mlp"):
    sys.exit(f"chainrule: unknown workload '{arguments.workload}'\nUsage: chainrule bench")
workload = WORKLOADS["two-layer-sigmoid"]()
start = random_start(workload)
step = numpy_.step_of(workload, start)
if arguments.export:
    start.losses = np.array([step() for _ in range(20)]) * float(os.environ.get("WRONG_BY", 1))
    # Names that only their order and shapes connect with the peers'.
    names = {"fc1.weight": "layers.2.weight", "fc2.weight": "layers.10.weight"}
    start.state = {names[name]: value for name, value in start.state.items()}
    write_start(arguments.export, start)
else:
    median, least = measure(step, arguments.seconds or 0.01)
    median *= float(os.environ.get("SLOWER_BY", 1))
    print(json.dumps({"workload": arguments.workload, "median_ms": median * 1e3, "min_ms": least * 1e3,
                      "threads": 2, "engine": "stand-in", "peak_mb": 10, "gflops": 12.5}))
