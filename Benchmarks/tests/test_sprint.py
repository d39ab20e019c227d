import io
import json
import os
import tempfile
import unittest
from contextlib import redirect_stdout
from unittest.mock import patch

from sprint import __main__ as sprint


class SprintTests(unittest.TestCase):
    def table(self, *arguments):
        output = io.StringIO()
        with patch("sys.argv", ["mnist-sprint", "data", *arguments]), redirect_stdout(output):
            sprint.main()
        return output.getvalue()

    def test_both_programs_take_turns_and_seeds_that_were_measured_are_not_run_again(self):
        runs = []

        def run(name, seconds):
            def timed(_, seed):
                runs.append((name, seed))
                return seconds, 2 * seconds, 0.99 + seed / 1000
            return timed

        with tempfile.TemporaryDirectory() as directory:
            results = os.path.join(directory, "results.jsonl")
            with open(results, "w") as file:
                print(json.dumps({"seed": 1, "ours": [2.0, 3.0, 0.9], "pytorch": [4.0, 5.0, 0.8]}), file=file)
            with patch.object(sprint, "ours", run("ours", 1.0)), patch.object(sprint, "pytorch", run("pytorch", 8.0)):
                first = self.table("--seeds", "3", "--results", results)
                self.assertEqual(runs, [("ours", 0), ("pytorch", 0), ("ours", 2), ("pytorch", 2)])
                self.assertEqual(self.table("--seeds", "3", "--results", results), first)
        self.assertEqual(len(runs), 4)
        self.assertIn("| 0 | 1.00 | 2.00 | 99.00 % | 8.00 | 16.00 | 99.00 % |", first)
        self.assertIn("| 1 | 2.00 | 3.00 | 90.00 % | 4.00 | 5.00 | 80.00 % |", first)
        self.assertIn("| median | 1.00 | 2.00 | 99.00 % | 8.00 | 16.00 | 99.00 % |", first)


if __name__ == "__main__":
    unittest.main()
