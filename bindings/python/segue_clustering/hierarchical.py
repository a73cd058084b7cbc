"""Agglomerative clustering."""

import numpy as np

from .base import Clusterer


class AgglomerativeClustering(Clusterer):
    """Merges the two nearest segments until `n_clusters` are left or none are within a threshold.

    `linkage` is ward, single, complete, average, weighted, centroid or median, with scipy's definitions
    of heights. Ward and single need no matrix of distances. A row of weight 0 gets the segment of the
    nearest row.

    Attributes: labels_ [n], n_clusters_, n_leaves_, children_ [n - 1, 2] and distances_ [n - 1] as
    in scipy's linkage matrix, n_features_in_. New rows go to the segment of the nearest row.
    """

    def __init__(self, n_clusters=2, *, linkage="ward", distance_threshold=None, n_jobs=None):
        self.n_clusters = n_clusters
        self.linkage = linkage
        self.distance_threshold = distance_threshold
        self.n_jobs = n_jobs

    def fit(self, X, y=None, sample_weight=None):
        """Builds the tree and cuts it; y is ignored."""
        rows, weights = self._check_rows(X, sample_weight, least=2)
        if (self.n_clusters is None) == (self.distance_threshold is None):
            raise ValueError(
                "exactly one of n_clusters and distance_threshold has to be set; the other is None")
        prepared = self._prepared(rows, weights)
        count, height = None, None
        if self.distance_threshold is None:
            count = self._count_within(rows, prepared)
        else:
            # Segments at the threshold itself are not merged.
            height = max(0.0, np.nextafter(self.distance_threshold, -np.inf))
        fields = self._fit_model(
            rows, weights, prepared, "hierarchical", linkage=self.linkage, k=count, height=height)
        self.labels_ = fields.array("labels")
        self.n_clusters_ = int(fields.array("sizes").size)
        self.n_leaves_ = rows.shape[0]
        self.children_ = fields.matrix("children", 2)
        self.distances_ = fields.array("heights")
        self._merge_sizes = fields.array("merge_sizes")
        return self

    def linkage_matrix(self):
        """All merges as scipy.cluster.hierarchy has them, [n - 1, 4]."""
        return np.column_stack(
            [self.children_, self.distances_, self._merge_sizes]).astype(np.float64)
