"""k-prototypes."""

import numpy as np

from .base import Clusterer


class KPrototypes(Clusterer):
    """k-means for numbers and categories, with means and most frequent values as centres.

    `categorical` are the columns, from 0, that hold a number per category (scikit-learn's OrdinalEncoder
    makes such numbers); the others are quantities, on a common scale. A differing category costs
    `gamma`; None means Huang's rule, half the mean standard deviation of the quantities. Ties go to the
    smaller number.

    Attributes: cluster_centers_ [k, d], labels_ [n], gamma_, cost_, n_features_in_. A category that no
    row of the fit had differs from all prototypes.
    """

    def __init__(
            self, n_clusters=8, *, categorical=None, gamma=None, n_init=5, random_state=None,
            n_jobs=None):
        self.n_clusters = n_clusters
        self.categorical = categorical
        self.gamma = gamma
        self.n_init = n_init
        self.random_state = random_state
        self.n_jobs = n_jobs

    def fit(self, X, y=None, sample_weight=None):
        """Finds the segments; y is ignored."""
        rows, weights = self._check_rows(X, sample_weight)
        prepared = self._prepared(rows, weights)
        categorical = None
        if self.categorical is not None and np.size(self.categorical):
            categorical = np.asarray(self.categorical)
            if categorical.ndim != 1 or categorical.dtype.kind not in "iu" \
                    or categorical.min() < 0 or categorical.max() >= rows.shape[1]:
                raise ValueError(
                    f"categorical must be numbers of columns below {rows.shape[1]}, not"
                    f" {self.categorical!r}")
        fields = self._fit_model(
            rows, weights, prepared, "kprototypes", k=self._count_within(rows, prepared),
            categorical=categorical, gamma=self.gamma, restarts=self.n_init, seed=self._seed())
        self.cluster_centers_ = fields.matrix("prototypes", rows.shape[1])
        self.labels_ = fields.array("labels")
        self.gamma_ = fields.value("gamma")
        self.cost_ = fields.value("cost")
        return self
