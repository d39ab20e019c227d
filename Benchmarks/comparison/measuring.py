"""The course of a comparison."""

import os
import statistics
import sys
from contextlib import contextmanager

from safetensors.numpy import load_file

from .agreement import Disagreement, agreement
from .plan import PLANS
from .programs import Ours, Peer, ProgramFailed
from .results import Comparison, Point, Result

BATCHES = (16, 64, 256, 1024)
DEPTHS = (2, 4, 8, 16)


def note(message):
    print(f"compare: {message}", file=sys.stderr, flush=True)


class Measuring:
    def __init__(self, program, directory, threads=2, turns=3, seconds=2):
        self.ours = Ours(program, threads)
        self.directory, self.threads, self.turns, self.seconds = directory, threads, turns, seconds
        self.found = Comparison()

    def compare(self, workload):
        """Checks the losses, then measures; what fails is noted and the rest goes on."""
        with self._noting_failures(workload):
            result = Result(workload)
            start = None
            if PLANS[workload].has_start:
                start = os.path.join(self.directory, f"{workload}.safetensors")
                note(f"{workload}: exporting the start")
                self.ours.export(workload, start)
                result.agreement = self._check(workload, start)
            peers = {engine: self._peer(engine) for engine in PLANS[workload].engines}
            result.ours, result.peers = self._take_turns(workload, peers, {"start": start})
            self.found.results.append(result)
            if start:
                os.remove(start)

    def find_first_step(self):
        with self._noting_failures("time to the first step"):
            peer = self._peer("pytorch")
            turns = [(self.ours.seconds_to_first_step("mlp"), peer.seconds_to_first_step("mlp"))
                     for _ in range(self.turns)]
            self.found.first_step = tuple(statistics.median(column) for column in zip(*turns))
            note("mlp: first step after %.2f s, with PyTorch after %.2f s" % self.found.first_step)

    def find_curves(self):
        with self._noting_failures("curves"):
            self.found.by_batch = [self._point(batch=size) for size in BATCHES]
            self.found.by_depth = [self._point(depth=size) for size in DEPTHS]

    def _point(self, **choice):
        ours, theirs = self._take_turns("mlp", {"pytorch": self._peer("pytorch")}, {}, **choice)
        result = Result("mlp", ours, theirs)
        return Point(*choice.values(), result.milliseconds, result.peer_milliseconds("pytorch"))

    def _take_turns(self, workload, peers, of_peers, **choices):
        """Measures us, then each peer, then us again; a machine that slows down slows all."""
        ours, theirs = [], {engine: [] for engine in peers}
        label = " ".join([workload, *(f"{name} {value}" for name, value in choices.items())])
        for turn in range(self.turns):
            ours.append(self.ours.measure(workload, self.seconds, **choices))
            figures = [f"ours {ours[-1]['median_ms']:.4g} ms"]
            for engine, peer in peers.items():
                line = peer.measure(workload, self.seconds, **of_peers, **choices)
                theirs[engine].append(line)
                figures.append(f"{engine} {line['median_ms']:.4g} ms")
            note(f"{label}: turn {turn + 1} of {self.turns}: {', '.join(figures)}")
        return ours, theirs

    def _check(self, workload, start):
        """Compares our losses with every peer's; returns how well PyTorch's agree."""
        ours = load_file(start).get("losses", [])
        found = {}
        for engine in PLANS[workload].engines:
            try:
                found[engine] = agreement(
                    ours, self._peer(engine).losses(workload, start),
                    variants=lambda: [self._peer(f"pytorch-{variant}").losses(workload, start)
                                      for variant in ("float64", "nudged")])
            except Disagreement as problem:
                raise Disagreement(f"{engine} disagrees: {problem}") from None
            note(f"{workload}: losses of {found[engine].steps} steps agree with {engine}; "
                 f"largest relative difference {found[engine].difference:.1e}")
        return found["pytorch"]

    def _peer(self, engine):
        return Peer(engine, self.threads)

    @contextmanager
    def _noting_failures(self, subject):
        """What does not depend on the subject goes on."""
        try:
            yield
        except (ProgramFailed, Disagreement) as error:
            self.found.failures.append(f"{subject}: {error}")
            note(f"FAILED: {subject}: {error}")
