"""The course of a comparison."""

import os
import statistics
from contextlib import contextmanager
from functools import cache
from subprocess import SubprocessError

from safetensors.numpy import load_file

from . import avx2
from .agreement import Disagreement, agreement
from .busy import few_cores, one_core_taken
from .plan import COMPILED, PLANS, SCALING, TRAININGS, layouts
from .programs import Ours, Peer, ProgramFailed, Unavailable
from .progress import note
from .results import Comparison, Result, Timings, Trainings


class Measuring:
    def __init__(self, program, directory, threads=2, turns=3, seconds=1, busy=False):
        self.directory, self.threads, self.turns, self.seconds = directory, threads, turns, seconds
        # Nothing that was compiled earlier is found again.
        self.environment = {"TORCHINDUCTOR_CACHE_DIR": os.path.join(directory, "inductor")}
        self.ours = Ours(program, threads)
        self.ours_with_avx2 = None
        self.busy = busy
        self.found = Comparison()

    def prepare_avx2(self):
        """Has all workloads measured with AVX2 alone, too."""
        program = os.path.join(self.directory, "chainrule-avx2")
        with self._noting_failures("AVX2"):
            avx2.keep_to_avx2(self.ours.program, program)
            self.ours_with_avx2 = Ours(program, self.threads, avx2.ENVIRONMENT)

    def compare(self, workload):
        """Checks the losses, then measures; what fails is noted and the rest goes on."""
        plan = PLANS[workload]
        with self._noting_failures(workload):
            start, agreed = None, None
            if plan.has_start:
                start = os.path.join(self.directory, f"{workload}.safetensors")
                self.ours.export(workload, start)
                agreed = self._check(workload, start)
            engines = (*plan.engines(workload), *([COMPILED] if plan.compiled else []))
            idle = self._take_turns(workload, self.ours, self._peers(*engines), {"start": start})
            result = Result(workload, idle, agreed)
            self.found.results.append(result)
            if plan.busy and self.busy:
                result.busy = self._beside_loop(result, start)
            if self.ours_with_avx2:
                result.avx2 = self._with_avx2(workload, start)
            if start:
                os.remove(start)

    def find_first_step(self):
        with self._noting_failures("time to the first step"):
            [peer] = self._peers("pytorch").values()
            turns = [(self.ours.seconds_to_first_step("mlp"), peer.seconds_to_first_step("mlp"))
                     for _ in range(self.turns)]
            self.found.first_step = tuple(statistics.median(column) for column in zip(*turns))
            note("mlp: first step after %.2f s, with PyTorch after %.2f s" % self.found.first_step)

    def find_scaling(self):
        with self._noting_failures("scaling"):
            for name, sizes in SCALING.items():
                self.found.scaling[name] = {
                    size: self._take_turns("mlp", self.ours, self._peers("pytorch"), {}, **{name: size})
                    for size in sizes}

    def find_trainings(self):
        """Trains mlp alone, beside an endless loop and several times at once, all on as many cores as threads."""
        with self._noting_failures("trainings"), few_cores(self.threads):
            alone, beside = [], []
            for _ in range(self.turns):
                alone.append(self.ours.seconds_of_training(self.directory))
                with one_core_taken():
                    beside.append(self.ours.seconds_of_training(self.directory))
            together = self.ours.seconds_of_training(self.directory, count=TRAININGS)
            found = Trainings(statistics.median(alone), statistics.median(beside), together)
            note(f"training of mlp: {found.alone:.2f} s, beside a loop {found.beside_loop:.2f} s, "
                 f"{TRAININGS} at once {found.together:.2f} s")
            self.found.trainings = found

    def _beside_loop(self, result, start):
        peers = self._peers(result.idle.better_layout)
        with few_cores(self.threads), one_core_taken():
            return self._take_turns(result.workload, self.ours, peers, {"start": start}, "beside a loop")

    def _with_avx2(self, workload, start):
        peers = {engine: Peer(engine, self.threads, avx2.ENVIRONMENT) for engine in layouts(workload)}
        return self._take_turns(workload, self.ours_with_avx2, peers, {"start": start}, "with AVX2")

    def _take_turns(self, workload, ours, peers, of_peers, condition="", **choices):
        """Measures us, then each peer, then us again; a machine that slows down slows all."""
        found = Timings()
        label = " ".join([workload, *(f"{name} {value}" for name, value in choices.items()), condition]).strip()
        for turn in range(self.turns):
            line = ours.measure(workload, self.seconds, **choices)
            found.ours.append(line)
            figures = [f"ours {line['median_ms']:.4g} ms"]
            for engine, peer in peers.items():
                # Compilation takes up to a minute in every process.
                if engine == COMPILED and turn > 0:
                    continue
                try:
                    line = peer.measure(workload, self.seconds, **of_peers, **choices)
                    found.peers.setdefault(engine, []).append(line)
                    figures.append(f"{engine} {line['median_ms']:.4g} ms")
                except Unavailable as reason:
                    found.unavailable[engine] = str(reason)
                    figures.append(f"{engine}: {reason}")
            note(f"{label}: turn {turn + 1} of {self.turns}: {', '.join(figures)}")
        return found

    def _check(self, workload, start):
        """Compares our losses with every peer's; returns how well PyTorch's agree."""
        ours = load_file(start).get("losses", [])
        found = {}

        @cache
        def variants():
            return [peer.losses(workload, start) for peer in self._peers("pytorch-float64", "pytorch-nudged").values()]

        for engine, peer in self._peers(*PLANS[workload].engines(workload)).items():
            try:
                found[engine] = agreement(ours, peer.losses(workload, start), variants)
            except Disagreement as problem:
                raise Disagreement(f"{engine} disagrees: {problem}") from None
            note(f"{workload}: losses of {found[engine].steps} steps agree with {engine}; "
                 f"largest relative difference {found[engine].difference:.1e}")
        return found["pytorch"]

    def _peers(self, *engines):
        return {engine: Peer(engine, self.threads, self.environment) for engine in engines}

    @contextmanager
    def _noting_failures(self, subject):
        """What does not depend on the subject goes on."""
        try:
            yield
        except (ProgramFailed, Disagreement, avx2.Unsuitable, OSError, SubprocessError) as error:
            self.found.failures.append(f"{subject}: {error}")
            note(f"FAILED: {subject}: {error}")
