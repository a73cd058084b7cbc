"""The benchmark of the engine runs and finds the results of its peers the same, at small sizes.

Peers that the requirements of the tests do not name are skipped by name there.
"""

import subprocess
import sys
import unittest

from adapter import PACKAGE, needs_library


@needs_library
class Benchmarks(unittest.TestCase):
    def test_results_agree_at_small_sizes(self):
        run = subprocess.run(
            [sys.executable, PACKAGE / "Benchmarks" / "engine" / "measure.py", "--quick", "--only",
             "lloyd-3", "silhouette-50k", "ward-20k"],
            capture_output=True, text=True, timeout=300)
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertIn("all results agree in 3 cases", run.stdout)


if __name__ == "__main__":
    unittest.main()
