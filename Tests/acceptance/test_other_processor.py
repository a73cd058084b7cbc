"""Kernels for ARM give the same bits as those for this processor.

They are built for 64-bit ARM and run by an emulator, which computes as that processor does. The
engine above them is in Swift and is not run here.
"""

import pathlib
import shutil
import subprocess
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
KERNELS = HERE.parents[1] / "Sources" / "Kernels"
LINKER = "aarch64-linux-gnu-gcc"
EMULATOR = "qemu-aarch64"
SYSTEM = "/usr/aarch64-linux-gnu"


@unittest.skipUnless(shutil.which("clang"), "there is no clang, which the kernels are written for")
@unittest.skipUnless(
    shutil.which(LINKER) and shutil.which(EMULATOR) and pathlib.Path(SYSTEM, "include").is_dir(),
    "there are no tools for ARM: gcc-aarch64-linux-gnu, libc6-dev-arm64-cross and qemu-user")
class OtherProcessor(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        temporary = tempfile.TemporaryDirectory()
        cls.addClassCleanup(temporary.cleanup)
        cls.folder = pathlib.Path(temporary.name)
        cls.sources = [*sorted(KERNELS.glob("*.c")), HERE / "other_processor.c"]
        program = cls.folder / "here"
        cls.output(["clang", "-O2", "-w", f"-I{KERNELS / 'include'}", *cls.sources, "-o", program, "-lm"])
        cls.expected = cls.output([program])

    @staticmethod
    def output(command, **options):
        return subprocess.run(
            command, check=True, capture_output=True, text=True, **options).stdout.splitlines()

    def test_the_bits_are_the_same_at_every_level_of_optimisation(self):
        self.assertGreater(len(self.expected), 200)
        for level in ("-O0", "-O2", "-O3"):
            with self.subTest(level=level):
                objects = self.folder / level
                objects.mkdir()
                self.output(
                    ["clang", "--target=aarch64-linux-gnu", f"--sysroot={SYSTEM}",
                     f"-isystem{SYSTEM}/include", level, "-Wall", "-Wextra", "-Werror",
                     f"-I{KERNELS / 'include'}", "-c", *self.sources], cwd=objects)
                program = objects / "there"
                self.output([LINKER, "-static", *objects.glob("*.o"), "-o", program, "-lm"])
                self.assertEqual(self.output([EMULATOR, program]), self.expected)


if __name__ == "__main__":
    unittest.main()
