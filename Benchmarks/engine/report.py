"""The numbers of the benchmark as a table, between the marks of a page."""

import importlib.metadata
import os
import platform
import shutil
import subprocess

from bandwidth import lloyd_gigabytes

PEERS = ("scikit-learn", "scikit-learn-intelex", "fastcluster", "hdbscan", "genieclust",
         "faiss-cpu", "scipy", "numpy")
R_PEERS = ("cluster", "dbscan", "fpc", "mclust")


def duration(seconds, unit):
    if unit == "ms":
        return f"{seconds * 1000:.2f} ms"
    return f"{seconds:.3f} s" if seconds < 1 else f"{seconds:.2f} s"


def judged(case, found):
    """Each target of a case with the result; `None` if the peer is not installed."""
    ours = found["segue"]
    targets = []
    for target in case.targets:
        if target.kind == "ratio":
            peer = found.get(target.side)
            reached = peer and peer["median"] / ours["median"]
            hit = reached and reached >= target.bound
            text = f"≥ {target.bound:g}×"
        else:
            reached = ours["median" if target.kind == "seconds" else "megabytes"]
            hit = reached <= target.bound
            text = f"≤ {target.bound:g} {'s' if target.kind == 'seconds' else 'MB'}"
        targets.append(
            {"side": target.side, "text": text, "reached": reached, "hit": bool(hit)})
    return targets


def table(document):
    lines = [
        "| work | Segue | memory | peer | its time | its memory | ratio | target |",
        "|---|---:|---:|---|---:|---:|---:|---|"]
    for case in document["cases"]:
        lines += rows(case)
    machine_reads = document["read_gigabytes_per_second"]
    lines += ["", "An asterisk marks peers that are shown but not ranked, since their work differs."]
    for case in document["cases"]:
        if case["name"].startswith("lloyd"):
            columns = int(case["name"].split("-")[1])
            reached = lloyd_gigabytes(1_000_000, columns) / case["sides"]["segue"]["median"]
            lines.append(
                f"{case['title']}: reads about {reached:.1f} GB/s of the {machine_reads:.1f} GB/s that"
                f" this machine can ({reached / machine_reads:.0%}).")
    missing = sorted({
        f"{side} ({module})" for case in document["cases"]
        for side, module in case["skipped"].items()})
    if missing:
        lines.append(f"Skipped, not installed: {', '.join(missing)}.")
    lines += ["", f"{document['machine']}; {document['versions']}."]
    return lines


def rows(case):
    """A row per peer, or a row with only ours."""
    ours = case["sides"]["segue"]
    own = f"{cell(ours, case['unit'])} | {ours['megabytes']:.0f} MB"
    peers = [side for side in case["sides"] if side != "segue"]
    if not peers:
        return [f"| {case['title']} | {own} | | | | | {verdicts(case, 'segue')} |"]
    lines = []
    for place, side in enumerate(peers):
        peer = case["sides"][side]
        ratio = f"{peer['median'] / ours['median']:.1f}×"
        start = f"| {case['title']} | {own} |" if place == 0 else "| | | |"
        lines.append(
            f"{start} {side} | {cell(peer, case['unit'])} | {peer['megabytes']:.0f} MB |"
            f" {ratio if side.endswith('*') else f'**{ratio}**'} | {verdicts(case, side)} |")
    return lines


def cell(numbers, unit):
    middle = duration(numbers["median"], unit)
    if numbers["runs"] == 1:
        return f"{middle} (1 run)"
    least, most = (duration(numbers[name], unit).split()[0] for name in ("least", "most"))
    return f"{middle} ({least}…{most})"


def verdicts(case, side):
    return "; ".join(
        f"{target['text']} {'hit' if target['hit'] else 'missed'}"
        for target in case["targets"] if target["side"] == side)


def machine():
    with open("/proc/cpuinfo") as file:
        model = next((line.split(":")[1].strip() for line in file if "model name" in line), "")
    with open("/proc/meminfo") as file:
        memory = int(file.readline().split()[1]) / 2**20
    return (
        f"{len(os.sched_getaffinity(0))} cores of {model or platform.machine()},"
        f" {memory:.0f} GiB")


def versions():
    found = [f"Python {platform.python_version()}"]
    for name in PEERS:
        try:
            found.append(f"{name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            continue
    return ", ".join(found + r_versions())


def r_versions():
    """R and its packages, if they are installed."""
    if shutil.which("Rscript") is None:
        return []
    lines = (
        f'for (name in c({", ".join(map(repr, R_PEERS))}))'
        ' if (requireNamespace(name, quietly = TRUE))'
        ' cat(name, as.character(packageVersion(name)), "\\n")')
    said = subprocess.run(
        ["Rscript", "--vanilla", "-e", 'cat("R", as.character(getRversion()), "\\n")', "-e", lines],
        capture_output=True, text=True, stdin=subprocess.DEVNULL)
    return [line.strip() for line in said.stdout.splitlines()]


def write(path, lines):
    """Replaces the table between the marks of the page."""
    before, rest = path.read_text().split("<!-- kernels -->\n")
    after = rest.split("<!-- end of kernels -->\n")[1]
    path.write_text(
        before + "<!-- kernels -->\n\n" + "\n".join(lines) + "\n\n<!-- end of kernels -->\n"
        + after)
