"""Reports of trainings: curves with findings, what models do well and badly, layers; several runs side by side."""

import unittest

from browser import Keys, PageTest, run


class ReportTests(PageTest):
    def train(self, name, recipe, *options):
        """The report that a training leaves."""
        run("train", recipe, *options, "--out", name, directory=self.folder)
        return self.folder / name / "report.html"

    def write(self, name, text):
        (self.folder / name).write_text(text)

    def test_of_images_can_be_read_everywhere(self):
        page = self.train("run", "lenet", "--examples", "300", "--epochs", "2", "--lr", "0.0001")
        self.check_everywhere(page, "report-images")
        self.assertGreater(len(self.find_all(".images img")), 3)
        self.assertGreater(len(self.find_all(".distribution")), 7)

    def test_of_numbers_can_be_read_everywhere(self):
        rows = [f"{i % 7},{i % 5},{i % 7 * 2 + i / 8}" for i in range(80)]
        self.write("table.csv", "\n".join(["a,b,y", *rows]) + "\n")
        page = self.train("run", "table", "--data", "table.csv", "--target", "y", "--epochs", "5")
        self.check_everywhere(page, "report-numbers")
        self.assertIn("Predicted against true y", self.text("#evaluation"))

    def test_of_a_language_model_shows_its_texts(self):
        self.write("text.txt", "a rose is a rose & a <nose>.\n" * 40)
        sizes = ("--size", "12", "--layers", "1", "--sequence-length", "8", "--epochs", "1")
        page = self.train("run", "char-rnn", "--data", "text.txt", *sizes)
        self.check_everywhere(page, "report-text")
        self.assertTrue(self.find_all("#samples pre"))

    def test_leads_from_a_pin_to_its_finding_by_keyboard(self):
        # Updates this small are found to be too small.
        page = self.train("run", "mlp", "--examples", "500", "--epochs", "4", "--lr", "1e-6")
        self.open(page)
        pin = self.find("figure a[href='#finding-1']")
        self.assertTrue(pin.get_attribute("aria-label").startswith("Finding 1: "))
        self.script("arguments[0].focus()", pin)
        self.press(Keys.ENTER)
        self.wait(lambda: self.script("return location.hash") == "#finding-1")
        self.assertEqual(len(self.find_all(".findings li:target")), 1)

    def test_has_its_numbers_as_tables_and_can_be_printed(self):
        page = self.train("run", "softmax", "--examples", "200", "--epochs", "3")
        self.open(page)
        summary = self.find("#curves summary")
        self.script("arguments[0].focus()", summary)
        self.press(Keys.ENTER)
        self.assertEqual(len(self.find_all("#curves figure:first-child tbody tr")), 3)
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
        self.assertFalse(self.find("nav").is_displayed())
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})

    def test_lays_runs_over_each_other(self):
        for number, rate in enumerate(("0.01", "0.1", "0.3")):
            batch = "16" if number == 2 else "32"
            self.train(f"run-{number}", "softmax", "--examples", "200", "--epochs", "2", "--lr", rate, "--batch", batch)
        run("report", "run-0", "run-1", "run-2", directory=self.folder)
        self.check_everywhere(self.folder / "comparison.html", "report-comparison")
        self.assertIn("learning rate", self.text("#differences"))
        self.assertEqual(len(self.find_all("#parallel svg")), 1)


if __name__ == "__main__":
    unittest.main()
