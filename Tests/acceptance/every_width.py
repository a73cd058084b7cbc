"""Prints a digest of what each part of the engine finds, for a process with kernels of its own."""

import hashlib
import json

import adapter  # noqa: F401  It says where the engine is.
import numpy as np
from segue_clustering import engine


def rows(n, d, seed):
    random = np.random.default_rng(seed)
    centres = random.normal(0, 3, (5, d))
    return centres[random.integers(0, 5, n)] + random.normal(0, 1, (n, d))


def digest(fields, names):
    found = hashlib.sha256()
    for name in names:
        found.update(np.ascontiguousarray(fields.array(name)).tobytes())
    return found.hexdigest()


def findings():
    """The digest of each part, for numbers of columns with loops of their own and one without."""
    found = {}
    for d in (1, 2, 3, 5, 7, 16):
        X, fresh = rows(1500, d, d), rows(300, d, d + 100)
        weights = np.random.default_rng(d).uniform(0.5, 2, 1500)
        for kind, points in (("plain", engine.Rows(X)), ("weighted", engine.Rows(X, weights))):
            def note(part, fields, *names):
                found[f"{part}, {kind}, {d} columns"] = digest(fields, names)

            model = points.fit("kmeans", k=5, restarts=3)
            labels = model.fields.array("labels")
            note("k-means", model.fields, "labels", "centroids", "inertia")
            note("assignment", model.assign(fresh), "labels", "distances", "second_distances")
            note("sweep", points.sweep(candidates=np.arange(2, 7), restarts=2), "inertia", "labels")
            note("silhouette", points.index("silhouette", labels), "value", "rows", "segments")
            for index in ("davies_bouldin", "calinski_harabasz", "xie_beni", "dunn"):
                note(index, points.index(index, labels), "value")
            medoids = points.fit("kmedoids", k=4).fields
            note("medoids", medoids, "labels", "medoids", "total_distance")
            for linkage in ("ward", "complete", "average", "single", "centroid"):
                tree = points.fit("hierarchical", linkage=linkage, k=5).fields
                note(linkage, tree, "labels", "children", "heights")
            note("DBSCAN", points.fit("dbscan", radius=0.4 * d, minimum_weight=5).fields,
                 "labels", "core", "centroids")
            note("HDBSCAN", points.fit("hdbscan", minimum_segment_weight=15).fields,
                 "labels", "strengths", "stabilities")
            note("mixture", points.fit("mixture", k=4, starts=2).fields,
                 "labels", "posteriors", "means", "covariances", "log_likelihood")
        if d in (2, 5):
            points = engine.Rows(X)
            note("gap", points.gap(candidates=np.arange(1, 5), references=5), "gap")
            note("stability", points.stability(labels, k=5, replicates=5), "mean_jaccard")
    return found


if __name__ == "__main__":
    print(json.dumps(findings()))
