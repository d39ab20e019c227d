"""Builds two revisions, measures them in turns and lists what has become slower."""

import argparse
import signal
import statistics
import subprocess
import sys

from comparison.arguments import positive, workload
from comparison.plan import PLANS
from comparison.programs import Ours, ProgramFailed
from comparison.progress import note
from comparison.report import number, table

from .builds import Unknown, programs
from .verdicts import Turns

#: What may be slower is measured again, after everything else, so many times.
REPETITIONS = 2

EPILOG = """\
Before a commit that touches the engine:

    swift build -c release --product chainrule
    Benchmarks/guard HEAD .build/release/chainrule

Takes 5 minutes on two cores, and as many minutes as two release builds. In a turn each program measures the workload
in a new process; which is first alternates. The ratio is the median over the turns of new / old, its spread the
lower and upper quartile. Where the upper quartile exceeds the limit, the workload is measured again, twice at most.
Slower: the median exceeds the limit, and three of four turns were slower. Unclear: it may be slower, but the turns
differ too much; let nothing else run and name the workload with more --turns.
The exit status is 1 if a workload is slower or fails in NEW.
"""


def parsed_arguments(arguments):
    parser = argparse.ArgumentParser(prog="Benchmarks/guard", description=__doc__, epilog=EPILOG,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("old", metavar="OLD", help="a git revision or the path of a built program")
    parser.add_argument("new", metavar="NEW", help="the same")
    parser.add_argument("workloads", nargs="*", metavar="WORKLOAD", type=workload,
                        help=f"all if none is named: {', '.join(PLANS)}")
    parser.add_argument("--limit", type=positive(float), default=3, help="percent; %(default)s by default")
    parser.add_argument("--turns", type=positive(int), default=5, help="%(default)s by default")
    parser.add_argument("--seconds", type=positive(float), default=1, help="per turn; %(default)s by default")
    parser.add_argument("--threads", type=positive(int), default=2, help="%(default)s by default")
    return parser.parse_args(arguments)


class Guard:
    def __init__(self, old, new, turns, seconds, limit):
        self.old, self.new, self.turns, self.seconds, self.limit = old, new, turns, seconds, limit
        self.found = []
        #: By workload, why a program could not run it.
        self.missing, self.failures = {}, {}

    def measure(self, workloads):
        for workload in workloads:
            turns = Turns(workload)
            if self._take_turns(turns):
                self.found.append(turns)
        for _ in range(REPETITIONS):
            for turns in self.found:
                if turns.workload not in self.missing | self.failures and turns.may_be_slower(self.limit):
                    self._take_turns(turns)

    def _take_turns(self, turns):
        """Returns whether both programs can run the workload."""
        for _ in range(self.turns):
            sides = [(self.old, turns.old, self.missing), (self.new, turns.new, self.failures)]
            # A machine that slows down in the meantime is on no one's side.
            if len(turns.old) % 2 == 1:
                sides.reverse()
            measured = []
            for program, milliseconds, problems in sides:
                try:
                    measured.append((milliseconds, program.measure(turns.workload, self.seconds)["median_ms"]))
                except ProgramFailed as error:
                    problems[turns.workload] = str(error)
            if len(measured) < len(sides):
                return False
            for milliseconds, figure in measured:
                milliseconds.append(figure)
        low, median, high = turns.quartiles
        note(f"{turns.workload}: new / old {median:.3f} ({low:.3f} to {high:.3f}) over {len(turns.old)} turns")
        return True

    def report(self):
        def row(turns):
            low, median, high = turns.quartiles
            return [turns.workload, number(statistics.median(turns.old)), number(statistics.median(turns.new)),
                    f"{median:.3f}", f"{low:.3f} to {high:.3f}", len(turns.old), turns.verdict(self.limit)]
        return "".join([
            table(["workload", "old, ms", "new, ms", "new / old", "spread", "turns", "verdict"],
                  map(row, self.found)),
            *(f"\nNot in OLD: {workload}: {reason}\n" for workload, reason in self.missing.items()),
            *(f"\nFAILED in NEW: {workload}: {reason}\n" for workload, reason in self.failures.items())])

    @property
    def passes(self):
        return not self.failures and all(turns.verdict(self.limit) != "slower" for turns in self.found)


def main(arguments=None):
    arguments = parsed_arguments(arguments)
    with programs(arguments.old, arguments.new) as (old, new):
        guard = Guard(Ours(old, arguments.threads), Ours(new, arguments.threads), arguments.turns,
                      arguments.seconds, 1 + arguments.limit / 100)
        guard.measure(arguments.workloads or PLANS)
    print(guard.report(), end="")
    return 0 if guard.passes else 1


if __name__ == "__main__":
    # The worktrees are removed then, too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        note("interrupted")
        sys.exit(130)
    except Unknown as error:
        print(f"guard: {error}", file=sys.stderr)
        sys.exit(2)
    except subprocess.CalledProcessError as failure:
        print(f"guard: {' '.join(failure.cmd)} failed", file=sys.stderr)
        sys.exit(2)
