"""Choosing the number of segments: sweeps, the gap statistic, stability."""

import dataclasses

import numpy as np

from . import engine


@dataclasses.dataclass(frozen=True)
class Sweep:
    """k-means for several numbers of segments, one entry each."""

    k: np.ndarray
    inertia: np.ndarray
    n_iter: np.ndarray
    labels: np.ndarray
    """One row per candidate."""


def kmeans_sweep(
        X, candidates, *, sample_weight=None, n_init=10, max_iter=300, tol=1e-4, polish="swaps",
        random_state=1, n_jobs=None):
    """Fits k-means for several numbers of segments; each model equals a separate fit."""
    rows = engine.Rows(X, sample_weight, threads=n_jobs)
    fields = rows.sweep(
        candidates=np.asarray(candidates, dtype=np.int64), restarts=n_init, seed=random_state,
        max_iterations=max_iter, tolerance=tol, polish=polish)
    return Sweep(
        fields.array("k"), fields.array("inertia"), fields.array("iterations"),
        fields.matrix("labels", rows.shape[0]))


RULES = ("firstmax", "globalmax", "Tibs2001SEmax", "firstSEmax", "globalSEmax")


@dataclasses.dataclass(frozen=True)
class Gap:
    """The gap statistic, one entry per number of segments."""

    k: np.ndarray
    gap: np.ndarray
    standard_error: np.ndarray
    log_within: np.ndarray
    expected_log_within: np.ndarray
    choices: dict
    """The number of segments by each rule; names are those of R's maxSE."""


def gap_statistic(
        X, candidates, *, sample_weight=None, references=50, box="principal", n_init=3,
        max_iter=300, tol=1e-4, polish="transfers", random_state=1, n_jobs=None):
    """How much tighter the segments are than segments of rows without structure."""
    rows = engine.Rows(X, sample_weight, threads=n_jobs)
    fields = rows.gap(
        candidates=np.asarray(candidates, dtype=np.int64), references=references, box=box,
        restarts=n_init, max_iterations=max_iter, tolerance=tol, polish=polish,
        seed=random_state, reference_seed=random_state)
    return Gap(
        *(fields.array(name) for name in (
            "k", "gap", "standard_error", "log_within", "expected_log_within")),
        {rule: fields.value(rule) for rule in RULES})


@dataclasses.dataclass(frozen=True)
class Stability:
    """How reproducible each segment is, one entry per segment by ascending label."""

    labels: np.ndarray
    mean_jaccard: np.ndarray
    recovered_share: np.ndarray
    dissolved_share: np.ndarray
    mean_adjusted_rand: float
    least_adjusted_rand: float


def kmeans_stability(
        X, labels, *, n_clusters, sample_weight=None, replicates=100, perturbation="bootstrap",
        share=None, n_init=3, max_iter=300, tol=1e-4, polish="transfers", random_state=1,
        n_jobs=None):
    """Clusters perturbed rows many times; compares each segment with the most similar new one."""
    rows = engine.Rows(X, sample_weight, threads=n_jobs)
    fields = rows.stability(
        labels, k=n_clusters, replicates=replicates, perturbation=perturbation, share=share,
        restarts=n_init, max_iterations=max_iter, tolerance=tol, polish=polish,
        seed=random_state)
    return Stability(
        *(fields.array(name) for name in (
            "labels", "mean_jaccard", "recovered_share", "dissolved_share")),
        fields.value("mean_adjusted_rand"), fields.value("least_adjusted_rand"))
