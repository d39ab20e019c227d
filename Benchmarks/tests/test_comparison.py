import os
import stat
import subprocess
import sys
import tempfile
import unittest

from comparison.agreement import Disagreement, agreement
from comparison.measuring import Measuring
from comparison.plan import PLANS
from comparison.programs import BENCHMARKS
from comparison.report import COLUMNS, document, number, rows
from comparison.results import Comparison, Point, Result

STAND_IN = f"""#!/bin/sh
PYTHONPATH={BENCHMARKS} exec {sys.executable} -m tests.stand_in "$@"
"""


class AgreementTests(unittest.TestCase):
    def test_rounding_is_allowed(self):
        found = agreement([1.0, 2.0], [1.0, 2.0001], variants=self.fail)
        self.assertAlmostEqual(found.difference, 5e-5, places=7)
        self.assertEqual((found.steps, found.of), (2, 2))

    def test_a_difference_that_rounding_does_not_explain_is_refused(self):
        theirs = [1.0, 2.0, 3.0, 4.0]
        with self.assertRaisesRegex(Disagreement, "step 3 is 3.001 here and 3 there"):
            agreement([1.0, 2.0, 3.001, 4.0], theirs, variants=lambda: [theirs, theirs])

    def test_steps_that_rounding_decides_are_left_out(self):
        theirs, double = [1.0, 2.0, 3.0, 4.0], [1.0, 2.0, 3.0, 4.1]
        found = agreement([1.0, 2.0, 3.0, 5.0], theirs, variants=lambda: [theirs, double])
        self.assertEqual((found.steps, found.of, found.difference), (3, 4, 0))

    def test_two_steps_are_always_compared(self):
        with self.assertRaises(Disagreement):
            agreement([1.0, 2.1, 3.0], [1.0, 2.0, 3.0], variants=lambda: [[1.1, 2.1, 3.0]])

    def test_missing_and_infinite_losses_are_refused(self):
        for ours in ([], [1.0], [1.0, float("nan")], [1.0, float("inf")]):
            with self.assertRaises(Disagreement):
                agreement(ours, [1.0, 2.0], variants=lambda: [[1.0, 2.0]])


class ReportTests(unittest.TestCase):
    def result(self, workload, ours, **peers):
        def lines(milliseconds):
            return [{"median_ms": value, "peak_mb": 100} for value in milliseconds]
        return Result(workload, lines(ours),
                      {engine.replace("_", "-"): lines(value) for engine, value in peers.items()})

    def test_ratios_are_of_medians_over_turns(self):
        result = self.result("lenet", [1, 2, 9], pytorch=[4, 5, 1])
        self.assertEqual((result.milliseconds, result.ratio("pytorch")), (2, 2))
        self.assertFalse(result.reached(PLANS["lenet"].goals[0]))

    def test_the_better_layout_counts(self):
        result = self.result("convnet-bn", [10], pytorch=[16], pytorch_channels_last=[12], jax=[30])
        self.assertEqual([result.reached(goal) for goal in PLANS["convnet-bn"].goals], [True, False])

    def test_every_row_fills_every_column(self):
        result = self.result("convnet-bn", [10], pytorch=[16], pytorch_channels_last=[12], jax=[30])
        found = list(rows(result))
        self.assertEqual([len(row) for row in found], [len(COLUMNS)] * 2)
        self.assertEqual(found[0][-2:], ["1.5 × PyTorch; 1.25 × PyTorch's better layout", "yes; no"])

    def test_sections(self):
        comparison = Comparison(
            results=[self.result("convnet-bn", [10], pytorch=[16], pytorch_channels_last=[12], jax=[30])],
            first_step=(0.021, 1.5), by_batch=[Point(16, 0.4, 0.8)], by_depth=[Point(4, 2.0, 3.0)],
            failures=["alexnet: broken"])
        text = document(comparison, turns=3, seconds=2, threads=2)
        for line in ("| 16 | 25.0 | 50.0 | 2.00 |", "| 4 | 0.500 | 0.750 | 1.50 |", "* alexnet: broken",
                     "`convnet-bn`: 100 MiB; with PyTorch 100 MiB.", "0.02 s; with PyTorch 1.50 s."):
            self.assertIn(line, text)

    def test_numbers_have_three_digits_and_no_exponent(self):
        self.assertEqual([number(value) for value in (1234.5, 99.96, 1.5, 0.00231, 0.00002)],
                         ["1234", "100.", "1.50", "0.00231", "0.000020"])


class ProcessTests(unittest.TestCase):
    """A stand-in takes the place of our program."""

    def setUp(self):
        self.directory = tempfile.TemporaryDirectory()
        self.addCleanup(self.directory.cleanup)
        self.program = os.path.join(self.directory.name, "chainrule")
        with open(self.program, "w") as file:
            file.write(STAND_IN)
        os.chmod(self.program, stat.S_IRWXU)

    def compare(self, *arguments, **environment):
        return subprocess.run(
            [sys.executable, "-m", "comparison", "--program", self.program, *arguments],
            env=os.environ | {"PYTHONPATH": BENCHMARKS} | environment, capture_output=True, text=True)

    def test_a_workload_is_checked_and_measured(self):
        measuring = Measuring(self.program, self.directory.name, turns=2, seconds=0.02)
        measuring.compare("two-layer-sigmoid")
        self.assertEqual(measuring.found.failures, [])
        [result] = measuring.found.results
        self.assertEqual(result.agreement.steps, 20)
        self.assertEqual({engine: len(lines) for engine, lines in result.peers.items()},
                         {"pytorch": 2, "jax": 2, "numpy": 2})
        self.assertEqual(next(rows(result))[9], "12.5")

    def test_wrong_losses_fail_loudly(self):
        done = self.compare("two-layer-sigmoid", WRONG_BY="1.0002")
        self.assertEqual(done.returncode, 1)
        self.assertIn("pytorch disagrees: the loss of step", done.stderr)
        self.assertIn("## Failures", done.stdout)

    def test_what_our_program_does_not_know_fails_with_its_message(self):
        done = self.compare("lenet")
        self.assertEqual(done.returncode, 1)
        self.assertIn("status 1: chainrule: unknown workload 'lenet'", done.stderr)

    def test_unknown_workloads_are_refused(self):
        done = self.compare("lennet")
        self.assertEqual(done.returncode, 2)
        self.assertIn("unknown workload 'lennet'", done.stderr)


if __name__ == "__main__":
    unittest.main()
