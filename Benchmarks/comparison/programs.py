"""Runs our program and the peers, each time in a new process, and reads the JSON lines they print."""

import json
import os
import shlex
import subprocess
import sys
import time

#: Nothing here takes nearly so long; a process that does hangs.
TIMEOUT = 900

BENCHMARKS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


class ProgramFailed(Exception):
    """A process ended badly or printed something else than agreed."""


def run(command):
    environment = os.environ | {"PYTHONPATH": BENCHMARKS}
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


def json_line(command, key):
    """The first JSON object that the command prints, which has to have this key."""
    for line in run(command).splitlines():
        if line.startswith("{"):
            try:
                values = json.loads(line)
            except ValueError as error:
                raise ProgramFailed(f"{shlex.join(command)}: {error} in {line}") from None
            if key not in values:
                raise ProgramFailed(f"{shlex.join(command)}: no {key} in {line}")
            return values
    raise ProgramFailed(f"{shlex.join(command)}: printed no JSON")


def options(**values):
    """Command line options; those that are None are left out."""
    given = ((name, value) for name, value in values.items() if value is not None)
    return [part for name, value in given for part in (f"--{name}", str(value))]


class Ours:
    def __init__(self, program, threads):
        self.program, self.threads = program, threads

    def measure(self, workload, seconds, **choices):
        command = [*self._bench(workload), "--json", *options(seconds=seconds, **choices)]
        return json_line(command, "median_ms")

    def export(self, workload, path):
        run([*self._bench(workload), "--export", path])

    def seconds_to_first_step(self, workload):
        return wall_clock([*self._bench(workload), "--steps", "1"])

    def _bench(self, workload):
        return [self.program, "bench", workload, *options(threads=self.threads)]


class Peer:
    def __init__(self, engine, threads):
        self.engine, self.threads = engine, threads

    def measure(self, workload, seconds, **choices):
        return json_line([*self._command(workload), *options(seconds=seconds, **choices)], "median_ms")

    def losses(self, workload, start):
        command = [*self._command(workload), *options(start=start), "--losses"]
        return json_line(command, "losses")["losses"]

    def seconds_to_first_step(self, workload):
        return wall_clock([*self._command(workload), "--steps", "1"])

    def _command(self, workload):
        return [sys.executable, "-m", "peers", self.engine, workload, *options(threads=self.threads)]


def wall_clock(command):
    start = time.perf_counter()
    run(command)
    return time.perf_counter() - start
