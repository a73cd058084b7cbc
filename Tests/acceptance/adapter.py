"""The Python adapter over the engine's C interface, from this package's own folder and build."""

import os
import pathlib
import sys
import unittest

PACKAGE = pathlib.Path(__file__).resolve().parents[2]
LIBRARY = pathlib.Path(
    os.environ.get("SEGUE_CLUSTERING_LIBRARY")
    or PACKAGE / ".build" / "release" / "libsegueclustering.so")

# Without it scipy does not look at arrays of other kinds, and a check of scikit-learn's that hands
# some over is skipped. Read when scipy is imported, so that this comes first.
os.environ.setdefault("SCIPY_ARRAY_API", "1")
sys.path.insert(0, str(PACKAGE / "bindings" / "python"))
if LIBRARY.is_file():
    os.environ["SEGUE_CLUSTERING_LIBRARY"] = str(LIBRARY)

needs_library = unittest.skipUnless(
    LIBRARY.is_file(), "there is no release build of the engine's library")
