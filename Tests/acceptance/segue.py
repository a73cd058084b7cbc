"""Runs the binary as a user would, and finds the folder of real data beside the project."""

import csv
import json
import os
import pathlib
import subprocess
import unittest

PACKAGE = pathlib.Path(__file__).resolve().parents[2]
SHARED = PACKAGE.parent / "shared"


def binary(configuration):
    """The binary of a configuration, which `scripts/test` names in the environment."""
    named = os.environ.get(f"SEGUE_{configuration.upper()}")
    return pathlib.Path(named) if named else PACKAGE / ".build" / configuration / "segue"


RELEASE = binary("release")
DEBUG = binary("debug")

needs_shared = unittest.skipUnless(SHARED.is_dir(), "../shared is not here")
needs_debug = unittest.skipUnless(DEBUG.is_file(), "there is no debug build")


class Result:
    """What a run printed and how it ended."""

    def __init__(self, process):
        self.code = process.returncode
        self.bytes = process.stdout
        self.errors = process.stderr.decode("utf-8")

    @property
    def text(self):
        return self.bytes.decode("utf-8")

    @property
    def document(self):
        return json.loads(self.bytes)

    def decision(self, at):
        """The decision at a path such as `drop#1`."""
        found = [d for d in self.document["decisions"] if d["at"] == at]
        assert len(found) == 1, f"one decision at {at}, not {len(found)}"
        return found[0]

    @property
    def warnings(self):
        return {note["code"] for note in self.document["notes"]}


def run(*arguments, folder=None, program=RELEASE, stdin=b"", timeout=600, environment=None):
    process = subprocess.run(
        [str(program), *map(str, arguments)], input=stdin, capture_output=True, timeout=timeout,
        cwd=folder, env={**os.environ, "NO_COLOR": "1", **(environment or {})})
    return Result(process)


def script(code, *options, **settings):
    """Runs code with `--json`, which must succeed."""
    result = run("--json", *options, "-e", code, **settings)
    assert result.code == 0, f"exit code {result.code}\n{code}\n{result.errors}"
    return result


def rows(path):
    """The rows of a CSV file as dictionaries of text."""
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def findings(result):
    """The JSON of a run as it was printed."""
    return result.bytes
