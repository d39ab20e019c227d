"""Trains the recipe mnist-sprint and the same in PyTorch, in turns, each run in a new process, and prints a table."""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from statistics import mean, median, stdev

from comparison.machine import description
from comparison.programs import BENCHMARKS

HERE = os.path.dirname(os.path.abspath(__file__))


def main():
    arguments = parsed()
    results = recorded(arguments.results)
    for seed in range(arguments.first, arguments.first + arguments.seeds):
        if seed not in results:
            results[seed] = {"ours": ours(arguments, seed), "pytorch": pytorch(arguments, seed)}
            with open(arguments.results, "a") as file:
                print(json.dumps({"seed": seed} | results[seed]), file=file)
    print(table(results))


def parsed():
    parser = argparse.ArgumentParser(prog="mnist-sprint", description=__doc__)
    parser.add_argument("data", help="directory of MNIST's four IDX files")
    parser.add_argument("--seeds", type=int, default=20, help="how many (default: 20)")
    parser.add_argument("--first", type=int, default=0, help="the first of them (default: 0)")
    parser.add_argument("--threads", type=int, default=2, help="threads of either program (default: 2)")
    parser.add_argument("--chainrule", help="the program (default: that of the release build)",
                        default=os.path.join(BENCHMARKS, "..", ".build", "release", "chainrule"))
    parser.add_argument("--results", default="mnist-sprint.jsonl",
                        help="JSON lines of what was measured; seeds in there are not run again "
                             "(default: mnist-sprint.jsonl)")
    return parser.parse_args()


def recorded(path):
    if not os.path.exists(path):
        return {}
    with open(path) as file:
        lines = [json.loads(line) for line in file]
    return {line.pop("seed"): line for line in lines}


def ours(arguments, seed):
    with tempfile.TemporaryDirectory() as directory:
        run = os.path.join(directory, "run")
        times, _ = timed(
            [arguments.chainrule, "train", "mnist-sprint", "--data", arguments.data, "--seed", str(seed),
             "--threads", str(arguments.threads), "--out", run])
        with open(os.path.join(run, "run.json")) as file:
            return *times, json.load(file)["validationMetrics"]["accuracy"]


def pytorch(arguments, seed):
    with tempfile.TemporaryDirectory() as directory:
        times, output = timed(
            [sys.executable, os.path.join(HERE, "pytorch.py"), arguments.data, os.path.join(directory, "model.pt"),
             "--seed", str(seed), "--threads", str(arguments.threads)])
        return *times, json.loads(output)["accuracy"]


def timed(command):
    """The seconds from the start of the process to its end, those of all cores together, and what it printed."""
    start, before = time.perf_counter(), cpu_seconds()
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return (time.perf_counter() - start, cpu_seconds() - before), done.stdout


def cpu_seconds():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def table(results):
    lines = [f"{name}: {text}" for name, text in description() if name != "JAX"]
    lines += ["", "| seed | ours, s | CPU s | accuracy | PyTorch, s | CPU s | accuracy |",
              "| --- | --- | --- | --- | --- | --- | --- |"]
    rows = [(str(seed), *results[seed]["ours"], *results[seed]["pytorch"]) for seed in sorted(results)]
    columns = list(zip(*rows))[1:]
    lines += [row(*cells) for cells in rows]
    summaries = [("median", median), ("mean", mean), ("smallest", min), ("largest", max)]
    if len(rows) > 1:
        summaries.append(("standard deviation", stdev))
    return "\n".join(lines + [row(name, *map(function, columns)) for name, function in summaries])


def row(name, *figures):
    def cells(seconds, cpu, accuracy):
        return f"{seconds:.2f} | {cpu:.2f} | {100 * accuracy:.2f} %"
    return f"| {name} | {cells(*figures[:3])} | {cells(*figures[3:])} |"


if __name__ == "__main__":
    main()
