"""The report of a comparison in Markdown."""

import datetime

from . import machine
from .plan import PLANS

INTRODUCTION = """\
# Benchmarks

Written by `Benchmarks/compare`. One step is: the batch in memory, forward pass, backward pass, update of the
parameters, the loss read as a number; for workloads that run forward only, the result read. Everything is float32.
Chainrule and its peers start from the same parameters and the same batch and are measured alternately, every
time in a new process; times are medians, and ratios say how many times as fast Chainrule is.
PyTorch runs eagerly with its own modules and its optimizers' defaults, JAX as one compiled function per step.
"""

COLUMNS = ["workload", "ours, ms", "PyTorch, ms", "ratio", "JAX, ms", "ratio", "NumPy, ms", "ratio",
           "largest difference of losses", "GFLOP/s", "must reach", "reached"]

ABSENT = "–"


def document(comparison, turns, seconds, threads):
    parts = [INTRODUCTION, table(["", ""], [
        *machine.description(), ("Threads", str(threads)),
        ("Measured", f"{turns} × {seconds:g} s on {datetime.date.today()}")])]
    if comparison.results:
        steps = [row for result in comparison.results for row in rows(result)]
        parts += ["## Steps\n", table(COLUMNS, steps), NOTES]
    parts += filter(None, (memory(comparison), first_step(comparison), curves(comparison)))
    if comparison.failures:
        parts += ["## Failures\n", "".join(f"* {failure}\n" for failure in comparison.failures)]
    return "\n".join([*parts, REPRODUCING])


NOTES = """\
The difference of losses is the largest relative one between ours and PyTorch's, over the first 20 steps or
over as many as given in parentheses: training multiplies rounding errors, and from there on PyTorch's own
losses part when it computes in float64 or starts from parameters one last place away. A workload whose losses
differ by more than 1e-4 has failed and is not measured.
"""

REPRODUCING = """\
## How to reproduce

    Benchmarks/compare --install    # once: PyTorch, JAX and NumPy, into Benchmarks/.venv
    Benchmarks/compare              # everything; writes this file
    Benchmarks/compare lenet mlp    # some workloads

Let nothing else run on the machine meanwhile.
"""


def rows(result):
    """One row, and another for PyTorch's second layout."""
    cells = [result.workload, number(result.milliseconds)]
    for engine in ("pytorch", "jax", "numpy"):
        cells += against(result, engine)
    goals = PLANS[result.workload].goals
    yield [*cells, losses(result.agreement), gflops(result),
           "; ".join(f"{goal.ratio:g} × {goal.name}" for goal in goals),
           "; ".join("yes" if result.reached(goal) else "no" for goal in goals)]
    if "pytorch-channels-last" in result.peers:
        cells = [f"{result.workload}, PyTorch channels-last", number(result.milliseconds),
                 *against(result, "pytorch-channels-last")]
        yield cells + [ABSENT] * (len(COLUMNS) - len(cells))


def against(result, engine):
    if engine not in result.peers:
        return [ABSENT, ABSENT]
    return [number(result.peer_milliseconds(engine)), f"{result.ratio(engine):.2f}"]


def losses(found):
    if found is None:
        return ABSENT
    return f"{found.difference:.1e}" + (f" ({found.steps})" if found.steps < found.of else "")


def gflops(result):
    figure = result.ours[-1].get("gflops")
    return number(figure) if figure else ABSENT


def memory(comparison):
    for result in comparison.results:
        if result.workload == "convnet-bn" and "peak_mb" in result.ours[-1]:
            ours, theirs = result.ours[-1]["peak_mb"], result.peers["pytorch"][-1]["peak_mb"]
            return (f"## Memory\n\nLargest resident size of a process that trains `convnet-bn`: "
                    f"{ours:.0f} MiB; with PyTorch {theirs:.0f} MiB.\n")


def first_step(comparison):
    if comparison.first_step:
        ours, theirs = comparison.first_step
        return (f"## First step\n\nFrom the start of the process to its end after one step of `mlp`: "
                f"{ours:.2f} s; with PyTorch {theirs:.2f} s.\n")


def curves(comparison):
    if not comparison.by_depth:
        return None
    batches = [[str(p.size), number(p.ours / p.size * 1e3), number(p.theirs / p.size * 1e3),
                f"{p.theirs / p.ours:.2f}"] for p in comparison.by_batch]
    depths = [[str(p.size), number(p.ours / p.size), number(p.theirs / p.size), f"{p.theirs / p.ours:.2f}"]
              for p in comparison.by_depth]
    return "\n".join([
        "## Cost by batch size and depth\n", "A step of `mlp`, per example:\n",
        table(["batch", "ours, µs per example", "PyTorch, µs per example", "ratio"], batches),
        "A step of `mlp` with 128 examples and more or fewer linear layers (usually 3), per layer:\n",
        table(["linear layers", "ours, ms per layer", "PyTorch, ms per layer", "ratio"], depths)])


def number(value):
    """Three digits or more, never in exponents."""
    return f"{value:.0f}" if value >= 100 else f"{value:#.3g}" if value >= 1e-4 else f"{value:.6f}"


def table(columns, rows):
    lines = [columns, ["---"] * len(columns), *rows]
    return "".join(f"| {' | '.join(map(str, line))} |\n" for line in lines)
