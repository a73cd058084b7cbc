"""Shared code of the estimators."""

import warnings

import numpy as np
from sklearn.base import BaseEstimator, ClusterMixin
from sklearn.exceptions import ConvergenceWarning
from sklearn.utils import check_random_state
from sklearn.utils.validation import _check_sample_weight, check_is_fitted, validate_data

from . import engine


class FittedModel:
    """A model of the engine that is pickled as its training data and settings.

    The engine returns the same model for the same rows, bit for bit, so an unpickled copy is fitted
    again when it first assigns new rows.
    """

    def __init__(self, rows, sample_weight, prepared, algorithm, settings):
        self._rows = rows
        self._weights = sample_weight
        self._threads = prepared.threads
        self._algorithm = algorithm
        self._settings = settings
        self._model = prepared.fit(algorithm, **settings)

    def _fit(self):
        prepared = engine.Rows(self._rows, self._weights, threads=self._threads)
        return prepared.fit(self._algorithm, **self._settings)

    @property
    def fields(self):
        return self.model.fields

    @property
    def model(self):
        if self._model is None:
            self._model = self._fit()
        return self._model

    def __getstate__(self):
        return {**self.__dict__, "_model": None}


class Clusterer(ClusterMixin, BaseEstimator):
    """Base of the estimators: validates input as scikit-learn does and calls the engine.

    `n_jobs` is the number of threads, None for all processors; it does not change results. A
    `random_state` of None is seed 1, so results are reproducible by default.
    """

    def _threads(self):
        jobs = self.n_jobs
        if jobs is None or jobs == -1:
            return engine.processors()
        if jobs < -1:
            return max(1, engine.processors() + 1 + jobs)
        return max(1, int(jobs))

    def _seed(self):
        state = self.random_state
        if state is None:
            return 1
        if isinstance(state, (int, np.integer)):
            return int(state)
        return int(check_random_state(state).randint(2**31 - 1))

    def _check_rows(self, X, sample_weight, *, least=1, keep=True):
        """Validated rows and weights of a fit; rows to keep are copied and made read-only."""
        rows = validate_data(
            self, X, dtype=np.float64, order="C", copy=keep, ensure_min_samples=least)
        if sample_weight is not None:
            sample_weight = _check_sample_weight(
                sample_weight, rows, dtype=np.float64, ensure_non_negative=True, copy=keep)
        return rows, sample_weight

    def _check_count(self, rows, name):
        """Rejects more segments than rows with scikit-learn's message."""
        count = getattr(self, name)
        if isinstance(count, (bool, np.bool_)) or not isinstance(count, (int, np.integer)) \
                or count < 1:
            raise ValueError(f"{name} must be a whole number of at least 1, not {count!r}")
        if rows.shape[0] < count:
            raise ValueError(f"n_samples={rows.shape[0]} should be >= {name}={count}.")
        return int(count)

    def _count_within(self, rows, prepared):
        """The number of segments: `n_clusters`, or all distinct rows with a warning if fewer."""
        count = self._check_count(rows, "n_clusters")
        if prepared.distinct >= count:
            return count
        warnings.warn(
            f"Number of distinct clusters ({prepared.distinct}) found smaller than"
            f" n_clusters ({count}). Possibly due to duplicate points in X.",
            ConvergenceWarning, stacklevel=3)
        return prepared.distinct

    def _prepared(self, rows, sample_weight):
        return engine.Rows(rows, sample_weight, threads=self._threads())

    def _fit_model(self, rows, sample_weight, prepared, algorithm, **settings):
        self._model = FittedModel(rows, sample_weight, prepared, algorithm, settings)
        return self._model.fields

    def _assigned(self, X):
        """The results of the model for new rows."""
        check_is_fitted(self)
        rows = validate_data(self, X, dtype=np.float64, order="C", reset=False)
        return self._model.model.assign(rows)

    def predict(self, X):
        """The segment of each row, by the rule of the algorithm; rows of the fit keep their labels."""
        return self._assigned(X).array("labels")
