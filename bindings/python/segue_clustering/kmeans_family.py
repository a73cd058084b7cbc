"""Variants of k-means: bisecting, trimmed and fuzzy."""

from .base import Clusterer


class BisectingKMeans(Clusterer):
    """k-means that splits the segment with the largest inertia in two until there are enough.

    A row takes the nearer branch at each split, which need not lead to the nearest mean.

    Attributes: cluster_centers_ [k, d], labels_ [n], inertia_, n_features_in_.
    """

    def __init__(
            self, n_clusters=8, *, n_init=10, polish="swaps", random_state=None, n_jobs=None):
        self.n_clusters = n_clusters
        self.n_init = n_init
        self.polish = polish
        self.random_state = random_state
        self.n_jobs = n_jobs

    def fit(self, X, y=None, sample_weight=None):
        """Finds the segments; y is ignored."""
        rows, weights = self._check_rows(X, sample_weight)
        prepared = self._prepared(rows, weights)
        fields = self._fit_model(
            rows, weights, prepared, "bisecting", k=self._count_within(rows, prepared),
            restarts=self.n_init, seed=self._seed(), polish=self.polish)
        self.cluster_centers_ = fields.matrix("centroids", rows.shape[1])
        self.labels_ = fields.array("labels")
        self.inertia_ = fields.value("inertia")
        return self


class TrimmedKMeans(Clusterer):
    """k-means that sets aside the share `trim` of the rows that fit worst: label -1.

    Attributes: cluster_centers_ [k, d], labels_ [n], inertia_ (of the kept rows), radius_, n_iter_,
    n_features_in_. New rows beyond radius_ of every centre have the label -1.
    """

    def __init__(
            self, n_clusters=8, *, trim=0.05, n_init=20, max_iter=100, random_state=None,
            n_jobs=None):
        self.n_clusters = n_clusters
        self.trim = trim
        self.n_init = n_init
        self.max_iter = max_iter
        self.random_state = random_state
        self.n_jobs = n_jobs

    def fit(self, X, y=None, sample_weight=None):
        """Finds the segments; y is ignored."""
        rows, weights = self._check_rows(X, sample_weight)
        prepared = self._prepared(rows, weights)
        fields = self._fit_model(
            rows, weights, prepared, "trimmed", k=self._count_within(rows, prepared),
            share=self.trim, starts=self.n_init, seed=self._seed(), max_iterations=self.max_iter)
        self.cluster_centers_ = fields.matrix("centroids", rows.shape[1])
        self.labels_ = fields.array("labels")
        self.inertia_ = fields.value("inertia")
        self.radius_ = fields.value("radius")
        self.n_iter_ = max(1, fields.value("iterations"))
        return self


class FuzzyCMeans(Clusterer):
    """Segments with partial memberships of every row; `m` is the fuzziness.

    Attributes: cluster_centers_ [k, d], memberships_ [n, k] (rows sum to 1), labels_ [n] (the largest
    membership), objective_, partition_coefficient_, n_iter_, n_features_in_.
    """

    def __init__(
            self, n_clusters=8, *, m=2.0, n_init=5, max_iter=500, tol=1e-12, random_state=None,
            n_jobs=None):
        self.n_clusters = n_clusters
        self.m = m
        self.n_init = n_init
        self.max_iter = max_iter
        self.tol = tol
        self.random_state = random_state
        self.n_jobs = n_jobs

    def fit(self, X, y=None, sample_weight=None):
        """Finds the segments; y is ignored."""
        rows, weights = self._check_rows(X, sample_weight)
        prepared = self._prepared(rows, weights)
        count = self._count_within(rows, prepared)
        fields = self._fit_model(
            rows, weights, prepared, "fuzzy", k=count, fuzziness=self.m, starts=self.n_init,
            seed=self._seed(), max_iterations=self.max_iter, tolerance=self.tol)
        self.cluster_centers_ = fields.matrix("centroids", rows.shape[1])
        self.memberships_ = fields.matrix("memberships", count)
        self.labels_ = fields.array("labels")
        self.objective_ = fields.value("objective")
        self.partition_coefficient_ = fields.value("partition_coefficient")
        self.n_iter_ = max(1, fields.value("iterations"))
        return self

    def predict_proba(self, X):
        """The membership of each row in each segment, [m, k]."""
        return self._assigned(X).matrix("memberships", len(self.cluster_centers_))
