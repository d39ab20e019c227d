"""The playground: its pages of points in the plane and of ill networks, and what all of its pages share."""

import json
import re
import unittest

from browser import PHONE, Keys, PageTest
from playground import Playground
from selenium.webdriver import ActionChains
from selenium.webdriver.support.ui import Select


class PlaygroundTests(PageTest):
    @classmethod
    def setUpClass(cls):
        cls.playground = cls.enterClassContext(Playground())

    def step(self):
        return int(re.search(r"Step (\d+)", self.text("#status") or "Step -1").group(1))

    def accuracies(self):
        return [float(number) for number in re.findall(r"([\d.]+) %", self.text("#status"))]

    def visit(self, slug, **settings):
        self.open("about:blank")
        self.open(self.playground.page(slug, **settings))
        self.wait(lambda: self.text("#status"))

    def button(self, name):
        """The small buttons lie below a toolbar that sticks to the top."""
        self.script("document.getElementById(arguments[0]).click()", name)

    def test_all_pages_everywhere(self):
        self.open(self.playground.address)
        links = [link.get_attribute("href") for link in self.find_all("main a")]
        self.assertGreaterEqual(len(links), 2)
        self.check_everywhere(self.playground.address, "playground")
        for link in links:
            name = link.rsplit("/", 1)[1]
            self.check_everywhere(link, f"playground-{name}", ready=lambda: self.find("#main").text)

    def test_spiral_is_learned_within_20_seconds(self):
        self.visit("plane", dataset="spiral")
        self.find("#play").click()
        self.wait(lambda: self.accuracies()[0] >= 95, seconds=20, what="95 % on the spiral")
        self.find("#play").click()
        self.wait(lambda: self.text("#play") == "Play")
        self.screenshot("playground-spiral")

    def test_steps_and_resets(self):
        self.visit("plane")
        self.assertEqual(self.step(), 0)
        self.find("#step").click()
        self.wait(lambda: self.step() == 1)
        self.find("#step").send_keys(Keys.ENTER)
        self.wait(lambda: self.step() == 2)
        self.find("#reset").click()
        self.wait(lambda: self.step() == 0)

    def test_address_restores_the_state(self):
        self.visit("plane")
        Select(self.find("[name=dataset]")).select_by_value("moons")
        Select(self.find("[name=activation]")).select_by_value("relu")
        self.button("more-layers")
        self.wait(lambda: "layers" in self.driver.current_url)
        address = self.driver.current_url
        self.open("about:blank")
        self.open(address)
        self.wait(lambda: self.text("#status"))
        self.assertEqual(self.find("[name=dataset]").get_attribute("value"), "moons")
        self.assertEqual(self.find("[name=activation]").get_attribute("value"), "relu")
        self.assertEqual(len(self.find_all(".column")), 5)

    def test_a_saved_file_restores_the_state(self):
        self.visit("plane")
        saved = self.folder / "setting.json"
        saved.write_text(json.dumps({"page": "plane", "settings": {"dataset": "xor", "layers": [3]}}))
        self.find("#file").send_keys(str(saved))
        self.wait(lambda: "xor" in self.driver.current_url)
        self.wait(lambda: len(self.find_all(".column")) == 3)
        saved.write_text('{"page": "ill", "settings": {}}')
        self.find("#file").send_keys(str(saved))
        self.wait(lambda: "no saved setting of this page" in self.text("#problem"))

    def test_a_wrong_address_is_explained(self):
        self.open(self.playground.page("plane", learningRate=-1))
        self.wait(lambda: "the learning rate is -1" in self.text("#problem"))

    def test_own_points_by_mouse_and_keyboard(self):
        self.visit("plane")
        points = self.find("#points")
        ActionChains(self.driver).scroll_to_element(points).move_to_element_with_offset(points, 50, 60).click().perform()
        self.wait(lambda: "points" in self.driver.current_url)
        self.assertEqual(self.find("[name=dataset]").get_attribute("value"), "own")
        points.send_keys(Keys.ARROW_LEFT, Keys.ENTER)
        self.wait(lambda: self.driver.current_url.count("%5B") >= 3)

    def test_points_from_a_file(self):
        self.visit("plane")
        table = self.folder / "points.csv"
        table.write_text("x,y,kind\n" + "".join(f"{i},{i % 7},{'a' if i < 10 else 'b'}\n" for i in range(20)))
        self.find("#csv").send_keys(str(table))
        self.wait(lambda: "20 points" in self.text("#note"))
        table.write_text("x,y\n1,2\n")
        self.find("#csv").send_keys(str(table))
        self.wait(lambda: "has 2 columns" in self.text("#problem"))

    def test_numbers_of_a_unit(self):
        self.visit("plane")
        self.find("#step").click()
        self.script("document.getElementById('unit-1-0').focus()")
        self.wait(lambda: "layer 1, unit 1: bias" in self.text("#detail"))

    def test_tabs_train_on_their_own_and_are_freed(self):
        self.visit("plane", dataset="circle")
        first = self.driver.current_window_handle
        self.find("#play").click()
        self.driver.switch_to.new_window("tab")
        self.driver.get(self.playground.page("plane", dataset="xor"))
        self.wait(lambda: self.text("#status"))
        self.assertEqual(self.step(), 0)
        before = self.playground.sessions
        self.driver.close()
        self.driver.switch_to.window(first)
        self.wait(lambda: self.playground.sessions < before, what="the end of the closed tab's session")
        step = self.step()
        self.wait(lambda: self.step() > step)

    def test_diagnosis(self):
        self.visit("ill", exercise=6)
        self.wait(lambda: self.find_all("[name=diagnosis]"))
        self.assertFalse(self.find("#answer").is_displayed())
        self.script("document.querySelector('[name=diagnosis][value=equalWeights]').click()")
        self.button("diagnose")
        self.wait(lambda: self.find("#answer").is_displayed())
        self.assertIn("Right: All initial weights are equal", self.text("#answer"))
        self.assertIn("equal weights", self.text("#answer dl"))
        self.screenshot("playground-ill-answer")
        self.button("treat")
        self.wait(lambda: "treated" in self.driver.current_url)

    def test_touch_targets_are_large_enough(self):
        self.open(self.playground.page("plane"), width=PHONE, height=740)
        self.wait(lambda: self.text("#status"))
        for button in self.find_all("#transport button, #transport select"):
            self.assertGreaterEqual(button.size["height"], 44, button.get_attribute("id"))


if __name__ == "__main__":
    unittest.main()
