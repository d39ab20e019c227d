"""What the figures depend on: the machine and the versions."""

import os
import platform
import re
import subprocess
from importlib.metadata import PackageNotFoundError, version


def description():
    """Pairs of a heading and a text."""
    return [("Processor", f"{processor()}, {os.cpu_count()} cores"),
            ("Vector instructions", ", ".join(vector_instructions()) or "unknown"),
            ("System", f"{platform.system()} {platform.release()}, {platform.machine()}"),
            ("Chainrule", output("git", "rev-parse", "--short", "HEAD") or "unknown"),
            ("Swift", output("swift", "--version").partition("\n")[0] or "unknown"),
            ("Python", platform.python_version())] + [
                (title, installed(package))
                for title, package in (("PyTorch", "torch"), ("JAX", "jax"), ("NumPy", "numpy"))]


def processor():
    return cpu_information("model name") or output("sysctl", "-n", "machdep.cpu.brand_string") or "unknown"


def vector_instructions():
    flags = cpu_information("flags") or cpu_information("Features") or ""
    return sorted(flag for flag in flags.split() if re.match(r"fma$|avx|amx|asimd$|sve|neon", flag))


def cpu_information(key):
    try:
        with open("/proc/cpuinfo") as file:
            found = re.search(rf"^{key}\s*: (.*)$", file.read(), re.MULTILINE)
    except OSError:
        return None
    return found and found.group(1)


def output(*command):
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


def installed(package):
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
