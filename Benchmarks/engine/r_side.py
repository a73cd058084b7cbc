"""Sides in R: passes the arrays of a case to an R script and reads its results."""

import pathlib
import shutil
import subprocess
import tempfile

import numpy as np

SCRIPT = pathlib.Path(__file__).resolve().parent / "peers.R"
NOT_INSTALLED = 3


def in_r(work, **more):
    """The side of a case that `work` of peers.R runs, with additional numbers in `more`."""
    def run(inputs, threads):
        if shutil.which("Rscript") is None:
            raise ImportError("R", name="R")
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            hand_over({**inputs, **more}, folder)
            done = subprocess.run(
                ["Rscript", "--vanilla", SCRIPT, work, folder], capture_output=True, text=True,
                stdin=subprocess.DEVNULL)
            if done.returncode == NOT_INSTALLED:
                missing = done.stderr.strip().splitlines()[-1]
                raise ImportError(missing, name=missing)
            if done.returncode != 0:
                raise RuntimeError(done.stderr[-2000:])
            found = {file.stem: np.fromfile(file) for file in folder.glob("*.found")}
        for name in ("centres", "means"):
            if name in found:
                # R stores matrices by column.
                columns = inputs["X"].shape[1]
                found[name] = found[name].reshape(columns, -1).T
        for name in ("core", "labels"):
            if name in found:
                found[name] = found[name].astype(np.int64)
        return float(found.pop("seconds")[0]), {
            name: value[0] if name in ("inertia", "likelihood", "megabytes", "whole") else value
            for name, value in found.items()}
    return run


def hand_over(arrays, folder):
    lines = []
    for name, value in arrays.items():
        array = np.atleast_1d(np.asarray(value, dtype=np.float64))
        columns = array.shape[1] if array.ndim == 2 else 1
        array.ravel(order="F").tofile(folder / name)
        lines.append(f"{name} {array.shape[0]} {columns}")
    (folder / "names.txt").write_text("\n".join(lines) + "\n")
