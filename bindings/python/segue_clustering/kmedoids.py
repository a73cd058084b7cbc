"""k-medoids."""

from .base import Clusterer


class KMedoids(Clusterer):
    """Segments with actual rows as centres, by FasterPAM; on samples if there are many rows.

    Attributes: cluster_centers_ [k, d], medoid_indices_ [k], labels_ [n], inertia_ (the weighted sum
    of distances, not squared), n_features_in_.
    """

    def __init__(
            self, n_clusters=8, *, metric="euclidean", n_init=3, random_state=None, n_jobs=None):
        self.n_clusters = n_clusters
        self.metric = metric
        self.n_init = n_init
        self.random_state = random_state
        self.n_jobs = n_jobs

    def fit(self, X, y=None, sample_weight=None):
        """Finds the segments; y is ignored."""
        rows, weights = self._check_rows(X, sample_weight)
        prepared = self._prepared(rows, weights)
        fields = self._fit_model(
            rows, weights, prepared, "kmedoids", k=self._count_within(rows, prepared),
            dissimilarity=self.metric, restarts=self.n_init, seed=self._seed())
        self.cluster_centers_ = fields.matrix("medoids", rows.shape[1])
        self.medoid_indices_ = fields.array("medoid_rows")
        self.labels_ = fields.array("labels")
        self.inertia_ = fields.value("total_distance")
        return self
