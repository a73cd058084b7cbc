"""On random data the engine finds what scikit-learn and scipy find."""

import unittest

import numpy as np
import sklearn.cluster
import sklearn.metrics
import sklearn.mixture
from adapter import needs_library
from scipy.cluster import hierarchy


def blobs(seed, n=300, d=3, k=4, spread=1.0):
    """Groups of unlike size around random centres, and some rows anywhere."""
    random = np.random.default_rng(seed)
    centres = random.uniform(-6, 6, (k, d))
    rows = centres[random.integers(0, k, n)] + random.normal(0, spread, (n, d))
    rows[: n // 20] = random.uniform(-9, 9, (n // 20, d))
    return rows[random.permutation(n)]


@needs_library
class SameAsPeers(unittest.TestCase):
    def test_k_means_takes_the_same_path_from_the_same_centres(self):
        from segue_clustering import KMeans
        for seed in range(12):
            d, k = 1 + seed % 6, 2 + seed % 7
            X = blobs(seed, n=400, d=d)
            weight = np.random.default_rng(seed).uniform(0, 3, 400) if seed % 2 else None
            start = X[np.random.default_rng(seed).choice(400, k, replace=False)]
            ours = KMeans(k, init=start, tol=0).fit(X, sample_weight=weight)
            theirs = sklearn.cluster.KMeans(k, init=start, n_init=1, tol=0).fit(
                X, sample_weight=weight)
            with self.subTest(seed=seed, d=d, k=k):
                np.testing.assert_array_equal(ours.labels_, theirs.labels_)
                np.testing.assert_allclose(
                    ours.cluster_centers_, theirs.cluster_centers_, rtol=1e-9, atol=1e-10)
                self.assertAlmostEqual(ours.inertia_ / theirs.inertia_, 1, delta=1e-10)
                fresh = blobs(seed + 100, d=d)
                np.testing.assert_array_equal(ours.predict(fresh), theirs.predict(fresh))
                np.testing.assert_allclose(
                    ours.transform(fresh), theirs.transform(fresh), rtol=1e-7, atol=1e-7)
                # A sum of squares that loses digits on the way there: scikit-learn's own bound.
                self.assertAlmostEqual(ours.score(fresh) / theirs.score(fresh), 1, delta=1e-9)

    def test_drawn_starts_end_no_worse(self):
        from segue_clustering import KMeans
        for seed in range(8):
            X = blobs(seed, n=500, d=2 + seed % 4, k=6)
            ours = KMeans(6, random_state=seed).fit(X).inertia_
            theirs = sklearn.cluster.KMeans(6, n_init=10, random_state=seed).fit(X).inertia_
            with self.subTest(seed=seed):
                self.assertLessEqual(ours, theirs * (1 + 1e-9))

    def test_merges_have_the_heights_of_scipy(self):
        from segue_clustering import AgglomerativeClustering
        methods = ("single", "complete", "average", "weighted", "ward", "centroid", "median")
        for seed in range(6):
            X = blobs(seed, n=150 + 30 * seed, d=1 + seed % 5)
            for method in methods:
                with self.subTest(method, seed=seed):
                    ours = AgglomerativeClustering(3, linkage=method).fit(X)
                    theirs = hierarchy.linkage(X, method)
                    np.testing.assert_allclose(
                        np.sort(ours.distances_), np.sort(theirs[:, 2]), rtol=1e-9, atol=1e-12)
                    matrix = ours.linkage_matrix()
                    self.assertTrue(hierarchy.is_valid_linkage(matrix))
                    if method in ("centroid", "median"):
                        continue
                    expected = hierarchy.fcluster(theirs, 3, "maxclust")
                    self.assertEqual(
                        sklearn.metrics.adjusted_rand_score(ours.labels_, expected), 1)

    def test_a_threshold_cuts_where_scikit_learn_does(self):
        from segue_clustering import AgglomerativeClustering
        X = blobs(3, n=200)
        heights = hierarchy.linkage(X, "ward")[:, 2]
        for threshold in (heights[50] * 1.0001, heights[190] * 1.0001, heights[-1] * 2):
            ours = AgglomerativeClustering(None, distance_threshold=threshold).fit(X)
            theirs = sklearn.cluster.AgglomerativeClustering(
                None, distance_threshold=threshold).fit(X)
            self.assertEqual(ours.n_clusters_, theirs.n_clusters_)
            self.assertEqual(
                sklearn.metrics.adjusted_rand_score(ours.labels_, theirs.labels_), 1)

    def test_dbscan_has_the_same_core_rows_and_noise(self):
        from segue_clustering import DBSCAN
        for seed in range(20):
            d = 1 + seed % 5
            X = blobs(seed, n=500, d=d)
            weight = np.random.default_rng(seed).integers(0, 4, 500) if seed % 3 == 0 else None
            # A row of weight 0 is not there; scikit-learn lets it be core and connect others.
            counted = np.flatnonzero(weight) if weight is not None else np.arange(500)
            eps, least = 0.2 + 0.15 * d, 3 + seed % 6
            with self.subTest(seed=seed, d=d):
                ours = DBSCAN(eps, min_samples=least).fit(X, sample_weight=weight)
                theirs = sklearn.cluster.DBSCAN(eps, min_samples=least).fit(
                    X[counted], sample_weight=None if weight is None else weight[counted])
                core = counted[theirs.core_sample_indices_]
                np.testing.assert_array_equal(ours.core_sample_indices_, core)
                np.testing.assert_array_equal(ours.labels_[counted] < 0, theirs.labels_ < 0)
                self.assertEqual(sklearn.metrics.adjusted_rand_score(
                    ours.labels_[core], theirs.labels_[theirs.core_sample_indices_]), 1)

    def test_hdbscan_finds_the_same_segments_where_no_distances_tie(self):
        from segue_clustering import HDBSCAN
        for seed in range(10):
            X = blobs(seed, n=400, d=2 + seed % 3, spread=0.7)
            # With itself as its only neighbour a row's core distance is 0. Beyond that one core
            # distance is the length of several edges, and scikit-learn cuts them one by one.
            for method in ("eom", "leaf"):
                with self.subTest(method, seed=seed):
                    ours = HDBSCAN(
                        10, min_samples=1, cluster_selection_method=method).fit(X)
                    theirs = sklearn.cluster.HDBSCAN(
                        10, min_samples=1, cluster_selection_method=method, copy=True).fit(X)
                    np.testing.assert_array_equal(ours.labels_ < 0, theirs.labels_ < 0)
                    self.assertEqual(sklearn.metrics.adjusted_rand_score(
                        ours.labels_, theirs.labels_), 1)
                    np.testing.assert_allclose(
                        ours.probabilities_, theirs.probabilities_, rtol=1e-9, atol=1e-9)

    def test_optics_has_the_core_distances_of_scikit_learn_and_cuts_like_dbscan(self):
        from segue_clustering import DBSCAN, OPTICS
        for seed in range(6):
            X = blobs(seed, n=250, d=2 + seed % 3, spread=0.7)
            ours = OPTICS(min_samples=6).fit(X)
            theirs = sklearn.cluster.OPTICS(min_samples=6).fit(X)
            with self.subTest(seed=seed):
                np.testing.assert_allclose(ours.core_distances_, theirs.core_distances_, rtol=1e-9)
                np.testing.assert_array_equal(np.sort(ours.ordering_), np.arange(250))
                eps = float(np.median(ours.core_distances_))
                cut = OPTICS(min_samples=6, cluster_method="dbscan", eps=eps).fit(X)
                dense = DBSCAN(eps, min_samples=6).fit(X)
                core = dense.core_sample_indices_
                # A border row may be left as noise where the walk began with it.
                self.assertEqual(sklearn.metrics.adjusted_rand_score(
                    cut.labels_[core], dense.labels_[core]), 1)
                np.testing.assert_array_equal(cut.predict(X[core]), cut.labels_[core])

    def test_fuzzy_memberships_and_centres_follow_from_each_other(self):
        from segue_clustering import FuzzyCMeans
        for seed in range(4):
            X = blobs(seed, n=300, d=2 + seed, spread=0.7)
            m = 1.5 + 0.5 * (seed % 3)
            model = FuzzyCMeans(3, m=m, random_state=seed).fit(X)
            squares = ((X[:, None] - model.cluster_centers_) ** 2).sum(axis=2)
            parts = squares ** (-1 / (m - 1))
            expected = parts / parts.sum(axis=1, keepdims=True)
            with self.subTest(seed=seed):
                np.testing.assert_allclose(model.memberships_, expected, atol=1e-9)
                powers = model.memberships_ ** m
                # The centres of the last step but one: they still moved by less than the tolerance.
                np.testing.assert_allclose(
                    powers.T @ X / powers.sum(axis=0)[:, None], model.cluster_centers_, atol=1e-4)
                np.testing.assert_array_equal(model.predict_proba(X), model.memberships_)
                np.testing.assert_array_equal(model.labels_, expected.argmax(axis=1))

    def test_prototypes_are_means_and_modes_and_the_nearest_decides(self):
        from segue_clustering import KPrototypes
        for seed in range(4):
            numbers = blobs(seed, n=300, d=2, spread=0.7)
            words = np.random.default_rng(seed).integers(0, 4, (300, 2))
            X = np.hstack([words[:, :1], numbers, words[:, 1:]])
            model = KPrototypes(4, categorical=[0, 3], random_state=seed).fit(X)
            gamma = numbers.std(axis=0).mean() / 2
            centres = model.cluster_centers_
            costs = ((numbers[:, None] - centres[:, 1:3]) ** 2).sum(axis=2) + gamma * (
                words[:, None] != centres[:, [0, 3]]).sum(axis=2)
            with self.subTest(seed=seed):
                self.assertAlmostEqual(model.gamma_ / gamma, 1, delta=1e-12)
                np.testing.assert_array_equal(model.labels_, costs.argmin(axis=1))
                self.assertAlmostEqual(model.cost_ / costs.min(axis=1).sum(), 1, delta=1e-12)
                np.testing.assert_array_equal(model.predict(X), model.labels_)
                for segment in range(4):
                    own = X[model.labels_ == segment]
                    np.testing.assert_allclose(
                        own[:, 1:3].mean(axis=0), centres[segment, 1:3], atol=1e-9)
                    for column in (0, 3):
                        counts = np.bincount(own[:, column].astype(int), minlength=4)
                        self.assertEqual(counts[int(centres[segment, column])], counts.max())

    def test_relatives_of_k_means_keep_the_labels_of_their_rows(self):
        from segue_clustering import BisectingKMeans, TrimmedKMeans
        X = blobs(3, n=400)
        halved = BisectingKMeans(5).fit(X)
        np.testing.assert_array_equal(halved.predict(X), halved.labels_)
        means = np.array([X[halved.labels_ == k].mean(axis=0) for k in range(5)])
        np.testing.assert_allclose(halved.cluster_centers_, means, atol=1e-9)
        trimmed = TrimmedKMeans(4, trim=0.05).fit(X)
        np.testing.assert_array_equal(trimmed.predict(X), trimmed.labels_)
        self.assertEqual((trimmed.labels_ < 0).sum(), 20)
        kept = trimmed.labels_ >= 0
        squares = ((X[kept] - trimmed.cluster_centers_[trimmed.labels_[kept]]) ** 2).sum()
        self.assertAlmostEqual(trimmed.inertia_ / squares, 1, delta=1e-12)

    def test_mixtures_climb_to_the_same_likelihood_from_the_same_start(self):
        from segue_clustering import GaussianMixture
        for seed in range(6):
            k, d = 2 + seed % 3, 2 + seed % 3
            X = blobs(seed, n=500, d=d, k=k)
            means = X[np.random.default_rng(seed).choice(500, k, replace=False)]
            whole = np.cov(X.T, bias=True)
            precision = np.linalg.inv(whole + 1e-6 * np.eye(d))
            variances = np.diag(whole) + 1e-6
            starts = {
                "full": np.repeat(precision[None], k, axis=0),
                "tied": precision,
                "diag": np.repeat(1 / variances[None], k, axis=0),
                "spherical": np.repeat(1 / variances.mean(), k),
            }
            for kind, start in starts.items():
                with self.subTest(kind, seed=seed):
                    ours = GaussianMixture(
                        k, covariance_type=kind, means_init=means, tol=1e-12,
                        max_iter=3000).fit(X)
                    theirs = sklearn.mixture.GaussianMixture(
                        k, covariance_type=kind, means_init=means, tol=1e-12, max_iter=3000,
                        weights_init=np.full(k, 1 / k), precisions_init=start).fit(X)
                    self.assertTrue(ours.converged_ and theirs.converged_)
                    self.assertAlmostEqual(ours.score(X) / theirs.score(X), 1, delta=1e-6)
                    self.assertEqual(ours.covariances_.shape, theirs.covariances_.shape)
                    np.testing.assert_allclose(
                        ours.predict_proba(X), theirs.predict_proba(X), atol=1e-3)
                    self.assertAlmostEqual(ours.bic(X) / theirs.bic(X), 1, delta=1e-6)
                    self.assertAlmostEqual(ours.aic(X) / theirs.aic(X), 1, delta=1e-6)

    def test_all_indices_agree(self):
        from segue_clustering import metrics
        for seed in range(10):
            X = blobs(seed, n=250, d=1 + seed % 6)
            labels = np.random.default_rng(seed).integers(0, 2 + seed, 250)
            labels = np.unique(labels, return_inverse=True)[1]
            with self.subTest(seed=seed):
                for name in (
                        "silhouette_score", "silhouette_samples", "davies_bouldin_score",
                        "calinski_harabasz_score"):
                    np.testing.assert_allclose(
                        getattr(metrics, name)(X, labels),
                        getattr(sklearn.metrics, name)(X, labels), rtol=1e-9, atol=1e-9,
                        err_msg=name)

    def test_weights_in_an_index_are_copies(self):
        from segue_clustering import metrics
        X = blobs(1, n=120)
        random = np.random.default_rng(1)
        labels, weight = random.integers(0, 3, 120), random.integers(1, 4, 120)
        copies = np.repeat(np.arange(120), weight)
        for name in ("silhouette_score", "davies_bouldin_score", "calinski_harabasz_score"):
            self.assertAlmostEqual(
                getattr(metrics, name)(X, labels, sample_weight=weight),
                getattr(sklearn.metrics, name)(X[copies], labels[copies]), delta=1e-9)

    def test_all_measures_of_agreement_agree(self):
        from segue_clustering import metrics
        names = [name for name in (
            "adjusted_rand_score", "adjusted_mutual_info_score",
            "normalized_mutual_info_score", "homogeneity_score", "completeness_score",
            "v_measure_score", "fowlkes_mallows_score")]
        for seed in range(10):
            random = np.random.default_rng(seed)
            first = random.integers(-1, 2 + seed, 300)
            second = np.where(random.random(300) < 0.6, first, random.integers(0, 5, 300))
            for name in names:
                self.assertAlmostEqual(
                    getattr(metrics, name)(first, second),
                    getattr(sklearn.metrics, name)(first, second), delta=1e-9, msg=name)


@needs_library
class OfItsOwn(unittest.TestCase):
    """What the adapter promises beyond scikit-learn."""

    def test_no_order_of_rows_and_no_number_of_threads_changes_a_bit(self):
        import segue_clustering as sc
        X = blobs(5, n=300)
        order = np.random.default_rng(5).permutation(300)
        for make in (
                lambda jobs: sc.KMeans(4, n_jobs=jobs),
                lambda jobs: sc.KMedoids(4, n_jobs=jobs),
                lambda jobs: sc.AgglomerativeClustering(4, n_jobs=jobs),
                lambda jobs: sc.DBSCAN(0.8, n_jobs=jobs),
                lambda jobs: sc.HDBSCAN(8, n_jobs=jobs),
                lambda jobs: sc.GaussianMixture(4, n_jobs=jobs)):
            first, second = make(1).fit(X), make(3).fit(X[order])
            np.testing.assert_array_equal(first.labels_[order], second.labels_)
            np.testing.assert_array_equal(first.predict(X), first.labels_)

    def test_a_sweep_is_the_fits_it_is_made_of(self):
        from segue_clustering import KMeans
        from segue_clustering.choice import kmeans_sweep
        X = blobs(6, n=300)
        sweep = kmeans_sweep(X, range(2, 6), n_init=4, random_state=3)
        for place, k in enumerate(range(2, 6)):
            alone = KMeans(k, n_init=4, random_state=3).fit(X)
            self.assertEqual(sweep.inertia[place], alone.inertia_)
            np.testing.assert_array_equal(sweep.labels[place], alone.labels_)

    def test_a_gap_is_the_difference_of_its_parts_and_finds_blobs(self):
        from segue_clustering.choice import RULES, gap_statistic
        random = np.random.default_rng(2)
        centres = ((0, 0), (5, 0), (2, 4))
        X = np.concatenate([random.normal(c, 0.3, (60, 2)) for c in centres])
        gap = gap_statistic(X, range(1, 7), references=20)
        np.testing.assert_array_equal(gap.gap, gap.expected_log_within - gap.log_within)
        self.assertTrue((gap.standard_error > 0).all())
        self.assertEqual({gap.choices[rule] for rule in RULES[2:]}, {3})

    def test_separate_blobs_are_stable(self):
        from segue_clustering.choice import kmeans_stability
        random = np.random.default_rng(3)
        X = np.concatenate([random.normal(c, 0.3, (60, 2)) for c in (0, 4, 8)])
        found = kmeans_stability(X, np.repeat([0, 1, 2], 60), n_clusters=3, replicates=20)
        np.testing.assert_array_equal(found.labels, [0, 1, 2])
        self.assertTrue((found.mean_jaccard > 0.99).all())
        self.assertEqual(found.mean_adjusted_rand, 1)

    def test_a_model_predicts_after_a_journey(self):
        import pickle

        from segue_clustering import HDBSCAN
        X = blobs(7, n=200)
        model = HDBSCAN(8).fit(X)
        X_before = X.copy()
        X += 1000  # The model does not look at the caller's array any more.
        copy = pickle.loads(pickle.dumps(model))
        np.testing.assert_array_equal(copy.predict(X_before), model.labels_)

    def test_the_engine_says_what_is_wrong(self):
        from segue_clustering import DBSCAN, EngineError, engine
        X = blobs(8, n=50)
        rows = engine.Rows(X)
        for words, call in (
                ("there is no algorithm 'k-means'; there are kmeans", lambda: rows.fit("k-means")),
                ("the setting 'k' must be given", lambda: rows.fit("kmeans")),
                ("there is no setting 'restart'", lambda: rows.fit("kmeans", k=2, restart=3)),
                ("'k' must be a whole number", lambda: rows.fit("kmeans", k=2.5)),
                ("there is no linkage 'wards'", lambda: rows.fit("hierarchical", linkage="wards")),
                ("60 segments were asked for", lambda: rows.fit("kmeans", k=60)),
                ("there are 49 labels for 50 rows", lambda: rows.index("dunn", [0] * 49)),
                ("there is no index 'rand'", lambda: rows.index("rand", [0] * 50)),
                ("needs 2 to n - 1 segments", lambda: rows.index("dunn", [0] * 50)),
                ("row 1, column 0 is NaN", lambda: engine.Rows([[1.0], [np.nan]])),
                ("the weight of row 0", lambda: engine.Rows([[1.0], [2.0]], [-1, 1])),
                ("the distance -1.0", lambda: DBSCAN(-1.0).fit(X)),
        ):
            with self.assertRaisesRegex(EngineError, words.replace("(", r"\(")):
                call()


if __name__ == "__main__":
    unittest.main()
