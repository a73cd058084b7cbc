#!/usr/bin/env python3
"""Measures how long the prompt takes to check a line on a large file that is already loaded.

    Benchmarks/prompt.py BINARY FILE.csv [--repetitions 20] [--limit MILLISECONDS]

A `:type` line is checked but not run. The time is from the end of the line to the next prompt, so it
includes the terminal. With `--limit`, a median above it is an error.
"""

import argparse
import os
import pty
import re
import select
import statistics
import sys
import time

PROMPT = re.compile(rb"(^|\n)seg> $")
ESCAPES = re.compile(rb"\x1b\[[0-9;?]*[a-zA-Z]|\x1b\][^\x07]*\x07|\x1b[=>]|\x1b[()].|\r|[\x01\x02]")


def start(binary):
    child, terminal = pty.fork()
    if child == 0:
        os.environ.update(TERM="dumb", SEGUE_HISTORY="/dev/null")
        os.execv(binary, [binary, "--color", "never"])
    return terminal


def until_prompt(terminal, seconds=60.0):
    """The output up to the next prompt, and the time of its last byte."""
    seen = b""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        ready, _, _ = select.select([terminal], [], [], 0.05)
        if ready:
            seen += os.read(terminal, 65536)
            arrived = time.monotonic()
        if PROMPT.search(ESCAPES.sub(b"", seen)):
            return seen, arrived
    sys.exit(f"no prompt within {seconds} s:\n{seen.decode(errors='replace')}")


def timed(terminal, line):
    os.write(terminal, line.encode() + b"\n")
    began = time.monotonic()
    # The echo of the line does not contain the old prompt, so only the new prompt ends the output.
    seen, arrived = until_prompt(terminal)
    return 1000 * (arrived - began), seen


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("binary")
    parser.add_argument("file")
    parser.add_argument("--repetitions", type=int, default=20)
    parser.add_argument("--limit", type=float)
    options = parser.parse_args()
    terminal = start(os.path.abspath(options.binary))
    until_prompt(terminal)
    load = f'load "{os.path.abspath(options.file)}"'
    first, seen = timed(terminal, f":type {load} | take 5")
    if b"Table<" not in seen:
        sys.exit(f"the line was not understood:\n{seen.decode(errors='replace')}")
    run, _ = timed(terminal, f"let tx = {load}")
    times = {}
    for name, line in [
        ("the file itself", f":type {load} | take {{}}"),
        ("a name", ":type tx | take {}"),
    ]:
        times[name] = [
            timed(terminal, line.format(number + 6))[0] for number in range(options.repetitions)
        ]
    size = os.path.getsize(options.file) / 1e6
    print(f"{size:.0f} MB: first check {first:.1f} ms, load {run:.0f} ms")
    for name, found in times.items():
        median = statistics.median(found)
        print(f"a check on {name}: median {median:.2f} ms, {min(found):.2f} to {max(found):.2f}")
        if options.limit is not None and median > options.limit:
            sys.exit(f"more than {options.limit} ms")


if __name__ == "__main__":
    main()
