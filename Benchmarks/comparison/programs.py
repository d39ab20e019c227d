"""Runs our program and the peers, each time in a new process, and reads the JSON lines they print."""

import json
import os
import shlex
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor

#: Nothing here takes nearly so long; a process that does hangs.
TIMEOUT = 900

BENCHMARKS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


class ProgramFailed(Exception):
    """A process ended badly or printed something else than agreed."""


class Unavailable(Exception):
    """A peer cannot run here; the message is a word or two."""


def run(command, environment={}):
    environment = os.environ | {"PYTHONPATH": BENCHMARKS} | environment
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT, env=environment)
    except subprocess.TimeoutExpired:
        raise ProgramFailed(f"{shlex.join(command)}: no end after {TIMEOUT} s") from None
    if done.returncode != 0:
        said = (done.stderr.strip() or done.stdout.strip() or "no message").splitlines()
        # Chainrule's message comes first and starts so; Python's comes last, after the traceback.
        message = next((line for line in said if line.startswith("chainrule:")), said[-1])
        raise ProgramFailed(f"{shlex.join(command)}: status {done.returncode}: {message}")
    return done.stdout


def json_line(command, key, environment):
    """The first JSON object that the command prints, which has to have this key."""
    for line in run(command, environment).splitlines():
        if line.startswith("{"):
            try:
                values = json.loads(line)
            except ValueError as error:
                raise ProgramFailed(f"{shlex.join(command)}: {error} in {line}") from None
            if "unavailable" in values:
                raise Unavailable(values["unavailable"])
            if key not in values:
                raise ProgramFailed(f"{shlex.join(command)}: no {key} in {line}")
            return values
    raise ProgramFailed(f"{shlex.join(command)}: printed no JSON")


def options(**values):
    """Command line options; those that are None are left out."""
    given = ((name, value) for name, value in values.items() if value is not None)
    return [part for name, value in given for part in (f"--{name}", str(value))]


class Ours:
    def __init__(self, program, threads, environment={}):
        self.program, self.threads, self.environment = program, threads, environment

    def measure(self, workload, seconds, **choices):
        command = [*self._bench(workload), "--json", *options(seconds=seconds, **choices)]
        return json_line(command, "median_ms", self.environment)

    def export(self, workload, path):
        run([*self._bench(workload), "--export", path])

    def seconds_to_first_step(self, workload):
        return wall_clock([*self._bench(workload), "--steps", "1"])

    def seconds_of_training(self, directory, count=1):
        """Two epochs of mlp on images that the program draws, by so many processes at the same time."""
        def train(out):
            run([self.program, "train", "mlp", *options(epochs=2, threads=self.threads, out=out)])
        with tempfile.TemporaryDirectory(dir=directory) as runs, ThreadPoolExecutor(count) as threads:
            start = time.perf_counter()
            list(threads.map(train, (os.path.join(runs, str(n)) for n in range(count))))
            return time.perf_counter() - start

    def _bench(self, workload):
        return [self.program, "bench", workload, *options(threads=self.threads)]


class Peer:
    def __init__(self, engine, threads, environment={}):
        self.engine, self.threads, self.environment = engine, threads, environment

    def measure(self, workload, seconds, **choices):
        command = [*self._command(workload), *options(seconds=seconds, **choices)]
        return json_line(command, "median_ms", self.environment)

    def losses(self, workload, start):
        command = [*self._command(workload), *options(start=start), "--losses"]
        return json_line(command, "losses", self.environment)["losses"]

    def seconds_to_first_step(self, workload):
        return wall_clock([*self._command(workload), "--steps", "1"])

    def _command(self, workload):
        return [sys.executable, "-m", "peers", self.engine, workload, *options(threads=self.threads)]


def wall_clock(command):
    start = time.perf_counter()
    run(command)
    return time.perf_counter() - start
