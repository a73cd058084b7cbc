"""Runs keep to the memory that they were given, and tell beforehand what they need."""

import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

from segue import RELEASE, run

# The process itself with its libraries, and what the allocator rounds up.
PROCESS = 48 << 20
LINES = 300_000
# A process begins with the peak of the one that starts it, so a small one does.
MEASURED = """
import os, sys
nowhere = (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)
child = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=[nowhere])
_, status, usage = os.wait4(child, 0)
print(status, usage.ru_maxrss)
"""


class Memory(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.file = pathlib.Path(cls.folder.name) / "lines.csv"
        with open(cls.file, "w", encoding="ascii") as file:
            file.write("id," + ",".join(f"x{j}" for j in range(15)) + "\n")
            for i in range(LINES):
                # A linear congruence is random enough for sizes.
                cells = ((i * 7919 + j * 104729) % 100_003 for j in range(15))
                file.write(f"C{i // 3}," + ",".join(f"{c / 100:.2f}" for c in cells) + "\n")

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def peak(self, code, *options):
        """The exit code and the most bytes that the process held."""
        said = subprocess.run(
            [sys.executable, "-S", "-c", MEASURED, str(RELEASE), *options, "-e", code],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True).stdout
        status, kilobytes = map(int, said.split())
        return os.waitstatus_to_exitcode(status), kilobytes * 1024

    def script(self, stages):
        return f'load "{self.file}" | {stages}'

    def test_a_run_holds_no_more_than_it_may(self):
        features = "features a = sum(x1), b = mean(x2), c = max(x3) by id | scale zscore"
        for stages, limit in (
            ("keep x1 > 10 | derive y = x1 * x2 | select id, y | summarize s = sum(y) by id", 70),
            (f"{features} | kmeans k=4 seed=1 restarts=2 | profile", 80),
            (f"{features} | kmeans k=4 method=minibatch seed=1", 90),
            ("sort x1 | take 5", 160),
        ):
            with self.subTest(stages):
                code, peak = self.peak(self.script(stages), "--memory", f"{limit}MiB")
                self.assertEqual(code, 0)
                self.assertLessEqual(peak, (limit << 20) + PROCESS)

    def test_a_script_lets_go_what_has_a_name(self):
        fit = "features a = sum(x1), b = mean(x2) by id | scale zscore"
        code = f'let rows = load "{self.file}"\nlet s = rows | {fit}\ns | kmeans k=3 seed=1'
        status, peak = self.peak(code, "--memory", "70MiB")
        self.assertEqual(status, 0)
        self.assertLessEqual(peak, (70 << 20) + PROCESS)

    def test_what_cannot_fit_is_refused_with_its_own_exit_code(self):
        result = run("--memory", "20MiB", "-e", self.script("sort x1 | take 5"))
        self.assertEqual(result.code, 7)
        self.assertIn("E0901", result.errors)

    def test_the_plan_expects_what_the_run_needs(self):
        for stages in (
            "take 1",
            "features a = sum(x1), b = mean(x2), c = max(x3) by id | scale zscore"
            " | kmeans k=4 seed=1 | profile",
            "sort x1 | take 1",
        ):
            with self.subTest(stages):
                path = pathlib.Path(self.folder.name) / "s.seg"
                path.write_text(self.script(stages) + "\n")
                memory = run("plan", "--json", path).document["memory"]
                _, peak = self.peak(self.script(stages))
                self.assertGreaterEqual(memory["bytes_estimate"], peak - PROCESS)
                self.assertLessEqual(memory["bytes_estimate"], 1.5 * peak)
                self.assertTrue(memory["fits"])

    def test_the_plan_names_the_columns_that_would_be_kept(self):
        path = pathlib.Path(self.folder.name) / "few.seg"
        path.write_text(self.script("select id, x1 | summarize s = sum(x1) by id") + "\n")
        memory = run("plan", "--json", "--memory", "60MiB", path).document["memory"]
        self.assertTrue(memory["fits"])
        self.assertEqual(memory["narrowed"], [
            {"at": memory["narrowed"][0]["at"], "kept": ["id", "x1"], "of": 16}])


if __name__ == "__main__":
    unittest.main()
