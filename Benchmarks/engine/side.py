"""One side of one case in a separate process.

usage: side.py CASE SIDE THREADS INPUTS.npz RESULTS.npz

Prints seconds as JSON, or {"missing": module} if the peer is not installed.
"""

import json
import pathlib
import re
import sys

import numpy as np

PACKAGE = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(PACKAGE / "bindings" / "python"))

from cases import CASES  # noqa: E402


def small(case):
    """Small data and few repetitions."""
    inputs = case.data(True)
    return {**inputs, **{name: 1 for name in ("references", "replicates") if name in inputs}}


def peak_megabytes():
    """The peak memory of this process.

    Not by `ru_maxrss`, which also counts the memory of the parent when it started this process.
    """
    status = pathlib.Path("/proc/self/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) / 1024


def main():
    name, side, threads, inputs, results = sys.argv[1:]
    case = next(case for case in CASES if case.name == name)
    arrays = {key: value for key, value in np.load(inputs).items()}
    try:
        # Small data first, so that imports and the first start of threads are not measured.
        case.sides[side](small(case), int(threads))
    except ImportError as missing:
        print(json.dumps({"missing": missing.name or str(missing)}))
        return
    seconds, found = case.sides[side](arrays, int(threads))
    # A side that runs a separate process reports that process's memory.
    megabytes = found.pop("megabytes", None) or peak_megabytes()
    np.savez(results, **found)
    print(json.dumps({"seconds": seconds, "megabytes": float(megabytes)}))


if __name__ == "__main__":
    main()
