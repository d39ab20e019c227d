"""The playground's pages of single ideas: what one does on them, by mouse and keyboard."""

import math
import unittest

from browser import Keys, PageTest
from playground import Playground
from selenium.webdriver import ActionChains
from selenium.webdriver.support.ui import Select


class IdeaTests(PageTest):
    @classmethod
    def setUpClass(cls):
        cls.playground = cls.enterClassContext(Playground())

    def visit(self, slug, **settings):
        self.open("about:blank")
        self.open(self.playground.page(slug, **settings), height=1400)
        self.wait(lambda: self.text("#status"))

    def draw(self, *strokes):
        """Moves of the pen over the board, from 0 to 1."""
        board = self.find("#board")
        width, height = board.size["width"], board.size["height"]
        actions = ActionChains(self.driver, duration=20)
        for stroke in strokes:
            for index, (x, y) in enumerate(stroke):
                actions.move_to_element_with_offset(board, int((x - 0.5) * width), int((y - 0.5) * height))
                if index == 0:
                    actions.click_and_hold()
            actions.release()
        actions.perform()

    def test_what_dies_in_an_activation_function(self):
        self.visit("activations", activation="relu")
        self.assertIn("50 % of the gradients are exactly zero", self.text("#verdict"))
        self.find("[name=mean]").send_keys(*[Keys.ARROW_LEFT] * 30)
        self.wait(lambda: self.text("#verdict").startswith("Dead") or "99" in self.text("#verdict") or "100" in self.text("#verdict"))
        Select(self.find("[name=activation]")).select_by_value("leakyReLU")
        self.wait(lambda: "Gradients pass everywhere" in self.text("#verdict"))

    def test_histograms_follow_the_slider(self):
        self.visit("initialization", deviation=0.01)
        self.wait(lambda: "Gradients vanish" in self.text("#verdict"))
        self.assertEqual(len(self.find_all("#activations canvas")), 10)
        self.find("[name=deviation]").send_keys(*[Keys.ARROW_RIGHT] * 40)
        self.wait(lambda: "Gradients arrive" in self.text("#verdict"))
        Select(self.find("[name=activation]")).select_by_value("relu")
        Select(self.find("[name=rule]")).select_by_value("he")
        self.wait(lambda: "The signal keeps its size" in self.text("#verdict"))

    def test_race_from_a_start_by_mouse_and_keyboard(self):
        self.visit("landscape")
        self.wait(lambda: len(self.find_all("#rows tr")) == 5)
        ActionChains(self.driver).move_to_element_with_offset(self.find("#tracks"), 100, 60).click().perform()
        self.wait(lambda: "start" in self.driver.current_url)
        address = self.driver.current_url
        self.find("#tracks").send_keys(Keys.ARROW_LEFT)
        self.wait(lambda: self.driver.current_url != address)
        Select(self.find("[name=surface]")).select_by_value("network")
        self.wait(lambda: "a small network" in self.text("#explanation") and "start=" not in self.driver.current_url)
        self.screenshot("playground-landscape-network")

    def test_a_drawn_curve_is_learned_and_shared(self):
        self.visit("approximation")
        self.draw([(0.15 + 0.03 * step, 0.5 + 0.2 * math.sin(step / 3)) for step in range(25)])
        self.wait(lambda: "curve" in self.driver.current_url)
        self.find("#play").click()
        self.wait(lambda: float(self.text("#status").split("error ")[1]) < 0.01, what="an error below 0.01")
        self.find("#play").click()
        address = self.driver.current_url
        self.open("about:blank")
        self.open(address)
        self.wait(lambda: self.text("#status"))
        self.assertTrue(self.find("#clear").is_displayed())
        Select(self.find("[name=start]")).select_by_value("bumps")
        self.wait(lambda: self.find("[name=bumps]").is_displayed())

    def test_overfitting_is_named(self):
        self.visit("overfitting")
        self.find("#play").click()
        self.wait(lambda: "λ = 0.001 overfits most" in self.text("#verdict"))
        self.find("#play").click()
        self.screenshot("playground-overfitting-trained")

    def test_drawn_digits_are_recognized(self):
        self.visit("digits")
        self.wait(lambda: "trained here" in self.text("#note"), seconds=60, what="a trained network")
        circle = [(0.5 + 0.22 * math.sin(turn / 2), 0.5 - 0.32 * math.cos(turn / 2)) for turn in range(13)]
        self.draw(circle)
        self.wait(lambda: self.text("#answer").startswith("0"))
        self.assertEqual(len(self.find_all("#layers canvas")), 4)
        self.find("#clear").click()
        self.find("#board").send_keys(" ", *[Keys.ARROW_DOWN] * 10, " ")
        self.wait(lambda: self.text("#answer").startswith("1"))
        address = self.driver.current_url
        self.open("about:blank")
        self.open(address)
        self.wait(lambda: self.text("#answer").startswith("1"), what="the shared drawing")
        self.screenshot("playground-digits-drawn")

    def test_a_network_writes(self):
        self.visit("characters", length=100)
        self.find("#play").click()
        self.wait(lambda: len(self.text("#text")) > 90 and "step " in self.text("#status"))
        self.find("#play").click()
        prime = self.find("#prime")
        prime.clear()
        prime.send_keys("One day ", Keys.ENTER)
        self.wait(lambda: self.text("#text").startswith("One day "))
        prime.clear()
        prime.send_keys("é", Keys.ENTER)
        self.wait(lambda: "'é' (U+00E9)" in self.text("#problem"))
        text = self.folder / "text.txt"
        text.write_text("to be or not to be\n" * 300)
        self.find("#text-file").send_keys(str(text))
        self.wait(lambda: self.text("#text").startswith("to be or not") and "your text" in self.text("#note"))


if __name__ == "__main__":
    unittest.main()
