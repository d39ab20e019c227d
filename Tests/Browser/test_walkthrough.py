"""The page that walks through a graph."""

import re
import unittest

from browser import Keys, PageTest, run
from selenium.webdriver.support.ui import Select


class WalkthroughTests(PageTest):
    def draw(self, *subject):
        page = self.folder / "walk.html"
        run("draw", *subject, "--out", str(page))
        return page

    def test_formula_is_walked_with_the_arrow_keys(self):
        """f = (x + y) z: -12, and back 1, -4, 3, -4, -4, as in every course."""
        self.open(self.draw("f = (x + y) * z", "x=-2", "y=5", "z=-4"))
        steps = [self.text("#step")]
        while True:
            self.press(Keys.ARROW_RIGHT)
            if self.text("#step") == steps[-1]:
                break
            steps.append(self.text("#step"))
        walk = "\n".join(steps)
        self.assertIn("add distributes", walk)
        self.assertIn("multiply switches", walk)
        forward = [step for step in steps if "= -12" in step or "= −12" in step]
        self.assertTrue(forward, walk)
        updates = [step for step in steps if "learning" in step or "←" in step]
        # x + 0.4, y + 0.4, z - 0.3.
        numbers = re.findall(r"-?\d+\.\d+", "\n".join(updates))
        for after in ("-1.6", "5.4", "-4.3"):
            self.assertTrue(any(number.startswith(after) for number in numbers), (after, updates))
        self.press(Keys.HOME)
        self.assertEqual(self.text("#step"), steps[0])
        self.press(Keys.END)
        self.assertEqual(self.text("#step"), steps[-1])
        self.press(Keys.ARROW_LEFT)
        self.assertEqual(self.text("#step"), steps[-2])

    def test_modules_open_and_close(self):
        self.open(self.draw("lenet", "--batch", "2"))
        title = "conv1"
        while title not in self.text("#step"):
            self.press(Keys.ARROW_RIGHT)
        self.press(Keys.ENTER)
        self.assertIn(title, self.text("#path"))
        visible = [section for section in self.find_all("section[data-view]") if section.is_displayed()]
        self.assertEqual(len(visible), 1)
        self.press(Keys.ESCAPE)
        self.assertNotIn(title, self.text("#path"))

    def test_pinned_value_stays(self):
        self.open(self.draw("f = (x + y) * z", "x=-2", "y=5", "z=-4"))
        self.press(Keys.END)
        self.script("document.querySelector('svg g.node[id^=v0w]').dispatchEvent(new MouseEvent('click', { bubbles: true }))")
        self.assertTrue(self.find("#pins-title").is_displayed())
        pinned = self.text("#pins")
        self.press(Keys.HOME)
        self.press(Keys.END)
        self.assertEqual(self.text("#pins"), pinned)

    def test_pinned_value_is_followed_over_the_training(self):
        self.open(self.draw("softmax", "--steps", "0,2,8", "--batch", "4"))
        self.script("document.querySelector('svg g.node[id^=v0w]').dispatchEvent(new MouseEvent('click', { bubbles: true }))")
        self.assertEqual(len(self.find_all("#pins tr")), 4)
        curve = self.find("#pins .curve.value")
        self.assertIn("over the steps, between", curve.get_attribute("aria-label"))
        before = self.find("#pins .curve line").get_attribute("x1")
        Select(self.find("#frame")).select_by_visible_text("8")
        self.assertNotEqual(self.find("#pins .curve line").get_attribute("x1"), before)
        self.check_accessibility()
        self.screenshot("walkthrough-pins")

    def test_everywhere(self):
        self.check_everywhere(self.draw("lenet", "--batch", "2"), "walkthrough")


if __name__ == "__main__":
    unittest.main()
