import os
import platform
import shutil
import subprocess
import sys
import tempfile
import unittest

from comparison.avx2 import Unsuitable, keep_to_avx2
from comparison.busy import LOOP, few_cores, one_core_taken

#: What a compiler makes of a multiversioned function; this resolver would take the version for AVX-512 anywhere.
MULTIVERSIONED = """
#include <stdio.h>
int version3(void) __asm__("answer.arch_x86-64-v3.1");
int version3(void) { return 3; }
int version4(void) __asm__("answer.arch_x86-64-v4.0");
int version4(void) { return 4; }
void *resolver(void) __asm__("answer.resolver");
void *resolver(void) { return version4; }
int answer(void) __attribute__((ifunc("answer.resolver")));
int main(void) { printf("%d", answer()); }
"""

#: GCC has other names for the versions.
CLANG = shutil.which("clang")


class BusyTests(unittest.TestCase):
    def test_the_loop_runs_and_ends_even_after_an_error(self):
        with self.assertRaises(KeyboardInterrupt), one_core_taken() as loop:
            self.assertIsNone(loop.poll())
            raise KeyboardInterrupt
        self.assertIsNotNone(loop.poll())

    def test_the_loop_ends_without_its_parent(self):
        not_its_parent = str(os.getppid())
        done = subprocess.run([sys.executable, "-c", LOOP, not_its_parent], timeout=60)
        self.assertEqual(done.returncode, 0)

    @unittest.skipUnless(hasattr(os, "sched_getaffinity"), "this system does not bind processes to cores")
    def test_processes_started_meanwhile_have_few_cores(self):
        before = os.sched_getaffinity(0)
        with few_cores(1):
            count = subprocess.run([sys.executable, "-c", "import os; print(len(os.sched_getaffinity(0)))"],
                                   capture_output=True, text=True, check=True).stdout
        self.assertEqual(int(count), 1)
        self.assertEqual(os.sched_getaffinity(0), before)


class AVX2Tests(unittest.TestCase):
    @unittest.skipUnless(platform.system() == "Linux" and platform.machine() == "x86_64" and CLANG,
                         "needs Linux on x86-64 and clang")
    def test_the_copy_takes_the_version_for_avx2(self):
        with tempfile.TemporaryDirectory() as directory:
            program, copy = os.path.join(directory, "program"), os.path.join(directory, "copy")
            subprocess.run([CLANG, "-x", "c", "-", "-o", program], input=MULTIVERSIONED, text=True, check=True)
            keep_to_avx2(program, copy)
            self.assertEqual([subprocess.check_output([path]) for path in (program, copy)], [b"4", b"3"])

    @unittest.skipUnless(platform.system() == "Linux" and shutil.which("nm"), "needs Linux and nm")
    def test_a_program_without_versions_is_refused(self):
        with self.assertRaises(Unsuitable):
            keep_to_avx2(shutil.which("nm"), os.devnull)


if __name__ == "__main__":
    unittest.main()
