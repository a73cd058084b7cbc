"""k-means from written starting centres takes scikit-learn's path to scikit-learn's end."""

import json
import pathlib
import tempfile
import unittest

from segue import SHARED, needs_shared, rows, script

GOLDEN = SHARED / "bench" / "golden"
NAMES = ("iris", "wine", "breast_cancer", "blobs", "aniso", "varied")


@needs_shared
class Golden(unittest.TestCase):
    def test_same_labels_inertia_and_centres_from_the_same_start(self):
        for name in NAMES:
            with open(GOLDEN / f"{name}.kmeans.json") as file:
                golden = json.load(file)
            for fit in golden["fits"]:
                with self.subTest(name, k=fit["k"]), tempfile.TemporaryDirectory() as folder:
                    self.check(name, golden["input"], fit, pathlib.Path(folder))

    def check(self, name, scaling, fit, folder):
        columns = len(fit["init"][0])
        lines = [",".join(f"x{j}" for j in range(columns))]
        lines += [",".join(repr(value) for value in centre) for centre in fit["init"]]
        (folder / "start.csv").write_text("\n".join(lines) + "\n")
        scale = "zscore" if scaling == "zscore" else "none"
        result = script(
            f'let model = load "{GOLDEN}/data/{name}.csv" | without truth | features by row'
            f' | scale {scale} | kmeans k={fit["k"]} start="start.csv" tolerance=0\n'
            'model\nmodel | export "labels.csv" as csv\n', folder=folder)
        model = result.document["results"][0]
        labels = [int(row["segment"]) - 1 for row in rows(folder / "labels.csv")]
        self.assertEqual(labels, fit["labels"])
        self.assertAlmostEqual(model["metrics"]["inertia"] / fit["inertia"], 1, delta=1e-12)
        for found, expected in zip(model["centroids"], fit["centroids"]):
            for a, b in zip(found, expected):
                self.assertAlmostEqual(a, b, delta=1e-11 * max(1, abs(b)))
        # Where two centroids tie to the last bit on the way, the count is a matter of luck.
        if fit["min_tie_gap"] > 1e-12:
            self.assertEqual(model["iterations"], fit["updates"])


if __name__ == "__main__":
    unittest.main()
