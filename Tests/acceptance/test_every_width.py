"""Kernels for every width of vector give the engine the same bits.

The library has each kernel three times and takes what the processor can do. Here the kernels are
built once more for each level alone and put in front of the library's own: the whole engine then
runs at a level that the processor would not choose.
"""

import json
import os
import pathlib
import platform
import shutil
import subprocess
import sys
import tempfile
import unittest

from adapter import PACKAGE, needs_library

KERNELS = PACKAGE / "Sources" / "Kernels"
FINDINGS = pathlib.Path(__file__).with_name("every_width.py")
# What a processor must have for a level, by the names of the system.
LEVELS = {
    "x86-64": set(),
    "x86-64-v2": {"ssse3", "sse4_2", "popcnt"},
    "x86-64-v3": {"avx2", "fma", "bmi2"},
    "x86-64-v4": {"avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"},
}
# A kernel that is wrong, to see that the one in front is the one that computes.
WRONG = """
#include <stdint.h>
void segue_distance_sums(const double *points, const double *weights, int64_t groups, int64_t d,
                         const double *queries, int64_t q, double *sums) {
  for (int64_t i = 0; i < q; i++) sums[i] = 1 + i;
}
"""


def flags():
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("flags"):
            return set(line.split(":")[1].split())
    return set()


def findings(library=None):
    environment = dict(os.environ)
    if library:
        environment["LD_PRELOAD"] = str(library)
    done = subprocess.run(
        [sys.executable, FINDINGS], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@needs_library
@unittest.skipUnless(
    platform.machine() == "x86_64" and sys.platform == "linux",
    "kernels of several widths are built on x86-64 Linux only")
@unittest.skipUnless(shutil.which("clang"), "there is no clang, which the kernels are written for")
class EveryWidth(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        cls.folder = pathlib.Path(cls.temporary.name)
        cls.expected = findings()

    @classmethod
    def tearDownClass(cls):
        cls.temporary.cleanup()

    def build(self, name, *arguments):
        library = self.folder / f"{name}.so"
        subprocess.run(
            ["clang", "-fPIC", "-shared", *arguments, "-o", library, "-lm"], check=True)
        return library

    def test_every_level_gives_the_same_bits(self):
        sources = sorted(KERNELS.glob("*.c"))
        for level, needed in LEVELS.items():
            with self.subTest(level=level):
                if not needed <= flags():
                    self.skipTest(f"this processor is below {level}")
                library = self.build(
                    level, "-O2", f"-march={level}", "-DEVERY_WIDTH=",
                    f"-I{KERNELS / 'include'}", *sources)
                self.assertEqual(findings(library), self.expected)

    def test_a_kernel_in_front_is_the_one_that_computes(self):
        source = self.folder / "wrong.c"
        source.write_text(WRONG)
        found = findings(self.build("wrong", source))
        changed = {part for part in found if found[part] != self.expected[part]}
        self.assertIn("silhouette, plain, 3 columns", changed)
        self.assertIn("davies_bouldin, weighted, 16 columns", changed)


if __name__ == "__main__":
    unittest.main()
