"""What a comparison has found."""

import statistics
from dataclasses import dataclass, field

from .agreement import Agreement


@dataclass
class Result:
    """The lines that the programs printed for one workload, one per turn."""
    workload: str
    ours: list = field(default_factory=list)
    #: By engine.
    peers: dict = field(default_factory=dict)
    agreement: Agreement | None = None

    @property
    def milliseconds(self):
        return median_of(self.ours)

    def peer_milliseconds(self, engine):
        return median_of(self.peers[engine])

    def ratio(self, engine):
        """How many times as fast as the engine we are."""
        return self.peer_milliseconds(engine) / self.milliseconds

    def reached(self, goal):
        return min(self.ratio(engine) for engine in goal.engines) >= goal.ratio


@dataclass
class Point:
    """A point of a curve: a size of mlp, our milliseconds and PyTorch's."""
    size: int
    ours: float
    theirs: float


@dataclass
class Comparison:
    results: list = field(default_factory=list)
    #: Seconds from the start of a process to its first finished step of mlp: ours and PyTorch's.
    first_step: tuple | None = None
    by_batch: list = field(default_factory=list)
    by_depth: list = field(default_factory=list)
    failures: list = field(default_factory=list)


def median_of(lines):
    return statistics.median(line["median_ms"] for line in lines)
