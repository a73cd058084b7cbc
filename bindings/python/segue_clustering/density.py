"""Density-based clustering."""

import numpy as np

from .base import Clusterer


class DBSCAN(Clusterer):
    """Dense regions of rows as segments; rows in sparse regions are noise, label -1.

    Core rows and noise are those of scikit-learn. A border row goes to the segment of the nearest core
    row, whereas scikit-learn assigns it to the segment found first.

    Attributes: labels_ [n], core_sample_indices_, components_, n_features_in_. New rows go to the
    nearest core row within eps.
    """

    def __init__(self, eps=0.5, *, min_samples=5, n_jobs=None):
        self.eps = eps
        self.min_samples = min_samples
        self.n_jobs = n_jobs

    def fit(self, X, y=None, sample_weight=None):
        """Finds the segments; y is ignored."""
        rows, weights = self._check_rows(X, sample_weight)
        fields = self._fit_model(
            rows, weights, self._prepared(rows, weights), "dbscan", radius=self.eps,
            minimum_weight=self.min_samples)
        self.labels_ = fields.array("labels")
        self.core_sample_indices_ = np.flatnonzero(fields.array("core"))
        self.components_ = rows[self.core_sample_indices_]
        return self


class HDBSCAN(Clusterer):
    """The most persistent segments as the radius of DBSCAN shrinks; noise has label -1.

    `min_samples` counts the row itself, as scikit-learn does, and is `min_cluster_size` if None.

    Attributes: labels_ [n], probabilities_ [n], centroids_ [k, d], n_features_in_.
    """

    _SELECTIONS = {"eom": "excess_of_mass", "leaf": "leaves"}

    def __init__(
            self, min_cluster_size=5, *, min_samples=None, cluster_selection_method="eom",
            n_jobs=None):
        self.min_cluster_size = min_cluster_size
        self.min_samples = min_samples
        self.cluster_selection_method = cluster_selection_method
        self.n_jobs = n_jobs

    def fit(self, X, y=None, sample_weight=None):
        """Finds the segments; y is ignored."""
        rows, weights = self._check_rows(X, sample_weight)
        if self.cluster_selection_method not in self._SELECTIONS:
            raise ValueError(
                "cluster_selection_method must be 'eom' or 'leaf', not"
                f" {self.cluster_selection_method!r}")
        neighbours = self.min_cluster_size if self.min_samples is None else self.min_samples
        if rows.shape[0] < neighbours and weights is None:
            raise ValueError(
                f"n_samples={rows.shape[0]} should be >= min_samples={neighbours}.")
        fields = self._fit_model(
            rows, weights, self._prepared(rows, weights), "hdbscan",
            minimum_segment_weight=self.min_cluster_size, minimum_neighbour_weight=neighbours,
            selection=self._SELECTIONS[self.cluster_selection_method])
        self.labels_ = fields.array("labels")
        self.probabilities_ = fields.array("strengths")
        self.centroids_ = fields.matrix("centroids", rows.shape[1])
        return self


class OPTICS(Clusterer):
    """An ordering of rows by density, and the segments extracted from it.

    `cluster_method` is "xi" (valleys between slopes of at least steepness `xi`) or "dbscan" (cut at
    `eps`). Rows in no segment have label -1.

    Attributes: labels_ [n], ordering_ [n], reachability_, core_distances_ and predecessor_ [n] by row,
    as scikit-learn has them, n_features_in_. Rows of weight 0 are not visited and are at the end of the
    order. New rows get the label of the nearest kept row; with "dbscan", of the nearest core row within
    eps.
    """

    def __init__(
            self, min_samples=5, *, max_eps=np.inf, cluster_method="xi", xi=0.05, eps=None,
            n_jobs=None):
        self.min_samples = min_samples
        self.max_eps = max_eps
        self.cluster_method = cluster_method
        self.xi = xi
        self.eps = eps
        self.n_jobs = n_jobs

    def fit(self, X, y=None, sample_weight=None):
        """Finds the segments; y is ignored."""
        rows, weights = self._check_rows(X, sample_weight)
        if self.cluster_method not in ("xi", "dbscan"):
            raise ValueError(
                f"cluster_method must be 'xi' or 'dbscan', not {self.cluster_method!r}")
        if rows.shape[0] < self.min_samples and weights is None:
            raise ValueError(
                f"n_samples={rows.shape[0]} should be >= min_samples={self.min_samples}.")
        cut = {"xi": self.xi}
        if self.cluster_method == "dbscan":
            cut = {"radius": self.max_eps if self.eps is None else self.eps}
        fields = self._fit_model(
            rows, weights, self._prepared(rows, weights), "optics",
            minimum_weight=self.min_samples, maximum_radius=self.max_eps, **cut)
        order = fields.array("order")
        count = rows.shape[0]
        walked = np.zeros(count, dtype=bool)
        walked[order] = True
        self.labels_ = fields.array("labels")
        self.ordering_ = np.concatenate([order, np.flatnonzero(~walked)])
        self.reachability_ = np.full(count, np.inf)
        self.core_distances_ = np.full(count, np.inf)
        self.predecessor_ = np.full(count, -1)
        self.reachability_[order] = fields.array("reachability")
        self.core_distances_[order] = fields.array("core_distances")
        self.predecessor_[order] = fields.array("predecessors")
        return self
