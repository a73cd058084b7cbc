"""What a scheduler should make of the exit code of Segue. Needs nothing but Python."""

import enum
import subprocess


class Verdict(enum.Enum):
    """What comes next."""

    DONE = "done"
    SKIPPED = "skipped"
    """Nothing new: no customers, or the output as it was (99, only with --skip-code)."""
    REVIEW = "review"
    """Not as locked: a person decides whether to fit again. Trying again gives the same answer."""
    RETRY = "retry"
    """A file that is not there yet, a full disk, a worker that was stopped: it may pass."""
    FAILED = "failed"
    """An error of the script or of the call, an expectation that failed: trying again is in vain."""


VERDICTS = {
    0: Verdict.DONE,
    1: Verdict.FAILED,  # The script has errors.
    3: Verdict.RETRY,  # A file that cannot be read: often one that has not come, or not entirely.
    4: Verdict.FAILED,  # An expectation of the script failed: the data are bad.
    5: Verdict.REVIEW,  # Script, lock or data are not those that were locked.
    6: Verdict.RETRY,  # Something outside: the disk, the network.
    7: Verdict.FAILED,  # More memory is needed than this worker has.
    64: Verdict.FAILED,  # A mistake on the command line.
    70: Verdict.FAILED,  # A mistake of Segue.
    99: Verdict.SKIPPED,
    130: Verdict.RETRY,  # Stopped from outside, as by Ctrl-C.
    143: Verdict.RETRY,  # The worker was shut down.
}


def verdict(code: int) -> Verdict:
    """What an exit code means; Python gives a signal as a negative number."""
    if code < 0:
        return Verdict.RETRY
    return VERDICTS.get(code, Verdict.FAILED)


def run(command: list[str], folder: str | None = None) -> tuple[Verdict, str]:
    """Runs Segue, and says what comes next and what it told."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    print(done.stdout, end="")
    print(done.stderr, end="")
    return verdict(done.returncode), done.stderr
