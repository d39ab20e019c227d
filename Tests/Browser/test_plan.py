"""The picture of a plan."""

import unittest

from browser import PageTest, run


class PlanTests(PageTest):
    def test_has_a_row_for_each_instruction(self):
        picture = self.folder / "plan.svg"
        table = run("explain", "two-layer", "--out", str(picture))
        count = int(table.splitlines()[-2].split()[0])
        self.open(picture)
        self.assertEqual(len(self.find_all(".row")), count)
        self.screenshot("plan")


if __name__ == "__main__":
    unittest.main()
