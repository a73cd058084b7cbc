"""The cases: for each one the data, the work of each side, and how results are compared.

A side is a function of the inputs and the number of threads that returns seconds and results. Every
side of a case gets the same data, starts and stopping rule. Imports stay inside the sides: a peer that
is not installed is skipped, and no process loads libraries that it does not measure.
"""

import dataclasses
import time
from collections.abc import Callable

import numpy as np
from r_side import in_r


@dataclasses.dataclass(frozen=True)
class Target:
    """A target: a ratio to another side, or a limit on our seconds or megabytes."""

    kind: str
    bound: float
    side: str = "segue"


@dataclasses.dataclass(frozen=True)
class Case:
    name: str
    title: str
    data: Callable
    """Arrays by name, given whether sizes are small."""
    sides: dict
    """Ours is `segue`; a side shown only for reference, with different work, ends with an asterisk."""
    compare: Callable
    """Asserts on our results, another side's results and its name."""
    targets: tuple = ()
    unit: str = "s"


def timed(work):
    start = time.perf_counter()
    found = work()
    return time.perf_counter() - start, found


def per_iteration(fit, few, many):
    """Seconds of one iteration, from fits with different numbers of them; and of the longer fit.

    The first fit in a process pays for new memory and is not counted. For each length the minimum of
    three rounds counts, since disturbances only add time.
    """
    fit(few)
    rounds = [(timed(lambda: fit(few)), timed(lambda: fit(many))) for _ in range(3)]
    short = min(short for (short, _), _ in rounds)
    long, model = min((found for _, found in rounds), key=lambda found: found[0])
    return (long - short) / (many - few), long, model


def groups(n, d, k, seed, spread=1.0):
    """Overlapping groups of different size and width, like customer segments, and their centres."""
    random = np.random.default_rng(seed)
    centres = random.normal(0, 1.5, (k, d))
    sizes = random.dirichlet(np.full(k, 3.0))
    member = random.choice(k, n, p=sizes)
    scale = random.uniform(0.5, 1.5, k)[:, None] * spread
    X = centres[member] + scale[member] * random.normal(0, 1, (n, d))
    return X, centres


def nearest(X, centres):
    labels = np.empty(len(X), dtype=np.int64)
    for first in range(0, len(X), 65536):
        part = X[first:first + 65536]
        labels[first:first + 65536] = (
            (part[:, None, :] - centres[None]) ** 2).sum(axis=2).argmin(axis=1)
    return labels


def close(a, b, tolerance, what):
    a, b = np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64)
    worst = np.max(np.abs(a - b) / np.maximum(1, np.abs(b)))
    assert worst <= tolerance, f"{what} differ by {worst:.2g}, more than {tolerance:g}"


# Lloyd

FEW, MANY = 2, 32


def lloyd_case(d, k, targets):
    def data(quick):
        # One cloud without gaps: no side converges before the iterations are done.
        X = np.random.default_rng(d).normal(0, 1, (20_000 if quick else 1_000_000, d))
        return {"X": X, "start": X[np.random.default_rng(k).choice(len(X), k, replace=False)]}

    def estimator(make, inputs):
        seconds, whole, model = per_iteration(
            lambda m: make(m).fit(inputs["X"]), FEW, MANY)
        assert model.n_iter_ == MANY, f"{model.n_iter_} iterations"
        return seconds, {
            "centres": model.cluster_centers_, "inertia": model.inertia_, "whole": whole}

    def segue(inputs, threads):
        from segue_clustering import KMeans
        return estimator(lambda m: KMeans(
            k, init=inputs["start"], tol=0, max_iter=m, n_jobs=threads), inputs)

    def sklearn(inputs, threads):
        from sklearn.cluster import KMeans
        return estimator(lambda m: KMeans(
            k, init=inputs["start"], n_init=1, tol=0, max_iter=m, algorithm="lloyd"), inputs)

    def intelex(inputs, threads):
        from sklearnex.cluster import KMeans
        return estimator(lambda m: KMeans(
            k, init=inputs["start"], n_init=1, tol=0, max_iter=m, algorithm="lloyd"), inputs)

    def faiss(inputs, threads):
        import faiss
        faiss.omp_set_num_threads(threads)
        X = inputs["X"].astype(np.float32)

        def fit(m):
            model = faiss.Kmeans(d, k, niter=m, max_points_per_centroid=len(X))
            model.train(X, init_centroids=inputs["start"].astype(np.float32))
            return model
        seconds, whole, model = per_iteration(fit, FEW, MANY)
        return seconds, {
            "centres": model.centroids, "inertia": model.obj[-1], "whole": whole}

    def compare(ours, theirs, side):
        if side == "faiss*":
            close(ours["inertia"], theirs["inertia"], 0.01, "inertias")
        else:
            close(ours["centres"], theirs["centres"], 1e-6, "centres")
            # R's inertia is that of the segments before the last update of the centres.
            if side != "R kmeans":
                close(ours["inertia"] / theirs["inertia"], 1, 1e-6, "inertias")

    return Case(
        f"lloyd-{d}-{k}", f"Lloyd, 1M × {d}, k={k}, an iteration", data,
        {"segue": segue, "scikit-learn": sklearn, "intelex": intelex, "faiss*": faiss,
         "R kmeans": in_r("lloyd", iterations=[FEW, MANY])}, compare,
        targets, "ms")


# Sweep over k

def sweep_data(quick):
    return {"X": groups(2_000 if quick else 100_000, 5, 6, 1)[0]}


def sweep_segue(polish):
    def run(inputs, threads):
        from segue_clustering.choice import kmeans_sweep
        seconds, sweep = timed(lambda: kmeans_sweep(
            inputs["X"], range(2, 11), n_init=10, polish=polish, n_jobs=threads))
        return seconds, {"inertia": sweep.inertia}
    return run


def sweep_estimator(load):
    def run(inputs, threads):
        make = load()
        seconds, models = timed(lambda: [
            make(k, n_init=10, random_state=1).fit(inputs["X"]) for k in range(2, 11)])
        return seconds, {"inertia": np.array([model.inertia_ for model in models])}
    return run


def load_sklearn_kmeans():
    from sklearn.cluster import KMeans
    return KMeans


def load_intelex_kmeans():
    from sklearnex.cluster import KMeans
    return KMeans


def compare_sweeps(ours, theirs, side):
    # Both end in local optima of their own starts; ours may be worse only by a small tolerance.
    worst = np.max(ours["inertia"] / theirs["inertia"]) - 1
    assert worst < (0.005 if side != "segue, polished*" else 0.05), \
        f"an inertia is {worst:.2%} above that of {side}"


# Silhouette

def silhouette_data(n):
    def data(quick):
        X, centres = groups(3_000 if quick else n, 3, 6, 2)
        return {"X": X, "labels": nearest(X, centres)}
    return data


def silhouette_segue(inputs, threads):
    from segue_clustering.metrics import silhouette_score
    seconds, value = timed(
        lambda: silhouette_score(inputs["X"], inputs["labels"], n_jobs=threads))
    return seconds, {"value": value}


def silhouette_sklearn(inputs, threads):
    from sklearn.metrics import silhouette_score
    seconds, value = timed(lambda: silhouette_score(inputs["X"], inputs["labels"]))
    return seconds, {"value": value}


# Ward

def ward_data(n):
    def data(quick):
        return {"X": groups(1_500 if quick else n, 3, 8, 3)[0]}
    return data


def ward_segue(inputs, threads):
    from segue_clustering import engine
    seconds, heights = timed(lambda: engine.Rows(inputs["X"], threads=threads).fit(
        "hierarchical", linkage="ward", k=8).fields.array("heights"))
    return seconds, {"heights": np.sort(heights)}


def ward_fastcluster(inputs, threads):
    import fastcluster
    seconds, tree = timed(lambda: fastcluster.linkage_vector(inputs["X"], "ward"))
    return seconds, {"heights": np.sort(tree[:, 2])}


def ward_genie(inputs, threads):
    import genieclust
    seconds, _ = timed(lambda: genieclust.Genie(n_clusters=8).fit(inputs["X"]))
    return seconds, {}


# Density

def dbscan_data(quick):
    return {"X": groups(4_000 if quick else 200_000, 3, 8, 4)[0],
            "eps": np.float64(0.6 if quick else 0.2)}


def dbscan_segue(inputs, threads):
    from segue_clustering import DBSCAN
    seconds, model = timed(lambda: DBSCAN(
        float(inputs["eps"]), min_samples=10, n_jobs=threads).fit(inputs["X"]))
    return seconds, {"core": model.core_sample_indices_, "labels": model.labels_}


def dbscan_estimator(load):
    def run(inputs, threads):
        make = load()
        seconds, model = timed(lambda: make(
            eps=float(inputs["eps"]), min_samples=10, n_jobs=threads).fit(inputs["X"]))
        return seconds, {"core": model.core_sample_indices_, "labels": model.labels_}
    return run


def load_sklearn_dbscan():
    from sklearn.cluster import DBSCAN
    return DBSCAN


def load_intelex_dbscan():
    from sklearnex.cluster import DBSCAN
    return DBSCAN


def compare_dbscan(ours, theirs, side):
    assert np.array_equal(ours["core"], np.sort(theirs["core"])), "core rows differ"
    assert np.array_equal(ours["labels"] < 0, theirs["labels"] < 0), "noise differs"
    same_division(ours["labels"][ours["core"]], theirs["labels"][ours["core"]], 1)


def same_division(a, b, least):
    from segue_clustering.metrics import adjusted_rand_score
    found = adjusted_rand_score(a, b)
    assert found >= least, f"clusterings agree by {found:.6f}"


def hdbscan_data(quick):
    return {"X": groups(2_000 if quick else 50_000, 3, 8, 5, spread=0.7)[0]}


def hdbscan_segue(inputs, threads):
    from segue_clustering import HDBSCAN
    seconds, model = timed(lambda: HDBSCAN(
        100, min_samples=10, n_jobs=threads).fit(inputs["X"]))
    return seconds, {"labels": model.labels_}


def hdbscan_package(inputs, threads):
    import hdbscan
    # Its neighbours exclude the row itself.
    seconds, model = timed(lambda: hdbscan.HDBSCAN(
        min_cluster_size=100, min_samples=9, core_dist_n_jobs=threads,
        approx_min_span_tree=False).fit(inputs["X"]))
    return seconds, {"labels": model.labels_}


def hdbscan_sklearn(inputs, threads):
    from sklearn.cluster import HDBSCAN
    seconds, model = timed(lambda: HDBSCAN(
        100, min_samples=10, n_jobs=threads, copy=True).fit(inputs["X"]))
    return seconds, {"labels": model.labels_}


def compare_hdbscan(ours, theirs, side):
    # Peers cut edges of equal length one by one, ours cuts them at once. On shuffled rows a peer
    # differs from itself just as much.
    same_division(ours["labels"], theirs["labels"], 0.99)


# Mixtures

EM_ROUNDS = 30


def mixture_data(quick):
    X, _ = groups(5_000 if quick else 500_000, 5, 6, 6)
    return {"X": X, "means": X[np.random.default_rng(6).choice(len(X), 6, replace=False)]}


def mixture_segue(inputs, threads):
    from segue_clustering import GaussianMixture
    seconds, model = timed(lambda: GaussianMixture(
        6, means_init=inputs["means"], tol=0, max_iter=EM_ROUNDS, n_jobs=threads)
        .fit(inputs["X"]))
    assert model.n_iter_ == EM_ROUNDS
    return seconds, {"likelihood": model.lower_bound_, "means": model.means_}


def mixture_sklearn(inputs, threads):
    import warnings

    from sklearn.mixture import GaussianMixture
    warnings.simplefilter("ignore")
    X = inputs["X"]
    precision = np.linalg.inv(np.cov(X.T, bias=True) + 1e-6 * np.eye(X.shape[1]))
    seconds, model = timed(lambda: GaussianMixture(
        6, means_init=inputs["means"], tol=0, max_iter=EM_ROUNDS,
        weights_init=np.full(6, 1 / 6), precisions_init=np.repeat(precision[None], 6, axis=0))
        .fit(X))
    assert model.n_iter_ == EM_ROUNDS
    return seconds, {"likelihood": model.score(X), "means": model.means_}


def compare_mixtures(ours, theirs, side):
    close(ours["likelihood"] / theirs["likelihood"], 1, 1e-6, "likelihoods")
    close(ours["means"], theirs["means"], 1e-4, "means")


# Choice of k and stability

GAP_CANDIDATES = range(1, 11)


def gap_data(quick):
    return {"X": groups(500 if quick else 10_000, 3, 5, 7)[0],
            "references": np.int64(5 if quick else 50)}


def gap_segue(inputs, threads):
    from segue_clustering.choice import gap_statistic
    seconds, gap = timed(lambda: gap_statistic(
        inputs["X"], GAP_CANDIDATES, references=int(inputs["references"]), box="columns",
        n_init=3, polish="none", n_jobs=threads))
    return seconds, {"gap": gap.gap, "error": gap.standard_error}


def gap_sklearn(inputs, threads):
    from sklearn.cluster import KMeans
    X, count = inputs["X"], int(inputs["references"])
    random = np.random.default_rng(1)

    def log_within(rows):
        return np.array([
            np.log(KMeans(k, n_init=3, random_state=1).fit(rows).inertia_)
            for k in GAP_CANDIDATES])

    def work():
        low, high = X.min(axis=0), X.max(axis=0)
        drawn = np.array([log_within(random.uniform(low, high, X.shape)) for _ in range(count)])
        return drawn.mean(axis=0) - log_within(X), drawn.std(axis=0) * np.sqrt(1 + 1 / count)
    seconds, (gap, error) = timed(work)
    return seconds, {"gap": gap, "error": error}


def compare_gaps(ours, theirs, side):
    # Different references: within five standard errors of the mean, plus a small tolerance for starts.
    bound = 5 * (ours["error"] + theirs["error"]) / np.sqrt(5) + 0.005
    assert (np.abs(ours["gap"] - theirs["gap"]) < bound).all(), "gaps differ"


def jaccard_data(quick):
    X, centres = groups(2_000 if quick else 100_000, 5, 6, 8)
    return {"X": X, "replicates": np.int64(5 if quick else 100)}


def jaccard_segue(inputs, threads):
    from segue_clustering import KMeans
    from segue_clustering.choice import kmeans_stability
    labels = KMeans(6, n_jobs=threads).fit(inputs["X"]).labels_
    seconds, found = timed(lambda: kmeans_stability(
        inputs["X"], labels, n_clusters=6, replicates=int(inputs["replicates"]),
        n_jobs=threads))
    return seconds, {"jaccard": found.mean_jaccard}


def nothing_to_compare(ours, theirs, side):
    pass


def compare_value(ours, theirs, side):
    close(ours["value"], theirs["value"], 1e-9, "silhouettes")


def compare_heights(ours, theirs, side):
    if "heights" in theirs:
        close(ours["heights"], theirs["heights"], 1e-9, "heights")


CASES = [
    lloyd_case(3, 8, (Target("ratio", 5, "scikit-learn"), Target("ratio", 2, "intelex"))),
    lloyd_case(16, 32, (Target("ratio", 5, "scikit-learn"), Target("ratio", 2, "intelex"))),
    Case(
        "sweep", "k = 2…10 × 10 restarts, 100k × 5", sweep_data,
        {"segue": sweep_segue("none"), "scikit-learn": sweep_estimator(load_sklearn_kmeans),
         "intelex": sweep_estimator(load_intelex_kmeans),
         "segue, polished*": sweep_segue("swaps")},
        compare_sweeps, (Target("ratio", 8, "scikit-learn"),)),
    Case(
        "silhouette-50k", "exact silhouette, 50k × 3", silhouette_data(50_000),
        {"segue": silhouette_segue, "scikit-learn": silhouette_sklearn}, compare_value,
        (Target("ratio", 100, "scikit-learn"),)),
    Case(
        "silhouette-1m", "exact silhouette, 1M × 3", silhouette_data(1_000_000),
        {"segue": silhouette_segue}, nothing_to_compare, (Target("seconds", 40),)),
    Case(
        "ward-20k", "Ward, 20k × 3", ward_data(20_000),
        {"segue": ward_segue, "fastcluster": ward_fastcluster, "genieclust*": ward_genie},
        compare_heights, (Target("ratio", 5, "fastcluster"),)),
    Case(
        "ward-200k", "Ward, 200k × 3", ward_data(200_000), {"segue": ward_segue},
        nothing_to_compare, (Target("megabytes", 2048),)),
    Case(
        "dbscan", "DBSCAN, 200k × 3", dbscan_data,
        {"segue": dbscan_segue, "scikit-learn": dbscan_estimator(load_sklearn_dbscan),
         "intelex": dbscan_estimator(load_intelex_dbscan), "R dbscan": in_r("dbscan")},
        compare_dbscan, (Target("ratio", 10, "scikit-learn"),)),
    Case(
        "hdbscan", "HDBSCAN, 50k × 3", hdbscan_data,
        {"segue": hdbscan_segue, "hdbscan": hdbscan_package, "scikit-learn": hdbscan_sklearn},
        compare_hdbscan,
        (Target("ratio", 5, "hdbscan"), Target("ratio", 5, "scikit-learn"))),
    Case(
        "mixture", f"Gaussian mixture, 500k × 5, k=6, {EM_ROUNDS} rounds", mixture_data,
        {"segue": mixture_segue, "scikit-learn": mixture_sklearn,
         "R mclust": in_r("mixture", rounds=EM_ROUNDS)}, compare_mixtures,
        (Target("ratio", 5, "scikit-learn"),)),
    Case(
        "gap", "gap, 10k × 3, k = 1…10, B=50", gap_data,
        {"segue": gap_segue, "scikit-learn": gap_sklearn, "R clusGap": in_r("gap")}, compare_gaps,
        (Target("ratio", 30, "scikit-learn"),)),
    Case(
        "jaccard", "bootstrap Jaccard, 100k × 5, k=6, B=100", jaccard_data,
        {"segue": jaccard_segue, "R clusterboot*": in_r("jaccard")}, nothing_to_compare,
        (Target("seconds", 30),)),
]
