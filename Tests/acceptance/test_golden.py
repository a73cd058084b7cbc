"""Through the language: k-means, hierarchies, density and mixtures give scikit-learn's and scipy's results."""

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

    def test_regions_cores_and_noise_are_those_of_scikit_learn(self):
        for name in NAMES:
            golden = self.golden(name, "dbscan")
            with self.subTest(name), tempfile.TemporaryDirectory() as folder:
                model, labels = self.fit(
                    name, golden["input"],
                    f'dbscan eps={golden["eps"]!r} min_points={golden["min_samples"]}', folder)
                self.assertEqual(model["k"], golden["clusters"])
                self.assertEqual(model.get("noise", 0), golden["noise"])
                self.assertEqual(
                    [label is None for label in labels],
                    [label < 0 for label in golden["labels"]])
                core = [i for i, is_core in enumerate(golden["core"]) if is_core]
                self.assert_same_division(
                    [labels[i] for i in core], [golden["labels"][i] for i in core])

    def test_hierarchies_are_cut_into_the_segments_of_scipy(self):
        for name in NAMES:
            golden = self.golden(name, "linkage")
            for linkage, expected in golden["methods"].items():
                call = "ward" if linkage == "ward" else f"agglomerative linkage={linkage}"
                for k, cut in expected["cut"].items():
                    with self.subTest(name, linkage=linkage, k=k), \
                            tempfile.TemporaryDirectory() as folder:
                        _, labels = self.fit(name, golden["input"], f"{call} k={k}", folder)
                        self.assert_same_division(labels, cut)

    def test_mixtures_from_written_means_come_to_the_criteria_of_scikit_learn(self):
        for name in ("iris", "blobs", "aniso", "varied"):
            golden = self.golden(name, "gmm")
            for fit in golden["fits"]:
                covariance = {"full": "full", "diag": "diag"}[fit["type"]]
                for state in fit["after"].values():
                    about = {"covariance": covariance, "rounds": state["n_iter"]}
                    with self.subTest(name, **about), tempfile.TemporaryDirectory() as folder:
                        self.starts(name, fit["init_rows"], pathlib.Path(folder))
                        model, _ = self.fit(
                            name, golden["input"],
                            f'gmm k={fit["k"]} covariance={covariance} start="start.csv"'
                            f' tolerance=0 max_iterations={state["n_iter"]}', folder)
                        # The criteria differ as far as what is added to the variances does: here a
                        # millionth of the mean variance, there a millionth.
                        for metric in ("bic", "aic"):
                            self.assertAlmostEqual(
                                model["metrics"][metric] / state[metric], 1, delta=1e-3)

    def golden(self, name, kind):
        with open(GOLDEN / f"{name}.{kind}.json") as file:
            return json.load(file)

    def data(self, name):
        header, *body = (GOLDEN / "data" / f"{name}.csv").read_text().split()
        return header, body

    def starts(self, name, places, folder):
        """Some rows of the data as starting means, without the column of true classes."""
        header, body = self.data(name)
        kept = [j for j, column in enumerate(header.split(",")) if column != "truth"]
        lines = [",".join(line.split(",")[j] for j in kept) for line in [header, *(body[i] for i in places)]]
        (folder / "start.csv").write_text("\n".join(lines) + "\n")

    def fit(self, name, scaling, call, folder):
        """The model and the label of each row from 0, `None` for noise."""
        folder = pathlib.Path(folder)
        header, body = self.data(name)
        numbered = [f"id,{header}", *(f"{i},{line}" for i, line in enumerate(body))]
        (folder / "rows.csv").write_text("\n".join(numbered) + "\n")
        scale = "zscore" if scaling == "zscore" else "none"
        result = script(
            f'let model = load "rows.csv" | without truth | features by id'
            f' | scale {scale} | {call}\n'
            'model\nmodel | export "labels.csv" as csv\n', folder=folder)
        labels = [
            int(row["segment"]) - 1 if row["segment"] else None for row in rows(folder / "labels.csv")
        ]
        return result.document["results"][0], labels

    def assert_same_division(self, found, expected):
        """One label there for each label here."""
        pairs = set(zip(found, expected))
        self.assertEqual(len(pairs), len(set(found)))
        self.assertEqual(len(pairs), len(set(expected)))

    def check(self, name, scaling, fit, folder):
        columns = len(fit["init"][0])
        lines = [",".join(f"x{j}" for j in range(columns))]
        lines += [",".join(repr(value) for value in centre) for centre in fit["init"]]
        (folder / "start.csv").write_text("\n".join(lines) + "\n")
        model, labels = self.fit(
            name, scaling, f'kmeans k={fit["k"]} start="start.csv" tolerance=0', folder)
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
