"""What a comparison has found."""

import statistics
from dataclasses import dataclass, field

from .agreement import Agreement
from .plan import LAYOUTS


@dataclass
class Timings:
    """The lines that the programs printed, one per turn."""
    ours: list = field(default_factory=list)
    #: By engine.
    peers: dict = field(default_factory=dict)
    #: Why an engine could not be measured, by engine.
    unavailable: dict = field(default_factory=dict)

    @property
    def milliseconds(self):
        return median_of(self.ours)

    @property
    def gigaflops(self):
        return self.ours[-1].get("gflops")

    @property
    def better_layout(self):
        """PyTorch's faster engine."""
        return self.fastest(LAYOUTS)

    def peer_milliseconds(self, engine):
        return median_of(self.peers[engine])

    def peer_gigaflops(self, engine):
        return self.gigaflops and self.gigaflops / self.ratio(engine)

    def ratio(self, engine):
        """How many times as fast as the engine we are."""
        return self.peer_milliseconds(engine) / self.milliseconds

    def fastest(self, engines):
        return min((engine for engine in engines if engine in self.peers), key=self.peer_milliseconds)

    def reached(self, goal):
        return self.ratio(self.fastest(goal.engines)) >= goal.ratio


@dataclass
class Result:
    workload: str
    idle: Timings
    agreement: Agreement | None = None
    #: With one core taken, and with AVX2 alone.
    busy: Timings | None = None
    avx2: Timings | None = None


@dataclass
class Trainings:
    """Seconds of one training, of one beside an endless loop, and of several at the same time."""
    alone: float
    beside_loop: float
    together: float


@dataclass
class Comparison:
    results: list = field(default_factory=list)
    #: Seconds from the start of a process to its first finished step of mlp: ours and PyTorch's.
    first_step: tuple | None = None
    trainings: Trainings | None = None
    #: What is varied, then sizes, then timings of mlp.
    scaling: dict = field(default_factory=dict)
    failures: list = field(default_factory=list)


def median_of(lines):
    return statistics.median(line["median_ms"] for line in lines)
