"""k-means."""

import numpy as np
from sklearn.base import ClassNamePrefixFeaturesOutMixin, TransformerMixin
from sklearn.utils.validation import check_is_fitted, validate_data

from . import engine
from .base import Clusterer


class KMeans(ClassNamePrefixFeaturesOutMixin, TransformerMixin, Clusterer):
    """k-means with greedy starts, restarts, and refinement after Lloyd's iteration.

    With starting centres as `init` it is plain Lloyd, step by step as in scikit-learn, and segments
    keep the order of the centres. Otherwise segments are numbered by weight, largest first. `tol` is
    scikit-learn's: relative to the mean variance of the columns.

    With fewer distinct rows than requested segments, each distinct row is a segment, with a warning.

    Attributes: cluster_centers_ [k, d], labels_ [n], inertia_, n_iter_ (moves of the centres, at
    least 1), n_features_in_.
    """

    def __init__(
            self, n_clusters=8, *, init="k-means++", n_init=10, max_iter=300, tol=1e-4,
            polish="swaps", random_state=None, n_jobs=None):
        self.n_clusters = n_clusters
        self.init = init
        self.n_init = n_init
        self.max_iter = max_iter
        self.tol = tol
        self.polish = polish
        self.random_state = random_state
        self.n_jobs = n_jobs

    def fit(self, X, y=None, sample_weight=None):
        """Finds the segments; y is ignored."""
        rows, weights = self._check_rows(X, sample_weight, keep=False)
        prepared = self._prepared(rows, weights)
        count = self._count_within(rows, prepared)
        start = None
        if not isinstance(self.init, str):
            start = np.asarray(self.init, dtype=np.float64)
            if start.shape != (self.n_clusters, rows.shape[1]):
                raise ValueError(
                    f"init has shape {start.shape} and must have"
                    f" {(self.n_clusters, rows.shape[1])}")
        elif self.init != "k-means++":
            raise ValueError(f"init must be 'k-means++' or an array, not {self.init!r}")
        fields = prepared.fit(
            "kmeans", k=count, start=start, restarts=self.n_init, seed=self._seed(),
            max_iterations=self.max_iter, tolerance=self.tol, polish=self.polish).fields
        self.cluster_centers_ = fields.matrix("centroids", rows.shape[1])
        self.labels_ = fields.array("labels")
        self.inertia_ = fields.value("inertia")
        self.n_iter_ = max(1, fields.value("iterations"))
        self._n_features_out = count
        return self

    def _assigned(self, X):
        # Only the centres are needed, so nothing else has to be kept or pickled.
        check_is_fitted(self)
        rows = validate_data(self, X, dtype=np.float64, order="C", reset=False)
        return engine.Model.of_centroids(
            self.cluster_centers_, threads=self._threads()).assign(rows)

    def transform(self, X):
        """The Euclidean distance of each row to each centre, [m, k]."""
        check_is_fitted(self)
        rows = validate_data(self, X, dtype=np.float64, order="C", reset=False)
        distances = np.empty((rows.shape[0], len(self.cluster_centers_)))
        for place, centre in enumerate(self.cluster_centers_):
            difference = rows - centre
            distances[:, place] = np.sqrt(np.einsum("ij,ij->i", difference, difference))
        return distances

    def fit_transform(self, X, y=None, sample_weight=None):
        """Finds the segments and returns the distances of the rows to the centres."""
        return self.fit(X, sample_weight=sample_weight).transform(X)

    def score(self, X, y=None, sample_weight=None):
        """Minus the weighted sum of squared distances of the rows to their centres."""
        squares = self._assigned(X).array("distances") ** 2
        return -float(squares @ sample_weight if sample_weight is not None else squares.sum())
