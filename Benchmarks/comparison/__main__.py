"""Compares Chainrule with PyTorch, JAX and NumPy and prints a report."""

import argparse
import os
import subprocess
import sys
import tempfile

from .arguments import positive, workload
from .machine import vector_instructions
from .measuring import Measuring
from .plan import PLANS
from .programs import BENCHMARKS
from .progress import note
from .report import document

ROOT = os.path.dirname(BENCHMARKS)
REPORT = os.path.join(ROOT, "docs", "benchmarks.md")


def parsed_arguments():
    parser = argparse.ArgumentParser(
        prog="Benchmarks/compare", description=__doc__,
        epilog="Everything takes some 25 minutes on two cores, a workload alone one or two. "
               "--install alone sets the peers up in Benchmarks/.venv; --self-test tests this program.")
    parser.add_argument("workloads", nargs="*", metavar="WORKLOAD", type=workload,
                        help=f"all if none is named, under all conditions: {', '.join(PLANS)}")
    parser.add_argument("--turns", type=positive(int), default=3, help="%(default)s by default")
    parser.add_argument("--seconds", type=positive(float), default=1, help="per turn; %(default)s by default")
    parser.add_argument("--threads", type=positive(int), default=2, help="%(default)s by default")
    parser.add_argument("--busy", action="store_true",
                        help="measure two-layer-sigmoid, mlp, lenet and trainings while a loop takes one core, too")
    parser.add_argument("--avx2", action="store_true", help="measure with AVX2 alone, too")
    parser.add_argument("--scaling", action="store_true", help="measure mlp at several batch sizes and depths, too")
    parser.add_argument("--write", action="store_true",
                        help="write the report to docs/benchmarks.md, as is done for all workloads")
    parser.add_argument("--program", help="a built chainrule; otherwise it is built first")
    return parser.parse_args()


def built_program():
    subprocess.run(["swift", "build", "-c", "release", "--product", "chainrule"],
                   cwd=ROOT, stdout=sys.stderr, check=True)
    return os.path.join(ROOT, ".build", "release", "chainrule")


def main():
    arguments = parsed_arguments()
    everything = not arguments.workloads
    workloads = arguments.workloads or list(PLANS)
    load = os.getloadavg()[0]
    if load > 0.5:
        note(f"other programs are running (load {load:.1f}); they distort the times")
    program = arguments.program or built_program()
    with tempfile.TemporaryDirectory() as directory:
        measuring = Measuring(program, directory, arguments.threads, arguments.turns, arguments.seconds,
                              busy=everything or arguments.busy)
        if arguments.avx2 or everything and "avx512f" in vector_instructions():
            measuring.prepare_avx2()
        for number, name in enumerate(workloads, start=1):
            note(f"{name}, {number} of {len(workloads)}")
            measuring.compare(name)
        if "mlp" in workloads:
            measuring.find_first_step()
        if measuring.busy:
            measuring.find_trainings()
        if everything or arguments.scaling:
            measuring.find_scaling()
    report = document(measuring.found, arguments.turns, arguments.seconds, arguments.threads)
    print(report, end="")
    if everything or arguments.write:
        with open(REPORT, "w") as file:
            file.write(report)
        note("written to docs/benchmarks.md")
    return 1 if measuring.found.failures else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        note("interrupted")
        sys.exit(130)
    except subprocess.CalledProcessError as failure:
        note(f"{' '.join(failure.cmd)} failed")
        sys.exit(1)
