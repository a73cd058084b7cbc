"""Validity indices and measures of agreement, by scikit-learn's names and definitions.

Labels below 0 are noise, which the indices leave out; scikit-learn treats them as an extra segment.
"""

import numpy as np

from . import engine


def _index(name, X, labels, sample_weight, n_jobs):
    rows = engine.Rows(X, sample_weight, threads=n_jobs)
    return rows.index(name, labels)


def silhouette_score(X, labels, *, sample_weight=None, n_jobs=None):
    """The mean silhouette of all rows: exact, never estimated from a sample."""
    return _index("silhouette", X, labels, sample_weight, n_jobs).value("value")


def silhouette_samples(X, labels, *, sample_weight=None, n_jobs=None):
    """The silhouette of each row; NaN for noise."""
    return _index("silhouette", X, labels, sample_weight, n_jobs).array("rows")


def simplified_silhouette_score(X, labels, *, sample_weight=None, n_jobs=None):
    """The mean silhouette by distances to centroids, which is not the silhouette."""
    return _index("simplified_silhouette", X, labels, sample_weight, n_jobs).value("value")


def davies_bouldin_score(X, labels, *, sample_weight=None, n_jobs=None):
    """The index of Davies and Bouldin; smaller is better separated."""
    return _index("davies_bouldin", X, labels, sample_weight, n_jobs).value("value")


def calinski_harabasz_score(X, labels, *, sample_weight=None, n_jobs=None):
    """The index of Calinski and Harabasz; larger is better separated."""
    return _index("calinski_harabasz", X, labels, sample_weight, n_jobs).value("value")


def xie_beni_score(X, labels, *, sample_weight=None, n_jobs=None):
    """The index of Xie and Beni for segments that do not overlap; smaller is better separated."""
    return _index("xie_beni", X, labels, sample_weight, n_jobs).value("value")


def dunn_score(X, labels, *, n_jobs=None):
    """The index of Dunn; larger is better separated."""
    return _index("dunn", X, labels, None, n_jobs).value("value")


def _agreement(name, labels_true, labels_pred):
    places = [np.unique(labels, return_inverse=True)[1] for labels in (labels_true, labels_pred)]
    return engine.agreement(*places).value(name)


def adjusted_rand_score(labels_true, labels_pred):
    """The Rand index adjusted for chance: 1 for equal clusterings, about 0 for unrelated ones."""
    return _agreement("adjusted_rand", labels_true, labels_pred)


def adjusted_mutual_info_score(labels_true, labels_pred):
    """The mutual information adjusted for chance, by the arithmetic mean of the entropies."""
    return _agreement("adjusted_mutual_information", labels_true, labels_pred)


def normalized_mutual_info_score(labels_true, labels_pred):
    """The mutual information divided by the mean of the entropies."""
    return _agreement("normalized_mutual_information", labels_true, labels_pred)


def homogeneity_score(labels_true, labels_pred):
    """1 if every segment holds rows of one class."""
    return _agreement("homogeneity", labels_true, labels_pred)


def completeness_score(labels_true, labels_pred):
    """1 if every class lies in one segment."""
    return _agreement("completeness", labels_true, labels_pred)


def v_measure_score(labels_true, labels_pred):
    """The harmonic mean of homogeneity and completeness."""
    return _agreement("v_measure", labels_true, labels_pred)


def fowlkes_mallows_score(labels_true, labels_pred):
    """The geometric mean of pairwise precision and recall."""
    return _agreement("fowlkes_mallows", labels_true, labels_pred)
