"""Segue against polars + scikit-learn: the same work, interleaved; results are compared before times.

usage: compare.py SEGUE [--repetitions 7] [--customers 5000 20000] [--write docs/benchmarks.md]
"""

import argparse
import json
import os
import pathlib
import platform
import statistics
import subprocess
import sys
import tempfile
import time

PACKAGE = pathlib.Path(__file__).resolve().parents[1]
SHARED = PACKAGE.parent / "shared"
PEER = PACKAGE / "Benchmarks" / "peer.py"

CLEANING = {
    "retail": (
        ' | drop CustomerID is null because "guests"'
        ' | drop starts_with(InvoiceNo, "C") because "cancellations"'
        " | keep Quantity > 0 and UnitPrice > 0 | dedupe"),
    "made-up": (
        ' | drop customer_id is null because "guests"'
        ' | drop starts_with(invoice, "C") because "cancellations"'
        " | keep quantity > 0 and unit_price > 0 | dedupe"),
}


def job(kind, path):
    """The complete task as a script; it shows the picked model and its profile."""
    return (
        f'let best = load "{path}"{CLEANING[kind]} | rfm | scale zscore'
        " | kmeans k in 2...10 restarts=10 seed=1 | pick silhouette\n"
        "best\nbest | profile\n")


class Measured:
    """One run of a process: wall time in seconds including start-up, peak memory, and its output."""

    def __init__(self, arguments, environment=None):
        with tempfile.TemporaryFile() as output:
            start = time.perf_counter()
            process = subprocess.Popen(
                [str(a) for a in arguments], stdout=output, stderr=subprocess.DEVNULL,
                stdin=subprocess.DEVNULL, env={**os.environ, **(environment or {})})
            _, status, usage = os.wait4(process.pid, 0)
            self.seconds = time.perf_counter() - start
            process.returncode = os.waitstatus_to_exitcode(status)
            self.megabytes = usage.ru_maxrss / 1024
            self.cpu = usage.ru_utime + usage.ru_stime
            output.seek(0)
            text = output.read()
        if process.returncode != 0:
            sys.exit(f"failed: {arguments}")
        self.document = json.loads(text)


def check(ours, peer):
    """Fails if the two did not do the same work.

    Returns the largest relative excess of our inertia over the peer's: negative if all are lower. Both
    are local optima, so either may be lower.
    """
    model = next(r for r in ours["results"] if r["type"].startswith("Model"))
    center = next(d for d in ours["decisions"] if d["at"].endswith("scale#1"))["center"]
    assert model["rows"] == peer["customers"], "customers"
    for name, value in peer["mean"].items():
        assert abs(center[name] / value - 1) < 1e-9, name
    worst = -1.0
    for mine, theirs in zip(model["sweep"], peer["candidates"]):
        assert mine["k"] == theirs["k"]
        worst = max(worst, mine["inertia"] / theirs["inertia"] - 1)
        if abs(mine["inertia"] / theirs["inertia"] - 1) < 1e-9:
            for name in ("silhouette", "davies_bouldin", "calinski_harabasz"):
                assert abs(mine[name] / theirs[name] - 1) < 1e-6, (mine["k"], name)
    assert worst < 0.001, f"an inertia is {worst:.1%} above the peer's"
    return worst


def compare(kind, path, rows, segue, repetitions):
    """Runs both alternately and returns a row of the table."""
    print(f"\n{kind}: {rows:,} lines, {path.stat().st_size / 1e6:.1f} MB", flush=True)
    ours, theirs = [], []
    # scikit-learn with two threads is slower than with one on small data: the faster one counts.
    threads = min(
        ("1", "2"),
        key=lambda n: Measured([sys.executable, PEER, kind, path], peer_threads(n)).seconds)
    for _ in range(repetitions):
        ours.append(Measured([segue, "--json", "-e", job(kind, path)]))
        theirs.append(Measured([sys.executable, PEER, kind, path], peer_threads(threads)))
        print(
            f"  segue {ours[-1].seconds:7.3f} s {ours[-1].megabytes:7.0f} MB"
            f"   polars + scikit-learn {theirs[-1].seconds:7.3f} s {theirs[-1].megabytes:7.0f} MB",
            flush=True)
    worst = check(ours[0].document, theirs[0].document)
    assert all(run.document == ours[0].document for run in ours), "Segue differs from itself"
    median = {
        side: statistics.median(run.seconds for run in runs)
        for side, runs in (("ours", ours), ("theirs", theirs))}
    memory = {
        side: statistics.median(run.megabytes for run in runs)
        for side, runs in (("ours", ours), ("theirs", theirs))}
    ratio = median["theirs"] / median["ours"]
    customers = theirs[0].document["customers"]
    print(
        f"  median {median['ours']:.3f} s against {median['theirs']:.3f} s: {ratio:.1f} times;"
        f" the worst inertia {worst:+.2%} of the peer's")
    spread = [f"{min(r.seconds for r in runs):.2f}…{max(r.seconds for r in runs):.2f}"
              for runs in (ours, theirs)]
    return (
        f"| {kind} | {rows:,} | {customers:,} | {median['ours']:.2f} s ({spread[0]}) |"
        f" {median['theirs']:.2f} s ({spread[1]}) | **{ratio:.1f}×** |"
        f" {memory['ours']:.0f} MB | {memory['theirs']:.0f} MB |"
        f" {memory['theirs'] / memory['ours']:.1f}× | {worst:+.2%} |")


def peer_threads(count):
    return {"OMP_NUM_THREADS": count, "OPENBLAS_NUM_THREADS": count}


def machine():
    with open("/proc/cpuinfo") as file:
        model = next((line.split(":")[1].strip() for line in file if "model name" in line), "")
    with open("/proc/meminfo") as file:
        memory = int(file.readline().split()[1]) / 2**20
    return f"{os.cpu_count()} cores of {model or platform.machine()}, {memory:.0f} GiB"


def versions():
    import polars
    import sklearn
    return f"Python {platform.python_version()}, polars {polars.__version__}, " \
        f"scikit-learn {sklearn.__version__}"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("segue", type=pathlib.Path)
    parser.add_argument("--repetitions", type=int, default=7)
    parser.add_argument("--customers", type=int, nargs="*", default=[5_000, 20_000])
    parser.add_argument("--write", type=pathlib.Path)
    arguments = parser.parse_args()
    segue = arguments.segue.resolve()
    if os.getloadavg()[0] > 0.5:
        print(f"the machine is busy (load {os.getloadavg()[0]:.1f}): times will be too high")
    table = []
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        retail = SHARED / "data" / "online_retail.csv.gz"
        if retail.is_file():
            import gzip
            path = folder / "online_retail.csv"
            path.write_bytes(gzip.decompress(retail.read_bytes()))
            table.append(compare("retail", path, 541_909, segue, arguments.repetitions))
        else:
            print("skipped: ../shared does not exist")
        for customers in arguments.customers:
            path = folder / f"tx-{customers}.csv"
            with open(path, "wb") as file:
                subprocess.run(
                    [segue, "--format", "csv", "-e",
                     f"sample transactions customers={customers} seed=7 dirt=raw"],
                    check=True, stdout=file, stderr=subprocess.DEVNULL)
            with open(path, "rb") as file:
                rows = sum(1 for _ in file) - 1
            table.append(compare("made-up", path, rows, segue, arguments.repetitions))
    lines = [
        "| data | lines | customers | Segue | polars + scikit-learn | | memory | peer's | | worst inertia |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|", *table,
    ]
    print("\n" + "\n".join(lines))
    if arguments.write:
        write(arguments.write, lines, arguments.repetitions)


def write(path, lines, repetitions):
    """Replaces the table between the marks of the page."""
    text = path.read_text()
    before, rest = text.split("<!-- results -->\n")
    after = rest.split("<!-- end -->\n")[1]
    facts = (
        f"Medians (and ranges) of {repetitions} interleaved runs, on {machine()}; {versions()}.")
    path.write_text(
        before + "<!-- results -->\n\n" + "\n".join(lines) + f"\n\n{facts}\n\n<!-- end -->\n"
        + after)


if __name__ == "__main__":
    main()
