"""The report of a run while it is trained."""

import re
import subprocess
import unittest

from browser import PROGRAM, PageTest


class LiveTests(PageTest):
    def test_grows_and_keeps_the_readers_place(self):
        command = [PROGRAM, "train", "two-layer", "--examples", "4000", "--epochs", "400", "--out", "run", "--live"]
        training = subprocess.Popen(command, cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.addCleanup(training.wait)
        self.addCleanup(training.terminate)
        for line in training.stdout:
            if address := re.search(r"http://[0-9.:]+/", line):
                break
        self.open(address.group())
        self.wait(lambda: re.search(r"[1-9]\d* of 400 epochs so far", self.text("header")), what="the first epoch")
        self.wait(lambda: self.text("#live").startswith("Epoch"))
        place = self.script("scrollTo({ top: 150, behavior: 'instant' }); return scrollY")
        before = self.text("header")
        self.wait(lambda: self.text("header") != before, what="another epoch")
        self.assertEqual(self.script("return scrollY"), place)
        self.check_layout()
        self.assertIn("Arial", self.script("return getComputedStyle(document.body).fontFamily"))
        self.screenshot("live")
        training.terminate()
        self.wait(lambda: "stopped" in self.text("#live"), what="the end")


if __name__ == "__main__":
    unittest.main()
