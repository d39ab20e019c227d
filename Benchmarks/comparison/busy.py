"""A machine that other programs use too."""

import os
import subprocess
import sys
from contextlib import contextmanager

#: Ends by itself should its parent, whose id it is given, die without stopping it.
LOOP = """
import os, sys
while os.getppid() == int(sys.argv[1]):
    for _ in range(1_000_000): pass
"""


@contextmanager
def few_cores(count):
    """Processes started meanwhile may use this many cores, where the system can say so."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, sorted(before)[:count])
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


@contextmanager
def one_core_taken():
    """An endless loop runs meanwhile, always on the same core."""
    loop = subprocess.Popen([sys.executable, "-c", LOOP, str(os.getpid())])
    try:
        if hasattr(os, "sched_setaffinity"):
            os.sched_setaffinity(loop.pid, {max(os.sched_getaffinity(0))})
        yield loop
    finally:
        loop.kill()
        loop.wait()
