import io
import os
import stat
import subprocess
import tempfile
import unittest
from contextlib import redirect_stderr, redirect_stdout
from unittest.mock import patch

from regressions.__main__ import main
from regressions.builds import Unknown, programs
from regressions.verdicts import Turns

#: Knows lenet, and mlp if its time is given; the times of lenet are used one after the other, then again.
PROGRAM = """#!/bin/sh
for argument; do case $argument in lenet|mlp) workload=$argument; esac; done
times="{lenet}"
[ $workload = mlp ] && times="{mlp}"
[ -z "$times" ] && {{ echo "chainrule: unknown workload '$workload'" >&2; exit 2; }}
set -- $times
turn=$(cat $0.turn 2>/dev/null || echo 0)
[ $workload = lenet ] && echo $((turn + 1)) > $0.turn
shift $((turn % $#))
echo "{{\\"median_ms\\": $1}}"
"""

BUILD = """#!/bin/sh
mkdir -p .build/release && cp program .build/release/chainrule
"""


class VerdictTests(unittest.TestCase):
    def verdict(self, *ratios):
        return Turns("mlp", [2] * len(ratios), [2 * ratio for ratio in ratios]).verdict(1.03)

    def test_what_is_slower_in_most_turns_is_slower(self):
        self.assertEqual(self.verdict(1.04, 1.05, 1.06, 0.99, 1.05), "slower")
        self.assertEqual(self.verdict(1.04), "slower")

    def test_one_disturbed_turn_decides_nothing(self):
        self.assertEqual(self.verdict(1, 1.01, 5, 0.99, 1), "same")
        self.assertEqual(self.verdict(0.9, 0.91, 0.92, 5, 0.9), "faster")

    def test_turns_that_differ_too_much_are_unclear(self):
        self.assertEqual(self.verdict(0.8, 0.9, 1.04, 1.2, 1.3), "unclear")
        self.assertEqual(self.verdict(0.8, 0.9, 1.02, 1.2, 1.3), "unclear")


class GuardTests(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.directory = directory.name

    def program(self, name, lenet="2", mlp=""):
        return self.script(os.path.join(self.directory, name), PROGRAM.format(lenet=lenet, mlp=mlp))

    def script(self, path, text):
        with open(path, "w") as file:
            file.write(text)
        os.chmod(path, stat.S_IRWXU)
        return path

    def guard(self, *arguments):
        """Status and output."""
        with redirect_stdout(io.StringIO()) as output, redirect_stderr(io.StringIO()):
            return main([*arguments]), output.getvalue()

    def test_a_slower_workload_fails_after_it_was_measured_again(self):
        status, output = self.guard(self.program("old"), self.program("new", "2.1"), "lenet")
        self.assertEqual(status, 1)
        self.assertIn("| lenet | 2.00 | 2.10 | 1.050 | 1.050 to 1.050 | 15 | slower |", output)

    def test_the_limit_can_be_chosen(self):
        status, output = self.guard(self.program("old"), self.program("new", "2.1"), "lenet", "--limit", "6")
        self.assertEqual(status, 0)
        self.assertIn("| 5 | same |", output)

    def test_a_disturbance_is_recognized_when_it_is_measured_again(self):
        disturbed = self.program("new", "2 2.2 2.2 2.2 2 2 2 2 2 2 2 2 2 2 2")
        status, output = self.guard(self.program("old"), disturbed, "lenet")
        self.assertEqual(status, 0)
        self.assertIn("| 15 | same |", output)

    def test_what_only_the_new_program_knows_is_no_regression_and_what_it_does_not_know_is(self):
        old, new = self.program("old"), self.program("new", mlp="3")
        status, output = self.guard(old, new, "lenet", "mlp")
        self.assertEqual(status, 0)
        self.assertIn("Not in OLD: mlp", output)
        status, output = self.guard(new, old, "lenet", "mlp")
        self.assertEqual(status, 1)
        self.assertIn("FAILED in NEW: mlp", output)

    def test_what_fails_when_it_is_measured_again_is_reported_with_the_turns_before(self):
        status, output = self.guard(self.program("old"), self.program("new", "2.2 2.2 2.2 2.2 2.2 2.2 none"), "lenet")
        self.assertEqual(status, 1)
        self.assertIn("| 6 | slower |", output)
        self.assertIn("FAILED in NEW: lenet", output)

    def test_revisions_are_built_and_removed(self):
        def git(*arguments):
            return subprocess.run(["git", "-C", self.directory, *arguments], check=True, capture_output=True,
                                  text=True).stdout
        git("init", "--quiet")
        for time in ("2", "3"):
            self.program("program", time)
            git("add", "program")
            git("-c", "user.name=A", "-c", "user.email=a@b", "commit", "--quiet", "--message", time)
        os.mkdir(os.path.join(self.directory, "bin"))
        self.script(os.path.join(self.directory, "bin", "swift"), BUILD)
        path = os.path.join(self.directory, "bin") + os.pathsep + os.environ["PATH"]
        with patch.dict(os.environ, PATH=path), programs("HEAD~1", "HEAD", root=self.directory) as found:
            said = [subprocess.check_output([program, "lenet"], text=True) for program in found]
        self.assertEqual(said, ['{"median_ms": 2}\n', '{"median_ms": 3}\n'])
        self.assertFalse(any(map(os.path.exists, found)))
        self.assertEqual(len(git("worktree", "list").splitlines()), 1)

    def test_what_is_neither_a_program_nor_a_revision_is_refused(self):
        with self.assertRaisesRegex(Unknown, "'nothing' is neither"), programs(self.program("old"), "nothing"):
            pass


if __name__ == "__main__":
    unittest.main()
