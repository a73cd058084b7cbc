"""scikit-learn's own checks of an estimator pass for every estimator of the adapter.

No check is expected to fail. One may be skipped: it hands weights over as a pandas series, and pandas is
not among the requirements.
"""

import unittest

from adapter import needs_library
from sklearn.utils.estimator_checks import check_estimator

MAY_BE_SKIPPED = {"check_sample_weights_pandas_series"}


@needs_library
class CheckEstimator(unittest.TestCase):
    def check(self, name, **parameters):
        import segue_clustering
        estimator = getattr(segue_clustering, name)(**parameters)
        results = check_estimator(estimator, on_skip=None, on_fail=None)
        failed = [(r["check_name"], repr(r["exception"])) for r in results if r["status"] == "failed"]
        self.assertEqual(failed, [])
        self.assertEqual([r for r in results if r["status"] == "xfail"], [])
        skipped = {r["check_name"] for r in results if r["status"] == "skipped"}
        self.assertLessEqual(skipped, MAY_BE_SKIPPED)
        self.assertGreater(len(results), 40)

    def test_k_means(self):
        self.check("KMeans")

    def test_k_medoids(self):
        self.check("KMedoids")

    def test_k_medians(self):
        self.check("KMedians")

    def test_relatives_of_k_means(self):
        for name in ("BisectingKMeans", "TrimmedKMeans", "FuzzyCMeans"):
            with self.subTest(name):
                self.check(name)

    def test_k_prototypes(self):
        self.check("KPrototypes")
        self.check("KPrototypes", n_clusters=3, categorical=[0], gamma=2.0)

    def test_optics(self):
        self.check("OPTICS")
        self.check("OPTICS", cluster_method="dbscan", eps=0.5)

    def test_ward(self):
        self.check("AgglomerativeClustering")

    def test_other_linkages(self):
        for linkage in ("single", "complete", "average"):
            with self.subTest(linkage):
                self.check("AgglomerativeClustering", n_clusters=3, linkage=linkage)

    def test_dbscan(self):
        self.check("DBSCAN")

    def test_hdbscan(self):
        self.check("HDBSCAN")

    def test_gaussian_mixture(self):
        # One check asks for the segments of three blobs, which one component cannot tell apart.
        for kind in ("full", "tied", "diag", "spherical", "VEE"):
            with self.subTest(kind):
                self.check("GaussianMixture", n_components=3, covariance_type=kind)


if __name__ == "__main__":
    unittest.main()
