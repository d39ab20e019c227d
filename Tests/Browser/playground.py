"""The playground as a server for tests."""

import json
import re
import signal
import subprocess
import urllib.request

from browser import PROGRAM


class Playground:
    """`chainrule playground` on a free port, from the beginning to the end of a `with`."""

    def __enter__(self):
        self.process = subprocess.Popen([PROGRAM, "playground", "--port", "0"], stdout=subprocess.PIPE, text=True)
        self.address = re.search(r"http://[0-9.:]+/", self.process.stdout.readline()).group()
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGINT)
        self.process.wait(timeout=20)
        self.process.stdout.close()

    def page(self, slug, **settings):
        """The address of a page with some settings."""
        state = "&".join(f"{name}={value if isinstance(value, str) else json.dumps(value, separators=(',', ':'))}" for name, value in settings.items())
        return f"{self.address}{slug}" + (f"#{state}" if state else "")

    @property
    def sessions(self):
        """How many experiments there are."""
        with urllib.request.urlopen(f"{self.address}api/status") as answer:
            return json.load(answer)["sessions"]
