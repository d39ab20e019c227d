"""The workloads of `chainrule bench`, written with PyTorch: prints the same JSON lines."""

import json
import statistics
import sys
import time

import torch


def scalar_graph():
    x = torch.tensor(-2.0, requires_grad=True)
    y = torch.tensor(5.0, requires_grad=True)
    z = torch.tensor(-4.0, requires_grad=True)
    f = (x + y) * z
    f.backward()
    return f.item() + x.grad.item() + y.grad.item() + z.grad.item()


WORKLOADS = {"scalar-graph": scalar_graph}


def measure(run, seconds):
    for _ in range(100):
        run()
    samples = []
    start = time.perf_counter()
    while not samples or time.perf_counter() - start < seconds:
        before = time.perf_counter()
        for _ in range(20):
            run()
        samples.append((time.perf_counter() - before) / 20)
    return statistics.median(samples), min(samples)


if __name__ == "__main__":
    name, seconds = sys.argv[1], float(sys.argv[2])
    median, least = measure(WORKLOADS[name], seconds)
    print(json.dumps({"workload": name, "median_ms": median * 1e3, "min_ms": least * 1e3, "engine": "torch"}))
