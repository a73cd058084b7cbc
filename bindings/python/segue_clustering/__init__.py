"""Segue's clustering engine for Python: exact, deterministic, with estimators for scikit-learn.

    from segue_clustering import KMeans
    KMeans(n_clusters=4).fit_predict(X)

The native library is built once with `swift build -c release --product segueclustering`; there is
nothing else to compile. Functions need only numpy; estimators also need scikit-learn. Results depend
only on the set of rows, their weights, the settings and the seed.
"""

import importlib

from .engine import EngineError

_PLACES = {
    "KMeans": "kmeans",
    "BisectingKMeans": "kmeans_family",
    "TrimmedKMeans": "kmeans_family",
    "FuzzyCMeans": "kmeans_family",
    "KMedians": "kmedians",
    "KMedoids": "kmedoids",
    "KPrototypes": "kprototypes",
    "AgglomerativeClustering": "hierarchical",
    "DBSCAN": "density",
    "HDBSCAN": "density",
    "OPTICS": "density",
    "GaussianMixture": "mixture",
}

__all__ = ["EngineError", "choice", "metrics", *_PLACES]


def __getattr__(name):
    # Estimators are imported on first use, so that the rest works without scikit-learn.
    if name in _PLACES:
        return getattr(importlib.import_module(f".{_PLACES[name]}", __name__), name)
    if name in ("choice", "metrics"):
        return importlib.import_module(f".{name}", __name__)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
