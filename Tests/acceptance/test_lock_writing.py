"""Two runs at once on one lock: one writes it, the other is told so."""

import pathlib
import shutil
import subprocess
import tempfile
import time
import unittest

from faults import can_trace, temporaries
from segue import RELEASE, run

SCRIPT = 'load "tx.csv" | rfm | scale zscore | kmeans k=3 seed={seed}\n'


class LockWriting(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="segue-lock-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        made = run("-e", "sample transactions customers=60 seed=7", "--format", "csv")
        (self.folder / "tx.csv").write_bytes(made.bytes)
        self.write(1)
        self.assertEqual(self.segue("lock", "t.seg", "--quiet").code, 0)
        self.old = self.lock()
        self.write(2)

    def write(self, seed):
        (self.folder / "t.seg").write_text(SCRIPT.format(seed=seed))

    def lock(self):
        return (self.folder / "t.seg.lock").read_bytes()

    def segue(self, *arguments):
        return run(*arguments, folder=self.folder)

    def slow(self):
        """A `segue lock` that waits with its new file ready, and the time it takes to get there."""
        holder = subprocess.Popen(
            ["strace", "-o", "/dev/null", "-e", "trace=rename",
             "-e", "inject=rename:delay_enter=3000000", str(RELEASE), "lock", "t.seg", "--quiet"],
            cwd=self.folder, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        end = time.monotonic() + 20
        while not temporaries(self.folder) and time.monotonic() < end:
            time.sleep(0.01)
        return holder

    @unittest.skipUnless(can_trace(), "strace cannot trace here")
    def test_the_later_of_two_is_told_and_the_earlier_one_writes(self):
        holder = self.slow()
        second = self.segue("lock", "t.seg")
        self.assertEqual(second.code, 5, second.errors)
        self.assertIn("E0707", second.errors)
        self.assertIn("another `segue lock` of `t.seg` is running", second.errors)
        self.assertEqual(self.lock(), self.old)
        # Who only reads is not kept waiting, and does not see half a lock.
        self.assertEqual(self.segue("verify", "t.seg").code, 5)
        self.assertEqual(holder.wait(timeout=30), 0)
        self.assertNotEqual(self.lock(), self.old)
        self.assertEqual(self.segue("verify", "t.seg").code, 0)
        self.assertEqual(temporaries(self.folder), [])

    @unittest.skipUnless(can_trace(), "strace cannot trace here")
    def test_what_another_run_still_writes_is_not_taken_for_a_leftover(self):
        made = ["apply", "t.seg.lock", "--input", "tx.csv", "-o", "out.csv", "--quiet"]
        self.write(1)
        holder = subprocess.Popen(
            ["strace", "-o", "/dev/null", "-e", "trace=rename",
             "-e", "inject=rename:delay_enter=1000000", str(RELEASE), *made],
            cwd=self.folder, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        end = time.monotonic() + 20
        while not temporaries(self.folder) and time.monotonic() < end:
            time.sleep(0.01)
        self.assertEqual(len(temporaries(self.folder)), 1)
        self.assertEqual(self.segue(*made).code, 0)
        self.assertEqual(len(temporaries(self.folder)), 1)
        self.assertEqual(holder.wait(timeout=30), 0)
        self.assertEqual(temporaries(self.folder), [])

    @unittest.skipUnless(shutil.which("flock"), "flock is not here")
    def test_a_run_that_was_killed_holds_nothing(self):
        holder = subprocess.Popen(
            ["flock", "--no-fork", "t.seg", "sleep", "60"], cwd=self.folder)
        end = time.monotonic() + 20
        while self.segue("lock", "t.seg").code != 5 and time.monotonic() < end:
            time.sleep(0.02)
        self.assertEqual(self.lock(), self.old)
        holder.kill()
        holder.wait()
        self.assertEqual(self.segue("lock", "t.seg", "--quiet").code, 0)
        self.assertNotEqual(self.lock(), self.old)


if __name__ == "__main__":
    unittest.main()
