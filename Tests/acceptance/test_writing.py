"""On the disk is the old file or the new one, entire, whatever happens while it is written."""

import concurrent.futures
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

import pexpect

from faults import calls, can_trace, injected, read_only, temporaries
from segue import RELEASE, run

TX = "sample transactions customers=60 seed=7"
SCRIPT = 'load "tx.csv" | rfm | scale zscore | kmeans k=3 seed={seed}\n'
OLD = b"what was there before\n"
# Where a failing call is told to the one who waits, the system's words are part of it.
WORDS = {"EIO": "Input/output error", "ENOSPC": "No space left on device"}
WRITING = ["write", "fsync", "rename", "link", "openat", "close"]
TIDYING = ["unlink", "fchmod", "flock"]


class Scenario:
    """A command, the files it writes, and the first file of ours that it opens."""

    def __init__(self, name, arguments, outputs, first="t.seg", keeps=False):
        self.name, self.arguments, self.outputs = name, arguments, outputs
        self.first = first
        # Whether a file that is there is left alone, so that there is no old one.
        self.keeps = keeps


SCENARIOS = [
    Scenario("lock", ["lock", "t.seg", "--quiet"], ["t.seg.lock"]),
    Scenario("export", ["run", "export.seg", "--quiet"], ["out.csv"], "export.seg"),
    Scenario("export json", ["run", "rows.seg", "--quiet"], ["out.json"], "rows.seg"),
    Scenario("rejects", ["run", "rejects.seg", "--quiet"], ["rejects.csv"], "rejects.seg"),
    Scenario(
        "apply", ["apply", "v.seg.lock", "--input", "tx.csv", "-o", "today.csv", "--quiet"],
        ["today.csv"], "v.seg.lock"),
    Scenario("fmt", ["fmt", "ugly.seg", "--quiet"], ["ugly.seg"], "ugly.seg"),
    Scenario("new", ["new", "tx.csv", "-o", "new.seg"], ["new.seg"], "tx.csv", keeps=True),
    Scenario(
        "verify", ["verify", "v.seg", "--summary", "v.md", "--junit", "v.xml", "--quiet"],
        ["v.md", "v.xml"], "v.seg"),
]


def make(folder):
    """A folder in which every scenario can run."""
    made = run("-e", TX, "--format", "csv", folder=folder)
    (folder / "tx.csv").write_bytes(made.bytes)
    lines = made.text.splitlines(keepends=True)
    (folder / "ragged.csv").write_text("".join(lines[:40]) + "one,two\n" + "".join(lines[40:60]))
    (folder / "t.seg").write_text(SCRIPT.format(seed=1))
    (folder / "v.seg").write_text(SCRIPT.format(seed=1))
    for name in ("t", "v"):
        assert run("lock", f"{name}.seg", "--quiet", folder=folder).code == 0
    (folder / "t.seg").write_text(SCRIPT.format(seed=2).replace("k=3", "k=4"))
    (folder / "export.seg").write_text('let done = load "tx.csv" | rfm | export "out.csv" as csv\n')
    (folder / "rows.seg").write_text('let done = load "tx.csv" | rfm | export "out.json" as json\n')
    (folder / "rejects.seg").write_text(
        'let all = load "ragged.csv" rejects=5 rejects_to="rejects.csv"\nall | take 1\n')
    (folder / "ugly.seg").write_text('load   "tx.csv"|take   3\n')
    for name in ("out.csv", "out.json", "rejects.csv", "today.csv", "v.md", "v.xml"):
        (folder / name).write_bytes(OLD)


def contents(folder, scenario):
    return {
        name: (folder / name).read_bytes() if (folder / name).exists() else None
        for name in scenario.outputs}


def put_back(folder, scenario, old):
    for name, text in old.items():
        if text is None:
            (folder / name).unlink(missing_ok=True)
        else:
            (folder / name).write_bytes(text)
    for name in temporaries(folder):
        (folder / name).unlink()


@unittest.skipUnless(can_trace(), "strace cannot trace here")
class Faults(unittest.TestCase):
    """Every call that writes, refused by the disk or never come back from."""

    def test_every_refused_or_killed_call_leaves_a_whole_file(self):
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            found = list(pool.map(self.sweep, SCENARIOS))
        wrong = [line for lines, _ in found for line in lines]
        self.assertEqual(wrong, [], "\n".join(wrong))
        # A sweep that finds nothing to disturb would say that all is well.
        for scenario, (_, swept) in zip(SCENARIOS, found):
            self.assertGreaterEqual(swept, 20, scenario.name)

    def sweep(self, scenario):
        """What went wrong, a line each, and how many faults there were."""
        with tempfile.TemporaryDirectory(prefix="segue-writing-") as folder:
            folder = pathlib.Path(folder)
            make(folder)
            command = [str(RELEASE), *scenario.arguments]
            old = contents(folder, scenario)
            found = calls(command, WRITING + TIDYING, folder, scenario.first)
            new = contents(folder, scenario)
            assert all(new[name] not in (None, OLD, old[name]) for name in new), scenario.name
            wrong, swept = [], 0
            for call in found:
                if call.name == "openat" and not call.makes_a_file:
                    continue
                faults = ["signal=KILL"]
                if call.name in WRITING:
                    faults += ["error=EIO", "error=ENOSPC"]
                for fault in faults:
                    put_back(folder, scenario, old)
                    swept += 1
                    for problem in self.one(scenario, command, call, fault, folder, old, new):
                        wrong.append(f"{scenario.name}: {call} {fault}: {problem}")
            return wrong, swept

    def one(self, scenario, command, call, fault, folder, old, new):
        done = subprocess.run(
            injected(command, call, fault), cwd=folder, capture_output=True,
            stdin=subprocess.DEVNULL, timeout=60, env={**os.environ, "NO_COLOR": "1"})
        told = done.stderr.decode()
        after = contents(folder, scenario)
        for name in scenario.outputs:
            if after[name] not in (old[name], new[name]):
                yield f"{name} is neither the old nor the new file"
        killed = fault == "signal=KILL"
        if killed:
            if done.returncode != -9 and done.returncode != 137:
                yield f"was not killed, but ended with {done.returncode}"
        elif temporaries(folder):
            yield f"{temporaries(folder)} was left"
        elif done.returncode == 0:
            if after != new:
                yield "ended well without having written"
        else:
            yield from self.message(scenario, call, fault, done.returncode, told, after == new)
        if killed:
            yield from self.next_run(scenario, folder, old, new)

    def message(self, scenario, call, fault, code, told, is_written):
        if code != 6:
            yield f"ended with {code}: {told}"
        if call.name == "write" and call.arguments.startswith("2,"):
            return  # Nothing can be told where telling is what failed.
        if call.name == "write" and call.arguments.startswith("1,"):
            if "standard output cannot be written" not in told:
                yield f"does not say that its output failed: {told}"
            return
        for words in (WORDS[fault.removeprefix("error=")], "E0640"):
            if words not in told:
                yield f"does not say {words}: {told}"
        if not any(f"`{name}`" in told for name in scenario.outputs):
            yield f"names no file: {told}"
        advice = "run this again" if is_written else ("fault", "full")[fault.endswith("ENOSPC")]
        if advice not in told and "nothing was changed" in told:
            yield f"does not say what to do: {told}"

    def next_run(self, scenario, folder, old, new):
        after = contents(folder, scenario)
        done = run(*scenario.arguments, folder=folder)
        is_there = scenario.keeps and after == new
        if done.code != (6 if is_there else 0):
            yield f"the next run ended with {done.code}: {done.errors}"
        if contents(folder, scenario) != new:
            yield "the next run did not write the new file"
        if temporaries(folder):
            yield f"the next run left {temporaries(folder)}"


@unittest.skipUnless(can_trace(), "strace cannot trace here")
class PromptHistory(unittest.TestCase):
    """Lines typed at the prompt: a fault may lose one line, and never cuts one in two."""

    LINES = "".join(f"load \"{number}.csv\"\n" for number in range(4100))
    TYPED = "take 12345"

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="segue-history-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.history = self.folder / "segue" / (
            str(self.folder.resolve()).replace("/", "%") + ".history")
        self.history.parent.mkdir()

    def type(self, before=()):
        """Types one line at a prompt and leaves it."""
        command = [*before, str(RELEASE)]
        child = pexpect.spawn(
            command[0], command[1:], cwd=str(self.folder), timeout=20, dimensions=(24, 80),
            env={**os.environ, "XDG_STATE_HOME": str(self.folder), "TERM": "xterm", "NO_COLOR": "1"})
        try:
            child.expect("seg> ")
            child.send(self.TYPED + "\r")
            # While the line is looked at the terminal is not the editor's, and an end of input is lost.
            child.expect("fix: ")
            child.expect("seg> ")
            child.send("\x04")
            child.expect(pexpect.EOF)
        except (pexpect.EOF, OSError):
            pass
        finally:
            child.close(force=True)

    def test_a_fault_never_leaves_half_a_line_or_half_a_file(self):
        trace = self.folder / "trace"
        # Only calls about the history count: first it is cut to its last lines, then one is added.
        paths = ["-P", str(self.history.resolve()), "-P", str(self.history.resolve()) + ".new"]
        faults = [
            (name, fault, when)
            for name, times in (("write", 2), ("fsync", 1), ("rename", 1), ("close", 3))
            for fault in ("error=EIO", "error=ENOSPC", "signal=KILL")
            for when in range(1, times + 1)]
        for name, fault, when in faults:
            with self.subTest(name=name, fault=fault, when=when):
                self.history.write_text(self.LINES)
                self.type([
                    "strace", "-o", str(trace), *paths, "-e", f"trace={name}",
                    "-e", f"inject={name}:{fault}:when={when}"])
                told = trace.read_text(errors="replace")
                self.assertIn("killed by SIGKILL" if "KILL" in fault else "INJECTED", told)
                self.check_lines()
        self.history.write_text(self.LINES)
        self.type()
        self.check_lines()
        self.assertLess(len(self.history.read_text().splitlines()), 1100, "it was cut")
        self.assertIn(self.TYPED, self.history.read_text())
        self.assertEqual([p.name for p in self.history.parent.iterdir()], [self.history.name])

    @unittest.skipUnless(shutil.which("prlimit"), "prlimit is not here")
    def test_a_line_that_does_not_fit_is_not_stored_in_part(self):
        text = 'load "1.csv"\nload "4099.csv"\n'
        self.history.write_text(text)
        self.type(["prlimit", f"--fsize={len(text) + 4}"])
        self.assertEqual(self.history.read_text(), text)

    def check_lines(self):
        known = set(self.LINES.splitlines()) | {self.TYPED}
        text = self.history.read_text()
        self.assertTrue(text.endswith("\n"))
        self.assertEqual([line for line in text.splitlines() if line not in known], [])
        self.assertIn('load "4099.csv"', text)


class Disk(unittest.TestCase):
    """A disk that is full, and a limit on the size of files."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="segue-disk-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        make(self.folder)

    def refused(self, scenario, words, before=()):
        """Runs a scenario that cannot write, and looks at what is there afterwards."""
        if scenario.keeps:
            (self.folder / scenario.outputs[0]).unlink(missing_ok=True)
        old = contents(self.folder, scenario)
        done = subprocess.run(
            [*before, str(RELEASE), *scenario.arguments], cwd=self.folder, capture_output=True,
            stdin=subprocess.DEVNULL, timeout=60, env={**os.environ, "NO_COLOR": "1"})
        told = done.stderr.decode()
        self.assertEqual(done.returncode, 6, told)
        self.assertIn(words, told)
        self.assertIn("nothing was changed", told)
        self.assertEqual(contents(self.folder, scenario), old)
        self.assertEqual(temporaries(self.folder), [])

    @unittest.skipUnless(shutil.which("prlimit"), "prlimit is not here")
    def test_a_limit_on_the_size_of_files_is_told(self):
        for scenario in SCENARIOS:
            with self.subTest(scenario.name):
                self.refused(scenario, "`ulimit -f` shows the limit", ["prlimit", "--fsize=16"])

    def test_a_full_disk_is_told(self):
        mounted = self.mounted("tmpfs", ["-t", "tmpfs", "-o", "size=256k", "none"])
        for path in list(self.folder.iterdir()):
            if path != mounted:
                shutil.move(path, mounted / path.name)
        self.folder = mounted
        free = os.statvfs(mounted)
        (mounted / "full").write_bytes(b"x" * (free.f_bavail * free.f_frsize))
        for scenario in SCENARIOS:
            # A file without a byte still fits; the first byte does not.
            with self.subTest(scenario.name):
                self.refused(scenario, "the disk is full: make room")

    def test_a_folder_that_can_only_be_read_is_told(self):
        with read_only(self.folder, self):
            for scenario in SCENARIOS:
                if scenario.keeps:
                    continue
                with self.subTest(scenario.name):
                    done = run(*scenario.arguments, folder=self.folder)
                    self.assertEqual(done.code, 6, done.errors)
                    self.assertRegex(done.errors, "can only be read|you may not write there")
            done = run("new", "tx.csv", "-o", "new.seg", folder=self.folder)
            self.assertEqual(done.code, 6, done.errors)

    def mounted(self, name, what):
        place = self.folder / name
        place.mkdir()
        done = subprocess.run(["mount", *what, str(place)], capture_output=True)
        if done.returncode != 0:
            self.skipTest("no file system can be mounted here")
        self.addCleanup(subprocess.run, ["umount", "-l", str(place)], check=True)
        return place


class Targets(unittest.TestCase):
    """What may not be written over, and what stands behind a name."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="segue-target-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        make(self.folder)

    def test_nothing_is_written_over_what_the_run_reads(self):
        (self.folder / "over.seg").write_text(
            'let done = load "tx.csv" | take 3 | export "over.seg" as csv\n')
        (self.folder / "self.seg").write_text(
            'let done = load "tx.csv" | take 3 | export "./tx.csv" as csv\n')
        (self.folder / "link.csv").symlink_to("tx.csv")
        os.link(self.folder / "tx.csv", self.folder / "second.csv")
        apply = ["apply", "v.seg.lock", "--input", "tx.csv", "-o"]
        cases = [
            ["run", "over.seg"], ["run", "self.seg"], [*apply, "tx.csv"], [*apply, "link.csv"],
            [*apply, "second.csv"], [*apply, "v.seg.lock"], [*apply, "v.seg"],
            ["verify", "v.seg", "--summary", "v.seg"], ["verify", "v.seg", "--junit", "v.seg.lock"],
            ["verify", "v.seg", "--summary", "tx.csv"], ["new", "tx.csv", "-o", "tx.csv"],
        ]
        before = {p.name: p.read_bytes() for p in self.folder.iterdir()}
        for arguments in cases:
            with self.subTest(" ".join(arguments)):
                done = run(*arguments, folder=self.folder)
                self.assertEqual(done.code, 6, done.errors)
                self.assertIn("E0640", done.errors)
                self.assertIn("not overwritten", done.errors)
        self.assertEqual({p.name: p.read_bytes() for p in self.folder.iterdir()}, before)

    def test_a_link_stays_a_link_and_permissions_stay(self):
        elsewhere = self.folder / "elsewhere"
        elsewhere.mkdir()
        for scenario in SCENARIOS:
            if scenario.keeps:
                continue
            for name in scenario.outputs:
                with self.subTest(name):
                    link, real = self.folder / name, elsewhere / name
                    shutil.move(link, real)
                    real.chmod(0o640)
                    link.symlink_to(real)
                    real.write_bytes(real.read_bytes() if name == "ugly.seg" else OLD)
                    old = real.read_bytes()
                    self.assertEqual(run(*scenario.arguments, folder=self.folder).code, 0)
                    self.assertTrue(link.is_symlink())
                    self.assertNotEqual(real.read_bytes(), old)
                    self.assertEqual(real.stat().st_mode & 0o777, 0o640)
        self.assertEqual(temporaries(elsewhere), [])

    def test_a_program_is_told_too(self):
        for arguments in (["new", "tx.csv", "-o", "v.seg"], ["fmt", "ugly.seg"]):
            with self.subTest(arguments[0]):
                before = ["prlimit", "--fsize=1"] if arguments[0] == "fmt" else []
                if before and not shutil.which("prlimit"):
                    self.skipTest("prlimit is not here")
                done = subprocess.run(
                    [*before, str(RELEASE), *arguments, "--json"], cwd=self.folder,
                    capture_output=True, stdin=subprocess.DEVNULL)
                self.assertEqual(done.returncode, 6)
                document = json.loads(done.stdout)
                self.assertEqual([p["code"] for p in document["problems"]], ["E0640"])


if __name__ == "__main__":
    unittest.main()
