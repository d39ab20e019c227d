"""Runs one workload in one library and prints a JSON line, as `chainrule bench --json` does."""

import argparse
import json
import os
import shutil
import signal
import traceback

#: Module and options of every engine.
ENGINES = {"pytorch": ("pytorch", {}),
           "pytorch-channels-last": ("pytorch", {"channels_last": True}),
           "pytorch-compiled": ("pytorch", {"compiled": True}),
           "pytorch-fused": ("pytorch", {"fused": True}),
           # These two show how far rounding alone carries the losses.
           "pytorch-float64": ("pytorch", {"dtype": "float64"}),
           "pytorch-nudged": ("pytorch", {"nudge": True}),
           "jax": ("jax_", {}),
           "numpy": ("numpy_", {})}


def parsed_arguments():
    parser = argparse.ArgumentParser(prog="python -m peers", description=__doc__)
    parser.add_argument("engine", choices=ENGINES)
    parser.add_argument("workload")
    parser.add_argument("--seconds", type=float, default=2, help="how long to measure; 2 by default")
    parser.add_argument("--threads", type=int, default=2, help="2 by default")
    parser.add_argument("--start", help="a file of `chainrule bench --export`; otherwise all is random")
    parser.add_argument("--batch", type=int, help="examples per step")
    parser.add_argument("--depth", type=int, help="linear layers of mlp")
    parser.add_argument("--steps", type=int, help="run this many steps instead of measuring")
    parser.add_argument("--losses", action="store_true", help="run as many steps as --start has losses of")
    return parser.parse_args()


def limit_threads(count):
    """Has to happen before a library starts its threads."""
    for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"):
        os.environ[name] = str(count)


def prepare(engine, threads):
    """Imports the engine; returns its function `step_of`."""
    from importlib import import_module
    name, options = ENGINES[engine]
    limit_threads(threads)
    if name == "jax_":
        os.environ["JAX_PLATFORMS"] = "cpu"
        # JAX starts a thread per processor it may run on and has no other limit.
        if hasattr(os, "sched_setaffinity"):
            os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:threads])
    module = import_module(f".{name}", __package__)
    if name == "pytorch":
        module.torch.set_num_threads(threads)
    if "compiled" in options and not shutil.which("g++"):
        # PyTorch looks for no other compiler by itself.
        os.environ.setdefault("CXX", "clang++")
    return lambda workload, start: module.step_of(workload, start, **options)


def measured(arguments):
    """What is printed."""
    step_of = prepare(arguments.engine, arguments.threads)
    from .start import random_start, read_start
    from .timing import measure, peak_megabytes
    from .workloads import WORKLOADS
    choices = {name: value for name in ("batch", "depth") if (value := getattr(arguments, name))}
    workload = WORKLOADS[arguments.workload](**choices)
    start = read_start(arguments.start, workload) if arguments.start else random_start(workload)
    line = {"workload": workload.name, "engine": arguments.engine, "threads": arguments.threads}
    if arguments.losses:
        step = step_of(workload, start)
        line["losses"] = [step() for _ in start.losses]
    else:
        # Dropout is measured with the library's own masks.
        start.dropout_keys = None
        step = step_of(workload, start)
        if arguments.steps:
            line["losses"] = [step() for _ in range(arguments.steps)]
        else:
            median, least = measure(step, arguments.seconds)
            line |= {"median_ms": median * 1e3, "min_ms": least * 1e3}
        line["peak_mb"] = peak_megabytes()
    return line


def main():
    arguments = parsed_arguments()
    try:
        line = measured(arguments)
    except Exception as error:
        # Compilation needs a C++ compiler and does not work for every model; the reader is told why.
        if arguments.engine != "pytorch-compiled":
            raise
        reason = type(getattr(error, "inner_exception", error)).__name__
        line = {"unavailable": "no C++ compiler" if reason == "InvalidCxxCompiler" else reason}
        traceback.print_exc()
    print(json.dumps(line))


if __name__ == "__main__":
    # Interrupted, the process ends without a traceback.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    main()
