"""What the README shows is what a terminal shows.

`python test_readme.py --record` writes the sessions anew.
"""

import pathlib
import re
import shlex
import sys
import tempfile
import unittest

import pexpect

from segue import PACKAGE, RELEASE, run

README = PACKAGE / "README.md"
SESSION = re.compile(r"<!-- session: (.*?) -->\n```\n(.*?)```\n", re.DOTALL)
# Lines of a long answer that the README keeps; the rest is a line with "…".
KEPT = 42


def shown(command, folder):
    """The lines that a terminal of 100 columns shows, without what progress lines overwrote."""
    name, *arguments = shlex.split(command)
    assert name == "segue"
    child = pexpect.spawn(
        str(RELEASE), arguments, cwd=str(folder), dimensions=(50, 100), encoding="utf-8",
        timeout=120, env={"TERM": "xterm-256color", "NO_COLOR": "1", "LC_ALL": "C.UTF-8"})
    child.expect(pexpect.EOF)
    text = child.before.replace("\r\n", "\n")
    text = re.sub(r"[^\n]*\x1b\[2K", "", text)
    text = re.sub(r"[^\n]*\r", "", text)
    return [line.rstrip() for line in text.strip("\n").split("\n")]


def make_data(folder):
    (folder / "data").mkdir()
    for script in (PACKAGE / "examples").glob("*.seg"):
        (folder / script.name).write_text(script.read_text())
    result = run("run", "make-data.seg", folder=folder)
    assert result.code == 0, result.errors


class Readme(unittest.TestCase):
    def test_sessions_are_what_a_terminal_shows(self):
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            make_data(folder)
            sessions = SESSION.findall(README.read_text())
            self.assertGreaterEqual(len(sessions), 2)
            for command, text in sessions:
                with self.subTest(command):
                    lines = shown(command, folder)
                    place = 0
                    for line in text.rstrip("\n").split("\n"):
                        if line.strip() == "…":
                            continue
                        self.assertIn(line, lines[place:], "\n".join(lines))
                        place = lines.index(line, place) + 1


def record():
    """Writes the sessions anew; charts and tables between the marked lines are abridged."""
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        make_data(folder)

        def replaced(match):
            lines = shown(match[1], folder)
            return f"<!-- session: {match[1]} -->\n```\n" + "\n".join(abridged(lines)) + "\n```\n"

        README.write_text(SESSION.sub(replaced, README.read_text()))


def abridged(lines):
    """A long answer without its elbow chart and without notes about reading."""
    kept, skipping = [], False
    for line in lines:
        if line.startswith("  Elbow") or re.match(r"  silhouette \(", line):
            skipping = True
            kept.append("  …")
        elif skipping and line.strip() == "":
            skipping = False
        if re.match(r"W0651", line) and len(lines) > KEPT:
            break
        if not skipping:
            kept.append(line)
    return kept


if __name__ == "__main__":
    if "--record" in sys.argv:
        record()
    else:
        unittest.main()
