"""The engine against its peers: a new process per measurement, alternating sides, results first.

usage: measure.py [--quick] [--only NAME …] [--repetitions 5] [--json FILE] [--page FILE]
"""

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

import numpy as np
import report
from bandwidth import read_gigabytes_per_second

HERE = pathlib.Path(__file__).resolve().parent
PACKAGE = HERE.parents[1]
sys.path.insert(0, str(PACKAGE / "bindings" / "python"))

from cases import CASES  # noqa: E402

#: Total seconds that one side may take after its first run.
BUDGET = 60


class Run:
    """One process: seconds by its own clock, peak memory, results."""

    def __init__(self, case, side, threads, inputs, folder):
        results = folder / "results.npz"
        # These two variables slow numpy down.
        inherited = {name: value for name, value in os.environ.items()
                     if name not in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")}
        environment = {
            **inherited, "OMP_NUM_THREADS": str(threads), "OPENBLAS_NUM_THREADS": str(threads),
            "MKL_NUM_THREADS": str(threads), "SKLEARNEX_VERBOSE": "ERROR"}
        done = subprocess.run(
            [sys.executable, HERE / "side.py", case.name, side, str(threads), inputs, results],
            capture_output=True, text=True, stdin=subprocess.DEVNULL, env=environment)
        if done.returncode != 0:
            sys.exit(f"{case.name}, {side} failed:\n{done.stderr[-2000:]}")
        answer = json.loads(done.stdout.splitlines()[-1])
        self.missing = answer.get("missing")
        self.threads = threads
        if not self.missing:
            self.seconds = answer["seconds"]
            self.megabytes = answer["megabytes"]
            with np.load(results) as arrays:
                self.results = {name: arrays[name] for name in arrays.files}


def ways(side, quick):
    """The numbers of threads to try: all for ours, and one as well for a peer."""
    most = len(os.sched_getaffinity(0))
    if quick or side.startswith("segue") or most == 1:
        return [most]
    if side.startswith("R "):
        return [1]
    return [1, most]


def measure(case, arguments, folder):
    """Runs all sides of a case alternately, and returns the data for the report."""
    print(f"\n{case.title}", flush=True)
    inputs = folder / "inputs.npz"
    np.savez(inputs, **case.data(arguments.quick))
    runs, skipped = {}, {}
    for side in case.sides:
        tried = []
        for threads in ways(side, arguments.quick):
            tried.append(Run(case, side, threads, inputs, folder))
            if tried[-1].missing:
                break
        if tried[-1].missing:
            skipped[side] = tried[-1].missing
            print(f"  skipped: {side} ({tried[-1].missing} is not installed)", flush=True)
            continue
        runs[side] = [min(tried, key=lambda run: run.seconds)]
    # Results first: a time is meaningless if the work was different.
    for side in runs:
        case.compare(runs["segue"][0].results, runs[side][0].results, side)
    for round_ in range(1, 1 if arguments.quick else arguments.repetitions):
        for side, done in runs.items():
            if round_ * whole_seconds(done[0]) > BUDGET and round_ > 1:
                continue
            done.append(Run(case, side, done[0].threads, inputs, folder))
    check_repeats(case, runs["segue"])
    found = {side: summary(done) for side, done in runs.items()}
    for side, numbers in found.items():
        print(
            f"  {side:18} {report.duration(numbers['median'], case.unit):>10}"
            f"  {numbers['megabytes']:7.0f} MB  {numbers['runs']} runs,"
            f" {numbers['threads']} threads", flush=True)
    return {
        "name": case.name, "title": case.title, "unit": case.unit, "sides": found,
        "skipped": skipped, "targets": report.judged(case, found)}


def whole_seconds(run):
    """The cost of a run: its time, or that of the fits if an iteration is measured."""
    return float(run.results.get("whole", run.seconds))


def check_repeats(case, runs):
    """Checks that ours finds the same bits in every process."""
    for run in runs[1:]:
        for name, value in runs[0].results.items():
            if name != "whole":
                assert np.array_equal(value, run.results[name]), f"{case.name}: {name} changed"


def summary(runs):
    seconds = [run.seconds for run in runs]
    return {
        "median": statistics.median(seconds), "least": min(seconds), "most": max(seconds),
        "runs": len(runs), "threads": runs[0].threads,
        "megabytes": statistics.median(run.megabytes for run in runs)}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true", help="small sizes, times are not judged")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="cases whose names begin with this")
    parser.add_argument("--repetitions", type=int, default=5)
    parser.add_argument("--json", type=pathlib.Path, metavar="FILE")
    parser.add_argument(
        "--page", type=pathlib.Path, default=PACKAGE / "docs" / "benchmarks.md")
    arguments = parser.parse_args()
    if not arguments.quick and os.getloadavg()[0] > 0.5:
        print(f"the machine is busy (load {os.getloadavg()[0]:.1f}): times will be too high")
    chosen = [
        case for case in CASES
        if not arguments.only or any(case.name.startswith(name) for name in arguments.only)]
    with tempfile.TemporaryDirectory() as folder:
        found = [measure(case, arguments, pathlib.Path(folder)) for case in chosen]
    document = {
        "machine": report.machine(), "versions": report.versions(), "quick": arguments.quick,
        "read_gigabytes_per_second": None if arguments.quick else read_gigabytes_per_second(),
        "cases": found}
    if arguments.json:
        arguments.json.write_text(json.dumps(document, indent=1) + "\n")
    if arguments.quick:
        print(f"\nall results agree in {len(found)} cases; sizes are small, so times mean nothing")
        return
    lines = report.table(document)
    print("\n" + "\n".join(lines))
    if not arguments.only:
        report.write(arguments.page, lines)


if __name__ == "__main__":
    main()
