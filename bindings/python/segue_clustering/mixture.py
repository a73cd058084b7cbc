"""Gaussian mixtures."""

import numpy as np
from sklearn.base import DensityMixin

from .base import Clusterer


class GaussianMixture(DensityMixin, Clusterer):
    """A mixture of normal distributions by expectation maximisation, from several starts.

    `covariance_type` is one of scikit-learn's four or of mclust's fourteen families, such as VEE. `tol`
    is the rise of the mean log-likelihood at which to stop, `reg_covar` is added to variances. With
    `means_init` there is one start: these means, equal shares, and the covariance of all rows.

    Attributes: weights_ [k], means_ [k, d], covariances_ in scikit-learn's shape for covariance_type
    ([k, d, d] for mclust's), labels_ [n], lower_bound_ (the mean log-likelihood), bic_, aic_, icl_
    (smaller is better), converged_, n_iter_, n_features_in_.
    """

    _FAMILIES = {"full": "VVV", "tied": "EEE", "diag": "VVI", "spherical": "VII"}

    def __init__(
            self, n_components=1, *, covariance_type="full", tol=1e-6, reg_covar=1e-6,
            max_iter=500, n_init=4, means_init=None, random_state=None, n_jobs=None):
        self.n_components = n_components
        self.covariance_type = covariance_type
        self.tol = tol
        self.reg_covar = reg_covar
        self.max_iter = max_iter
        self.n_init = n_init
        self.means_init = means_init
        self.random_state = random_state
        self.n_jobs = n_jobs

    def fit(self, X, y=None, sample_weight=None):
        """Finds the components; y is ignored."""
        rows, weights = self._check_rows(X, sample_weight, least=2)
        self._check_count(rows, "n_components")
        means = None
        if self.means_init is not None:
            means = np.asarray(self.means_init, dtype=np.float64)
            if means.shape != (self.n_components, rows.shape[1]):
                raise ValueError(
                    f"means_init has shape {means.shape} and must have"
                    f" {(self.n_components, rows.shape[1])}")
        fields = self._fit_model(
            rows, weights, self._prepared(rows, weights), "mixture", k=self.n_components,
            family=self._FAMILIES.get(self.covariance_type, self.covariance_type), means=means,
            starts=self.n_init, seed=self._seed(), max_iterations=self.max_iter,
            tolerance=self.tol, regularization=self.reg_covar)
        d = rows.shape[1]
        covariances = fields.array("covariances").reshape(-1, d, d)
        diagonals = np.diagonal(covariances, axis1=1, axis2=2)
        self.weights_ = fields.array("shares")
        self.means_ = fields.matrix("means", d)
        self.covariances_ = {
            "tied": lambda: covariances[0],
            "diag": lambda: diagonals.copy(),
            "spherical": lambda: diagonals[:, 0].copy(),
        }.get(self.covariance_type, lambda: covariances)()
        self.labels_ = fields.array("labels")
        self.lower_bound_ = fields.value("log_likelihood") / fields.value("total_weight")
        self.bic_, self.aic_, self.icl_ = (fields.value(name) for name in ("bic", "aic", "icl"))
        self._parameters = fields.value("parameters")
        self.converged_ = bool(fields.value("converged"))
        self.n_iter_ = max(1, fields.value("iterations"))
        return self

    def predict_proba(self, X):
        """The probability of each component, given the row, [m, k]."""
        return self._assigned(X).matrix("responsibilities", self.n_components)

    def score_samples(self, X):
        """The natural log of the density at each row."""
        return self._assigned(X).array("log_densities")

    def score(self, X, y=None):
        """The mean of score_samples."""
        return float(self.score_samples(X).mean())

    def bic(self, X):
        """The Bayesian information criterion of rows; smaller is better."""
        density = self.score_samples(X)
        return float(-2 * density.sum() + self._parameters * np.log(density.size))

    def aic(self, X):
        """Akaike's information criterion of rows; smaller is better."""
        return float(-2 * self.score_samples(X).sum() + 2 * self._parameters)
