"""The report of a comparison in Markdown."""

import datetime

from . import machine
from .plan import AVX2, BUSY_STEP, BUSY_TRAINING, COMPILED, LAYOUTS, PLANS, SCALING, TRAININGS

INTRODUCTION = """\
# Benchmarks

Written by `Benchmarks/compare`. One step is: the batch in memory, forward pass, backward pass, update of the
parameters, the loss read as a number; for workloads that run forward only, the result read. Everything is float32.
Chainrule and its peers start from the same parameters and the same batch and are measured alternately, every
time in a new process; times are medians in milliseconds, and the ratio in parentheses says how many times as fast
Chainrule is. PyTorch runs eagerly with its own modules and its optimizers' defaults, JAX as one compiled function per
step. `torch.compile` compiles the loss and the optimizer's step; it is measured in one turn only.
"""

#: A heading for every engine.
PEERS = {"pytorch": "PyTorch", "pytorch-channels-last": "channels-last", COMPILED: "torch.compile", "jax": "JAX",
         "numpy": "NumPy"}

ABSENT = "–"


def document(comparison, turns, seconds, threads):
    parts = [INTRODUCTION, table(["", ""], [
        *machine.description(), ("Threads", str(threads)),
        ("Measured", f"{turns} × {seconds:g} s on {datetime.date.today()}")])]
    sections = (steps, busy, trainings, avx2, memory, first_step, scaling, failures)
    return "\n".join([*parts, *filter(None, (section(comparison) for section in sections)), REPRODUCING])


NOTES = """\
Goals count the better of PyTorch's layouts. The difference of losses is the largest relative one between ours and
PyTorch's, over the first 20 steps or over as many as given in parentheses: training multiplies rounding errors, and
from there on PyTorch's own losses part when it computes in float64 or starts from parameters one last place away. A
workload whose losses differ by more than 1e-4 has failed and is not measured.
"""

REPRODUCING = """\
## How to reproduce

    Benchmarks/compare --install         # once: PyTorch, JAX and NumPy, into Benchmarks/.venv
    Benchmarks/compare                   # everything; writes this file
    Benchmarks/compare lenet mlp         # some workloads
    Benchmarks/compare lenet --busy      # beside a program that takes one core, too

Let nothing else run on the machine meanwhile. `torch.compile` needs g++ or clang++.
"""


def steps(comparison):
    if comparison.results:
        return "\n".join(["## Steps\n", table(STEP_COLUMNS, map(step_row, comparison.results)), NOTES])


STEP_COLUMNS = ["workload", "ours", *PEERS.values(), "difference of losses", "GFLOP/s", "must reach", "reached"]


def step_row(result):
    goals = PLANS[result.workload].goals
    return [result.workload, number(result.idle.milliseconds),
            *(against(result.idle, engine) for engine in PEERS),
            losses(result.agreement), gigaflops(result.idle.gigaflops),
            "; ".join(map(str, goals)), "; ".join(yes(result.idle.reached(goal)) for goal in goals)]


def busy(comparison):
    found = [result for result in comparison.results if result.busy]
    if found:
        return "\n".join([
            "## Beside another program\n",
            "One of as many cores as there are threads is taken by an endless loop. PyTorch has its better layout.\n",
            table(["workload", "ours, idle", "ours, busy", "busy / idle", "PyTorch, busy", "busy / idle",
                   "must reach", "reached"], map(busy_row, found))])


def busy_row(result):
    goal, idle, taken = PLANS[result.workload].busy, result.idle, result.busy
    engine = taken.better_layout
    slowdown = taken.milliseconds / idle.milliseconds
    return [result.workload, number(idle.milliseconds), number(taken.milliseconds), f"{slowdown:.2f}",
            against(taken, engine), f"{taken.peer_milliseconds(engine) / idle.peer_milliseconds(engine):.2f}",
            f"{goal}; {BUSY_STEP:g} × idle at most", f"{yes(taken.reached(goal))}; {yes(slowdown <= BUSY_STEP)}"]


def trainings(comparison):
    if found := comparison.trainings:
        beside, together = found.beside_loop / found.alone, found.together / (TRAININGS * found.alone)
        rows = [("alone", f"{found.alone:.2f}", "1", ABSENT, ABSENT),
                ("beside an endless loop", f"{found.beside_loop:.2f}", f"{beside:.2f}",
                 f"{BUSY_TRAINING:g} at most", yes(beside <= BUSY_TRAINING)),
                (f"{TRAININGS} at the same time", f"{found.together:.2f}",
                 f"{found.together / found.alone:.2f}", f"{TRAININGS} at most", yes(together <= 1))]
        return "\n".join([
            "## Trainings on a shared machine\n",
            "`chainrule train mlp --epochs 2`, from the start of the process to its end, on as many cores as there "
            "are threads:\n",
            table(["", "s", "of the time alone", "must reach", "reached"], rows)])


def avx2(comparison):
    found = [result for result in comparison.results if result.avx2]
    if found:
        return "\n".join([
            "## With AVX2 alone\n",
            "The same processor, oneDNN, MKL and all loops kept to AVX2, as on processors without AVX-512:\n",
            table(["workload", "ours", *(PEERS[engine] for engine in LAYOUTS), "GFLOP/s", "must reach", "reached"],
                  map(avx2_row, found))])


def avx2_row(result):
    timings = result.avx2
    return [result.workload, number(timings.milliseconds), *(against(timings, engine) for engine in LAYOUTS),
            gigaflops(timings.gigaflops), AVX2, yes(timings.reached(AVX2))]


def memory(comparison):
    for result in comparison.results:
        ours, theirs = result.idle.ours[-1], result.idle.peers["pytorch"][-1]
        if result.workload == "convnet-bn" and "peak_mb" in ours:
            return (f"## Memory\n\nLargest resident size of a process that trains `convnet-bn`: "
                    f"{ours['peak_mb']:.0f} MiB; with PyTorch {theirs['peak_mb']:.0f} MiB.\n")


def first_step(comparison):
    if comparison.first_step:
        ours, theirs = comparison.first_step
        return (f"## First step\n\nFrom the start of the process to its end after one step of `mlp`: "
                f"{ours:.2f} s; with PyTorch {theirs:.2f} s.\n")


def scaling(comparison):
    if comparison.scaling:
        return "\n".join([
            "## Batch size and depth\n", "A step of `mlp`:\n",
            scaling_table("batch", "batch", comparison.scaling["batch"]),
            "A step of `mlp` with 128 examples and more or fewer linear layers (usually 3):\n",
            scaling_table("depth", "linear layers", comparison.scaling["depth"])])


def scaling_table(name, heading, by_size):
    def row(size, timings):
        goal = SCALING[name][size]
        return [size, number(timings.milliseconds), against(timings, "pytorch"), gigaflops(timings.gigaflops),
                gigaflops(timings.peer_gigaflops("pytorch")), goal, yes(timings.reached(goal))]
    return table([heading, "ours", "PyTorch", "GFLOP/s", "PyTorch, GFLOP/s", "must reach", "reached"],
                 [row(size, timings) for size, timings in by_size.items()])


def failures(comparison):
    if comparison.failures:
        return "## Failures\n\n" + "".join(f"* {failure}\n" for failure in comparison.failures)


def against(timings, engine):
    """A peer's time and how many times as fast we are, or why there is none."""
    if engine in timings.peers:
        return f"{number(timings.peer_milliseconds(engine))} ({timings.ratio(engine):.2f})"
    return timings.unavailable.get(engine, ABSENT)


def losses(found):
    if found is None:
        return ABSENT
    return f"{found.difference:.1e}" + (f" ({found.steps})" if found.steps < found.of else "")


def gigaflops(figure):
    return number(figure) if figure else ABSENT


def yes(condition):
    return "yes" if condition else "no"


def number(value):
    """Three digits or more, never in exponents."""
    return f"{value:.0f}" if value >= 100 else f"{value:#.3g}" if value >= 1e-4 else f"{value:.6f}"


def table(columns, rows):
    lines = [columns, ["---"] * len(columns), *rows]
    return "".join(f"| {' | '.join(map(str, line))} |\n" for line in lines)
