import os
import stat
import subprocess
import sys
import tempfile
import unittest
from unittest.mock import patch

from comparison.agreement import Disagreement, agreement
from comparison.measuring import Measuring
from comparison.plan import LAYOUTS, SCALING, layouts, pytorch
from comparison.programs import BENCHMARKS
from comparison.report import STEP_COLUMNS, busy_row, document, number, step_row
from comparison.results import Comparison, Result, Timings, Trainings

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
    def timings(self, ours, **peers):
        def lines(milliseconds):
            return [{"median_ms": value, "peak_mb": 100, "gflops": 60 / value} for value in milliseconds]
        return Timings(lines(ours), {engine.replace("_", "-"): lines(value) for engine, value in peers.items()})

    def test_ratios_are_of_medians_over_turns(self):
        timings = self.timings([1, 2, 9], pytorch=[4, 5, 1])
        self.assertEqual((timings.milliseconds, timings.ratio("pytorch")), (2, 2))
        self.assertFalse(timings.reached(pytorch(2.1)))

    def test_the_better_layout_counts(self):
        timings = self.timings([10], pytorch=[16], pytorch_channels_last=[12])
        self.assertEqual([timings.reached(pytorch(ratio)) for ratio in (1.1, 1.5)], [True, False])
        self.assertEqual(timings.better_layout, "pytorch-channels-last")

    def test_layouts_are_compared_wherever_there_are_images(self):
        self.assertEqual([layouts(name) for name in ("mlp", "text-cnn", "lenet", "vgg-11")],
                         [LAYOUTS[:1], LAYOUTS[:1], LAYOUTS, LAYOUTS])

    def test_a_row_fills_every_column_and_says_what_is_unavailable(self):
        timings = self.timings([10], pytorch=[35], pytorch_channels_last=[40], jax=[30])
        timings.unavailable["pytorch-compiled"] = "no C++ compiler"
        self.assertEqual(
            dict(zip(STEP_COLUMNS, step_row(Result("lenet", timings)), strict=True)),
            {"workload": "lenet", "ours": "10.0", "PyTorch": "35.0 (3.50)", "channels-last": "40.0 (4.00)",
             "torch.compile": "no C++ compiler", "JAX": "30.0 (3.00)", "NumPy": "–",
             "difference of losses": "–", "GFLOP/s": "6.00", "must reach": "3.5 × PyTorch", "reached": "yes"})

    def test_a_busy_machine_is_compared_with_an_idle_one(self):
        result = Result("mlp", self.timings([2], pytorch=[4]), busy=self.timings([6], pytorch=[15]))
        self.assertEqual(busy_row(result)[3:], ["3.00", "15.0 (2.50)", "3.75", "2 × PyTorch; 2.5 × idle at most",
                                                "yes; no"])

    def test_sections(self):
        timings = self.timings([10], pytorch=[16], pytorch_channels_last=[12], jax=[30])
        comparison = Comparison(
            results=[Result("convnet-bn", timings, avx2=self.timings([20], pytorch=[19], pytorch_channels_last=[30]))],
            first_step=(0.021, 1.5), trainings=Trainings(2, 3, 12.6), failures=["alexnet: broken"],
            scaling={"batch": {1024: self.timings([10], pytorch=[11])}, "depth": {4: self.timings([2], pytorch=[3])}})
        text = document(comparison, turns=3, seconds=2, threads=2)
        for line in ("| 1024 | 10.0 | 11.0 (1.10) | 6.00 | 5.45 | 1.2 × PyTorch | no |",
                     "| 4 | 2.00 | 3.00 (1.50) | 30.0 | 20.0 | 1 × PyTorch | yes |",
                     "| convnet-bn | 20.0 | 19.0 (0.95) | 30.0 (1.50) | 3.00 | 1 × PyTorch | no |",
                     "| beside an endless loop | 3.00 | 1.50 | 1.6 at most | yes |",
                     "| 6 at the same time | 12.60 | 6.30 | 6 at most | no |", "* alexnet: broken",
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
        # torch.compile would take most of the time.
        compiler = patch.dict(os.environ, CXX=os.path.join(self.directory.name, "none"))
        compiler.start()
        self.addCleanup(compiler.stop)
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
        self.assertEqual({engine: len(lines) for engine, lines in result.idle.peers.items()},
                         {"pytorch": 2, "jax": 2, "numpy": 2})
        self.assertEqual(result.idle.unavailable, {"pytorch-compiled": "no C++ compiler"})
        self.assertEqual(result.idle.gigaflops, 12.5)

    def test_a_busy_machine(self):
        measuring = Measuring(self.program, self.directory.name, turns=1, seconds=0.02, busy=True)
        measuring.compare("two-layer-sigmoid")
        measuring.find_trainings()
        self.assertEqual(measuring.found.failures, [])
        self.assertEqual(measuring.found.results[0].busy.peers.keys(), {"pytorch"})
        self.assertGreater(measuring.found.trainings.together, 0)

    def test_scaling(self):
        measuring = Measuring(self.program, self.directory.name, turns=1, seconds=0.01)
        with patch.dict(SCALING, {"batch": {1: pytorch(1), 3: pytorch(1)}, "depth": {2: pytorch(1)}}):
            measuring.find_scaling()
        self.assertEqual({name: list(sizes) for name, sizes in measuring.found.scaling.items()},
                         {"batch": [1, 3], "depth": [2]})
        self.assertEqual(measuring.found.failures, [])

    def test_what_cannot_be_kept_to_avx2_is_a_failure_and_the_rest_goes_on(self):
        measuring = Measuring(self.program, self.directory.name, turns=1, seconds=0.02)
        measuring.prepare_avx2()
        measuring.compare("scalar-graph")
        self.assertRegex(measuring.found.failures[0], "^AVX2: ")
        self.assertEqual(measuring.found.results[0].avx2, None)

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
