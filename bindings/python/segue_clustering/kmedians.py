"""k-medians."""

from .base import Clusterer


class KMedians(Clusterer):
    """Segments around medians, minimizing the sum of Manhattan distances.

    Attributes: cluster_centers_ [k, d], labels_ [n], inertia_ (the weighted sum of Manhattan
    distances), n_iter_, n_features_in_.
    """

    def __init__(
            self, n_clusters=8, *, n_init=10, max_iter=300, random_state=None, n_jobs=None):
        self.n_clusters = n_clusters
        self.n_init = n_init
        self.max_iter = max_iter
        self.random_state = random_state
        self.n_jobs = n_jobs

    def fit(self, X, y=None, sample_weight=None):
        """Finds the segments; y is ignored."""
        rows, weights = self._check_rows(X, sample_weight)
        prepared = self._prepared(rows, weights)
        fields = self._fit_model(
            rows, weights, prepared, "kmedians", k=self._count_within(rows, prepared),
            restarts=self.n_init, max_iterations=self.max_iter, seed=self._seed())
        self.cluster_centers_ = fields.matrix("medians", rows.shape[1])
        self.labels_ = fields.array("labels")
        self.inertia_ = fields.value("total_distance")
        self.n_iter_ = max(1, fields.value("iterations"))
        return self
