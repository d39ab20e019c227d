"""The programs that are compared."""

import os
import subprocess
import sys
import tempfile
from contextlib import ExitStack, contextmanager

from comparison.programs import BENCHMARKS
from comparison.progress import note

ROOT = os.path.dirname(BENCHMARKS)


class Unknown(Exception):
    """What was named is neither a program nor a revision."""


@contextmanager
def programs(*choices, root=ROOT):
    """Paths of the programs, of which those that are revisions are built and exist as long as the context."""
    commits = [None if is_program(choice) else commit(choice, root) for choice in choices]
    with tempfile.TemporaryDirectory(prefix="chainrule-guard-") as directory, ExitStack() as stack:
        yield [stack.enter_context(built(found, os.path.join(directory, str(n)), root)) if found
               else os.path.abspath(choice) for n, (choice, found) in enumerate(zip(choices, commits))]


@contextmanager
def built(commit, tree, root):
    subprocess.run(["git", "worktree", "add", "--quiet", "--detach", tree, commit], cwd=root, check=True)
    try:
        note(f"building {commit[:10]}")
        subprocess.run(["swift", "build", "-c", "release", "--product", "chainrule"],
                       cwd=tree, stdout=sys.stderr, check=True)
        yield os.path.join(tree, ".build", "release", "chainrule")
    finally:
        subprocess.run(["git", "worktree", "remove", "--force", tree], cwd=root, check=True)


def is_program(choice):
    return os.path.isfile(choice) and os.access(choice, os.X_OK)


def commit(revision, root):
    found = subprocess.run(["git", "rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}"],
                           cwd=root, capture_output=True, text=True)
    if found.returncode != 0:
        raise Unknown(f"'{revision}' is neither a program nor a revision of this repository")
    return found.stdout.strip()
