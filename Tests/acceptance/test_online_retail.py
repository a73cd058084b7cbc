"""The main job on UCI Online Retail, against numbers from pandas and scikit-learn."""

import json
import pathlib
import tempfile
import unittest

import numpy as np
from sklearn import metrics
from sklearn.preprocessing import StandardScaler

from segue import SHARED, needs_shared, rows, run, script

CLEAN = (
    f'load "{SHARED}/data/online_retail.csv.gz"'
    ' | drop CustomerID is null because "guests cannot be written to"'
    ' | drop starts_with(InvoiceNo, "C") because "cancellations"'
    " | keep Quantity > 0 and UnitPrice > 0"
    " | dedupe"
)
SCALED = CLEAN + " | rfm as_of=@2011-12-10 | scale zscore"


@needs_shared
class OnlineRetail(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.job = script(SCALED + " | kmeans k in 2...10 | pick silhouette")
        cls.model = cls.job.document["results"][0]
        with open(SHARED / "references" / "online_retail_kmeans.json") as file:
            cls.reference = json.load(file)

    def test_ledger_counts_the_rows_of_every_decision(self):
        steps = ["load#1", "drop#1", "drop#2", "keep#1", "dedupe#1"]
        counts = [self.job.decision(step)["rows_out"] for step in steps]
        self.assertEqual(counts, [541_909, 406_829, 397_924, 397_884, 392_692])

    def test_customers_and_sums_are_those_of_the_reference(self):
        self.assertEqual(self.model["rows"], 4338)
        center = self.job.decision("scale#1")["center"]
        self.assertAlmostEqual(center["monetary"] * 4338, 8_887_208.89, places=2)
        for name, value in zip(("recency", "frequency", "monetary"), self.reference["mean"]):
            self.assertAlmostEqual(center[name] / value, 1, delta=1e-12)
        spread = self.job.decision("scale#1")["spread"]
        names = ("recency", "frequency", "monetary")
        for name, value in zip(names, self.reference["sd_population"]):
            self.assertAlmostEqual(spread[name] / value, 1, delta=1e-12)

    def test_inertia_is_at_most_that_of_many_restarts(self):
        # The reference is a local optimum too: it may be beaten, but not missed by 0.1 %.
        for candidate in self.model["sweep"]:
            best = self.reference["k"][str(candidate["k"])]["inertia"]
            self.assertLessEqual(candidate["inertia"], best * 1.001, f"k={candidate['k']}")

    def test_silhouette_picks_two_and_says_that_it_sets_a_few_apart(self):
        self.assertEqual(self.model["k"], 2)
        self.assertEqual(self.model["sizes"], [4312, 26])
        self.assertIn("W0430", self.job.warnings)

    def test_indices_equal_those_of_scikit_learn_for_the_same_labels(self):
        with tempfile.TemporaryDirectory() as folder:
            code = f"let customers = {CLEAN} | rfm as_of=@2011-12-10\n"
            code += 'let written = customers | export "features.csv" as csv\n'
            for k in range(2, 11):
                code += (
                    f"let k{k} = customers | scale zscore | kmeans k={k}"
                    f' | export "k{k}.csv" as csv\n')
            script(code, folder=folder)
            folder = pathlib.Path(folder)
            features = {row["CustomerID"]: row for row in rows(folder / "features.csv")}
            for candidate in self.model["sweep"]:
                self.check(candidate, rows(folder / f"k{candidate['k']}.csv"), features)

    def check(self, candidate, table, customers):
        k = candidate["k"]
        names = ("recency", "frequency", "monetary")
        labels = np.array([int(row["segment"]) for row in table])
        features = StandardScaler().fit_transform(
            np.array([[float(customers[row["CustomerID"]][n]) for n in names] for row in table]))
        sizes = sorted(np.unique(labels, return_counts=True)[1].tolist(), reverse=True)
        self.assertEqual(sizes, candidate["sizes"], f"k={k}")
        centres = np.array([features[labels == s].mean(axis=0) for s in range(1, k + 1)])
        for name, value in {
            "inertia": ((features - centres[labels - 1]) ** 2).sum(),
            "silhouette": metrics.silhouette_score(features, labels),
            "davies_bouldin": metrics.davies_bouldin_score(features, labels),
            "calinski_harabasz": metrics.calinski_harabasz_score(features, labels),
        }.items():
            self.assertAlmostEqual(candidate[name] / value, 1, delta=1e-9, msg=f"{name}, k={k}")

    def test_bare_one_liner_works_on_the_file_as_it_is(self):
        result = run(
            "-e",
            f'load "{SHARED}/data/online_retail.csv.gz" | rfm | scale zscore'
            " | kmeans k in 2...10 | pick silhouette")
        self.assertEqual(result.code, 0, result.errors)
        self.assertIn("silhouette", result.text)
        self.assertIn("CustomerID", result.errors)


if __name__ == "__main__":
    unittest.main()
