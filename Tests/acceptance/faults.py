"""Lets single system calls of the binary fail, or kills it at one, by `strace -e inject`."""

import contextlib
import os
import pathlib
import re
import shutil
import subprocess

CALL = re.compile(r"^(\w+)\((.*)\)\s+= (.*)$")


def can_trace():
    if not shutil.which("strace"):
        return False
    return subprocess.run(["strace", "-o", "/dev/null", "true"], capture_output=True).returncode == 0


class Call:
    """One system call of a run: the `number`-th of its name, from 1."""

    def __init__(self, name, arguments, number):
        self.name, self.arguments, self.number = name, arguments, number

    def __repr__(self):
        return f"{self.name} {self.number}({self.arguments[:60]})"

    @property
    def makes_a_file(self):
        return self.name == "openat" and "O_CREAT" in self.arguments


def calls(command, names, folder, first, **settings):
    """The calls of these names in a run that nothing disturbs, from the first that names `first`.

    Only the main thread is followed, which does all the writing: the others are the runtime's.
    """
    trace = folder / "calls.trace"
    subprocess.run(
        ["strace", "-o", trace, "-e", "trace=" + ",".join([*names, "openat"]), *command],
        cwd=folder, check=True, capture_output=True, stdin=subprocess.DEVNULL, **settings)
    counts, found, begun = {}, [], False
    for line in trace.read_text(errors="replace").splitlines():
        match = CALL.match(line)
        if not match:
            continue
        name, arguments = match[1], match[2]
        counts[name] = counts.get(name, 0) + 1
        begun = begun or f'"{first}"' in arguments
        if begun and name in names:
            found.append(Call(name, arguments, counts[name]))
    trace.unlink()
    return found


def injected(command, call, fault):
    """The command line under which this one call meets the fault."""
    return [
        "strace", "-o", "/dev/null", "-e", f"trace={call.name}",
        "-e", f"inject={call.name}:{fault}:when={call.number}", *command]


def temporaries(folder):
    """What an atomic writer has left."""
    return sorted(p.name for p in pathlib.Path(folder).iterdir() if ".segue-" in p.name)


@contextlib.contextmanager
def read_only(folder, test):
    """A folder in which nothing can be made or changed, also not by the superuser."""
    if os.geteuid() == 0:
        mounted = subprocess.run(
            ["mount", "--bind", str(folder), str(folder)], capture_output=True).returncode == 0
        if not mounted:
            test.skipTest("no folder can be made read-only for the superuser here")
        subprocess.run(["mount", "-o", "remount,ro,bind", str(folder)], check=True)
        try:
            yield
        finally:
            subprocess.run(["umount", "-l", str(folder)], check=True)
    else:
        folder.chmod(0o555)
        try:
            yield
        finally:
            folder.chmod(0o755)
