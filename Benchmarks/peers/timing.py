"""How long a step takes and how much memory its process has used."""

import resource
import statistics
import sys
import time

SAMPLE_SECONDS = 1e-3
WARM_UP_SECONDS = 0.3
WARM_UP_STEPS = 3


def measure(step, seconds):
    """Median and least seconds of a step, over samples of at least about a millisecond."""
    # Whatever is compiled or allocated once belongs to the first step.
    step()
    count, start = 0, time.perf_counter()
    while count < WARM_UP_STEPS or time.perf_counter() - start < WARM_UP_SECONDS:
        step()
        count += 1
    per_sample = max(1, round(SAMPLE_SECONDS * count / (time.perf_counter() - start)))
    samples = []
    start = time.perf_counter()
    while not samples or time.perf_counter() - start < seconds:
        before = time.perf_counter()
        for _ in range(per_sample):
            step()
        samples.append((time.perf_counter() - before) / per_sample)
    return statistics.median(samples), min(samples)


def peak_megabytes():
    # Linux counts in KiB, macOS in bytes.
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 2**20
