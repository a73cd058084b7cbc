"""The engine finds what was published: reference labels, benchmark suites, R's results."""

import csv
import gzip
import json
import unittest

import numpy as np
from adapter import needs_library
from segue import SHARED, needs_shared

REFERENCES = SHARED / "references"
SUITE = SHARED / "data" / "clustering"
PUBLISHED = REFERENCES / "clustering_results_v1"


def table(name):
    with open(REFERENCES / name, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def matrix(battery, name):
    return np.loadtxt(gzip.open(SUITE / battery / f"{name}.data.gz"), ndmin=2)


def labels(path, skip=0):
    """Labels from 0; in the files 0 is noise and segments begin at 1."""
    return np.loadtxt(gzip.open(path), skiprows=skip).astype(int) - 1


def published(method):
    """For each published division of a method: its name, rows, labels and number of segments."""
    for path in sorted((PUBLISHED / method).glob("*/*.gz")):
        name, count = path.name[: -len(".gz")].split(".result")
        yield (f"{path.parent.name}/{name} k={count}", matrix(path.parent.name, name),
               labels(path, skip=1), int(count))


@needs_shared
@needs_library
class Published(unittest.TestCase):
    def test_indices_of_the_reference_labels(self):
        from segue_clustering import metrics
        for row in table("clustering_reference_labels_indices.csv"):
            rows = matrix(row["battery"], row["dataset"])
            truth = labels(SUITE / row["battery"] / f"{row['dataset']}.{row['labels']}.gz")
            with self.subTest(row["dataset"], labels=row["labels"]):
                self.assertEqual(int(np.sum(truth < 0)), int(row["noise_points"]))
                # The file has about ten digits, so that its last one is the bound.
                for index in ("silhouette", "calinski_harabasz", "davies_bouldin"):
                    found = getattr(metrics, f"{index}_score")(rows, truth)
                    self.assertAlmostEqual(found / float(row[index]), 1, delta=2e-7, msg=index)

    def test_linkages_of_the_benchmark_suite(self):
        """The suite added noise of 1e-6 to its rows; where such noise decides, nothing is compared."""
        from segue_clustering import AgglomerativeClustering, metrics
        compared = 0
        for linkage in ("ward", "average", "complete"):
            for name, rows, expected, k in published("fastcluster_" + linkage):
                def divide(rows):
                    return AgglomerativeClustering(k, linkage=linkage).fit(rows).labels_
                found = divide(rows)
                shaken = [rows + np.random.default_rng(seed).normal(0, 1e-6, rows.shape)
                          for seed in range(3)]
                if any(metrics.adjusted_rand_score(found, divide(other)) < 1 for other in shaken):
                    continue
                compared += 1
                with self.subTest(name, linkage=linkage):
                    self.assertEqual(metrics.adjusted_rand_score(expected, found), 1)
        self.assertGreaterEqual(compared, 40)

    def test_k_means_of_the_benchmark_suite_is_no_better_than_ours(self):
        from segue_clustering import KMeans
        count = 0
        for name, rows, expected, k in published("sklearn_kmeans"):
            ours = KMeans(k).fit(rows).inertia_
            theirs = sum(
                np.sum((part - part.mean(axis=0)) ** 2)
                for part in (rows[expected == label] for label in np.unique(expected)))
            count += 1
            with self.subTest(name):
                self.assertLessEqual(ours, theirs * (1 + 1e-9))
        self.assertGreater(count, 15)

    def test_silhouettes_of_scikit_learns_documentation(self):
        from segue_clustering import KMeans, metrics
        with open(REFERENCES / "sklearn_silhouette_example.json", encoding="utf-8") as file:
            expected = json.load(file)["published"]
        with open(REFERENCES / "datasets" / "sklearn_silhouette_blobs.csv") as file:
            rows = np.array([[float(r["x"]), float(r["y"])] for r in csv.DictReader(file)])
        # From k = 5 on the published page is that of a local optimum.
        for k in ("2", "3", "4"):
            found = metrics.silhouette_score(rows, KMeans(int(k)).fit(rows).labels_)
            self.assertAlmostEqual(found, expected[k], delta=1e-12)

    def test_r_finds_nothing_better_in_five_hundred_starts(self):
        from segue_clustering import KMeans
        data = {}
        for name in ("USArrests", "faithful"):
            with open(REFERENCES / "datasets" / f"{name}.csv", newline="") as file:
                read = list(csv.reader(file))[1:]
            rows = np.array([[float(cell) for cell in row[-(4 if name == "USArrests" else 2):]]
                             for row in read])
            data[name + "_z"] = (rows - rows.mean(axis=0)) / rows.std(axis=0, ddof=1)
        count = 0
        for row in table("r_kmeans_by_k.csv"):
            if row["dataset"] not in data:
                continue
            found = KMeans(int(row["k"])).fit(data[row["dataset"]])
            count += 1
            with self.subTest(row["dataset"], k=row["k"]):
                self.assertLessEqual(found.inertia_, float(row["tot_withinss"]) * (1 + 1e-8))
                sizes = sorted(np.bincount(found.labels_), reverse=True)
                if found.inertia_ > float(row["tot_withinss"]) * (1 - 1e-8):
                    self.assertEqual("/".join(map(str, sizes)), row["sizes"])
        self.assertEqual(count, 20)


if __name__ == "__main__":
    unittest.main()
