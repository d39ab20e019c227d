"""Makes the pictures of docs/tour.md, from a data set with MNIST's files and into a folder: tour.py MNIST FOLDER."""

import pathlib
import re
import sys
import unittest

from browser import Keys, PageTest, run
from playground import Playground

DATA, PICTURES = (pathlib.Path(argument).resolve() for argument in sys.argv[1:3])


class Tour(PageTest):
    def picture(self, name):
        self.driver.save_screenshot(str(PICTURES / f"{name}.png"))

    def draw(self, name, *arguments):
        page = self.folder / name
        run("draw", *arguments, "--out", str(page))
        return page

    def test_walk(self):
        self.open(self.draw("walk.html", "q = x + y; f = q * z", "x=-2", "y=5", "z=-4"), height=560)
        while "multiply switches" not in self.text("#step"):
            self.press(Keys.ARROW_RIGHT)
        self.picture("walk")

    def test_network(self):
        self.open(self.draw("lenet.html", "lenet", "--data", str(DATA)), height=900)
        while "conv2" not in self.text("#step"):
            self.press(Keys.ARROW_RIGHT)
        self.picture("lenet")

    def test_plan(self):
        plan = self.folder / "plan.svg"
        run("explain", "lenet", "--data", str(DATA), "--out", str(plan))
        self.open(plan, width=1500, height=700)
        self.picture("plan")

    def test_report(self):
        run("train", "lenet", "--data", str(DATA), "--epochs", "3", "--out", str(self.folder / "lenet"))
        self.open(self.folder / "lenet" / "report.html", height=900)
        self.picture("report")

    def test_playground(self):
        with Playground() as playground:
            self.open(playground.page("plane", dataset="spiral"), width=1400, height=900)
            self.wait(lambda: self.text("#status"))
            self.find("#play").click()
            self.wait(lambda: float(re.findall(r"([\d.]+) %", self.text("#status"))[0]) >= 97, 60)
            self.picture("playground")
            self.driver.get("about:blank")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
