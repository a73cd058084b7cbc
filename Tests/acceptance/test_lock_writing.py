"""A lock is the old one or the new one, whatever happens while it is written."""

import os
import shutil
import subprocess
import tempfile
import unittest

SEGUE = os.environ.get("SEGUE_RELEASE") or os.environ.get("SEGUE_DEBUG") or "segue"
SCRIPT = 'load "tx.csv" | rfm | scale zscore | kmeans k=3 seed={seed}\n'


def can_trace():
    if not shutil.which("strace"):
        return False
    tried = subprocess.run(["strace", "-o", "/dev/null", "true"], capture_output=True)
    return tried.returncode == 0


class LockWriting(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="segue-lock-")
        self.addCleanup(shutil.rmtree, self.folder)
        made = self.segue("-e", "sample transactions customers=60 seed=7", "--format", "csv")
        with open(os.path.join(self.folder, "tx.csv"), "wb") as file:
            file.write(made.stdout)
        self.write(1)
        self.assertEqual(self.segue("lock", "t.seg", "--quiet").returncode, 0)
        self.old = self.lock()
        self.write(2)

    def write(self, seed):
        with open(os.path.join(self.folder, "t.seg"), "w") as file:
            file.write(SCRIPT.format(seed=seed))

    def lock(self):
        with open(os.path.join(self.folder, "t.seg.lock"), "rb") as file:
            return file.read()

    def segue(self, *arguments, before=()):
        return subprocess.run(
            [*before, SEGUE, *arguments], cwd=self.folder, capture_output=True,
            stdin=subprocess.DEVNULL)

    @unittest.skipUnless(can_trace(), "strace cannot trace here")
    def test_a_refused_or_killed_write_leaves_a_whole_lock(self):
        faults = [
            ("fsync", "error=EIO", 2), ("rename", "error=ENOSPC", 1),
            ("fsync", "signal=KILL", 2), ("rename", "signal=KILL", 1),
        ]
        for call, fault, times in faults:
            for when in range(1, times + 1):
                with self.subTest(call=call, fault=fault, when=when):
                    trace = [
                        "strace", "-f", "-o", "/dev/null", "-e", f"trace={call}",
                        "-e", f"inject={call}:{fault}:when={when}"]
                    done = self.segue("lock", "t.seg", "--quiet", before=trace)
                    self.assertNotEqual(done.returncode, 0)
                    found = self.lock()
                    if found != self.old:
                        # It had been put in its place before the fault.
                        self.assertEqual(self.segue("verify", "t.seg").returncode, 0)
                        with open(os.path.join(self.folder, "t.seg.lock"), "wb") as file:
                            file.write(self.old)
        self.assertEqual(self.segue("lock", "t.seg", "--quiet").returncode, 0)
        left = [name for name in os.listdir(self.folder) if name.endswith(".tmp")]
        self.assertEqual(left, [])

    @unittest.skipUnless(shutil.which("flock"), "flock is not here")
    def test_two_at_once_are_told_so(self):
        done = self.segue("lock", "t.seg", before=["flock", "t.seg"])
        self.assertEqual(done.returncode, 5, done.stderr)
        self.assertIn(b"E0707", done.stderr)
        self.assertEqual(self.lock(), self.old)


if __name__ == "__main__":
    unittest.main()
