"""A headless Chromium, the program under test, and what every page must satisfy."""

import atexit
import functools
import os
import pathlib
import subprocess
import tempfile
import unittest

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait
from selenium_axe_python import Axe

PROGRAM = os.environ["CHAINRULE_PROGRAM"]
PHONE, DESKTOP = 360, 1280


def run(*arguments, directory=None):
    """What the program printed; fails the test if it failed."""
    done = subprocess.run([PROGRAM, *arguments], cwd=directory, capture_output=True, text=True)
    assert done.returncode == 0, f"chainrule {' '.join(arguments)}: {done.stdout}{done.stderr}"
    return done.stdout


@functools.cache
def driver():
    """The one browser of all tests."""
    options = Options()
    options.binary_location = os.environ.get("CHAINRULE_CHROMIUM", "/usr/bin/chromium")
    for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--hide-scrollbars"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    service = Service(os.environ.get("CHAINRULE_CHROMEDRIVER", "/usr/bin/chromedriver"))
    browser = webdriver.Chrome(options=options, service=service)
    atexit.register(browser.quit)
    return browser


class PageTest(unittest.TestCase):
    """A test of pages; whatever it opens must leave no message in the console."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.driver = driver()

    def tearDown(self):
        self.assertEqual(self.console(), [])
        # What a page has opened, such as a stream of events, ends with it.
        self.driver.get("about:blank")

    def console(self):
        """Errors and warnings since the last call."""
        return [e["message"] for e in self.driver.get_log("browser") if e["level"] in ("SEVERE", "WARNING")]

    def open(self, address, width=DESKTOP, height=900, dark=False):
        """Opens a file or an address, in a window of a size."""
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme]})
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width == PHONE}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        self.driver.get(address.as_uri() if isinstance(address, pathlib.Path) else address)

    def find(self, selector):
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def find_all(self, selector):
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def text(self, selector):
        return self.find(selector).text

    def press(self, *keys):
        """Presses keys where the focus is."""
        webdriver.ActionChains(self.driver).send_keys(*keys).perform()

    def wait(self, condition, seconds=20, what="what was waited for"):
        """Waits until a function of nothing is true."""
        return WebDriverWait(self.driver, seconds, poll_frequency=0.05).until(lambda _: condition(), what)

    def script(self, text, *arguments):
        return self.driver.execute_script(text, *arguments)

    def screenshot(self, name):
        """Keeps a picture if a folder for pictures is given."""
        if folder := os.environ.get("CHAINRULE_SCREENSHOTS"):
            self.driver.save_screenshot(f"{folder}/{name}.png")

    def check_layout(self):
        """Nothing is wider than the window, so that nobody scrolls sideways to read."""
        wider = "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
        self.assertLessEqual(self.script(wider), 1, "the page is wider than the window")

    def check_accessibility(self):
        """No violation of the rules of WCAG 2.1 A and AA that axe-core can find."""
        axe = Axe(self.driver)
        axe.inject()
        options = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}
        found = axe.run(options=options)["violations"]
        places = [f"{rule['id']}: {node['html'][:150]} {node.get('failureSummary', '')}" for rule in found for node in rule["nodes"]]
        self.assertEqual(places, [])

    def check_everywhere(self, address, name, ready=None):
        """Opens a page in light, dark and on a phone, and checks its layout and its accessibility."""
        for width, dark in ((DESKTOP, False), (DESKTOP, True), (PHONE, False)):
            variant = f"{name}-{'phone' if width == PHONE else 'dark' if dark else 'light'}"
            with self.subTest(variant):
                self.open(address, width=width, height=740 if width == PHONE else 900, dark=dark)
                if ready:
                    self.wait(ready)
                self.check_layout()
                self.check_accessibility()
                self.screenshot(variant)
                self.assertEqual(self.console(), [])


__all__ = ["PROGRAM", "PHONE", "DESKTOP", "Keys", "PageTest", "run"]
