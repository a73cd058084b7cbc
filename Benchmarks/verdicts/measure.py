#!/usr/bin/env python3
"""Measures how often `pick verdict` is right: twenty scenarios with known segments, three methods.

usage: measure.py SEGUE [--seeds 12] [--only NAME …] [--methods kmeans gmm hdbscan] [--goals]

With --goals it fails unless at least 90 % are right and no null scenario has segments in more than 5 %.
"""

import argparse
import collections
import json
import pathlib
import random
import subprocess
import sys
import tempfile

from scenarios import SCENARIOS

METHODS = {
    "kmeans": "kmeans k in 1...8 restarts=5",
    "gmm": "gmm k in 1...6",
    "hdbscan": "hdbscan min_size in [5, 10, 20, 40]",
}
SMALL = {"hdbscan": "hdbscan min_size in [5, 10]"}


def verdict(segue, folder, scenario, method, seed):
    """The number of segments of the verdict, 1 for none."""
    rows = scenario.rows(random.Random(f"{scenario.name} {seed}"))
    names = "abcde"[:len(rows[0])]
    file = pathlib.Path(folder) / "rows.csv"
    lines = ["id," + ",".join(names)]
    lines += [f"{i}," + ",".join(f"{x:.6f}" for x in row) for i, row in enumerate(rows, 1)]
    file.write_text("\n".join(lines) + "\n")
    fit = SMALL.get(method, METHODS[method]) if len(rows) < 50 else METHODS[method]
    script = (f'load "{file}" | features ' + ", ".join(f"{c} = sum({c})" for c in names)
              + f" by id | scale zscore | {fit} | pick verdict seed={seed}")
    run = subprocess.run([segue, "-e", script, "--json"], capture_output=True, text=True)
    if run.returncode != 0:
        raise SystemExit(f"{scenario.name}, {method}, seed {seed}:\n{run.stderr}{run.stdout}")
    model = [result for result in json.loads(run.stdout)["results"] if "verdict" in result][-1]
    return model["verdict"]["k"] if model["verdict"]["segments"] else 1


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("segue")
    parser.add_argument("--seeds", type=int, default=12)
    parser.add_argument("--only", nargs="*")
    parser.add_argument("--methods", nargs="*", default=list(METHODS))
    parser.add_argument("--goals", action="store_true")
    wanted = parser.parse_args()
    right = total = 0
    worst = 0.0
    with tempfile.TemporaryDirectory() as folder:
        for scenario in SCENARIOS:
            if wanted.only and scenario.name not in wanted.only:
                continue
            cells = []
            for method in wanted.methods:
                truth = scenario.right(method)
                if truth is None:
                    cells.append(f"{method} not judged")
                    continue
                found = collections.Counter(
                    verdict(wanted.segue, folder, scenario, method, seed)
                    for seed in range(1, wanted.seeds + 1))
                good = sum(count for k, count in found.items() if k in truth)
                right, total = right + good, total + wanted.seeds
                if truth == {1} and scenario.is_null:
                    worst = max(worst, 1 - good / wanted.seeds)
                taken = ", ".join(f"{'none' if k == 1 else k} × {n}" for k, n in found.most_common())
                cells.append(f"{method} {good}/{wanted.seeds} ({taken})")
            print(f"{scenario.name:<24}" + "; ".join(cells), flush=True)
    print(f"right: {right} of {total}, {100 * right / max(1, total):.1f} %; "
          f"worst null scenario: segments in {100 * worst:.0f} % of the seeds")
    if wanted.goals and (right < 0.9 * total or worst > 0.05):
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
