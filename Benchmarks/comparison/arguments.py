"""Types of command line arguments."""

import argparse

from .plan import PLANS


def positive(kind):
    def convert(text):
        value = kind(text)
        if value <= 0:
            raise argparse.ArgumentTypeError(f"{text} is not positive")
        return value
    convert.__name__ = kind.__name__
    return convert


def workload(text):
    if text not in PLANS:
        raise argparse.ArgumentTypeError(f"unknown workload '{text}'; there are {', '.join(PLANS)}")
    return text
