"""Customers with known segments, and the right answers for each method.

A scenario generates rows from a random number generator. `right` holds the correct numbers of segments for
each method, 1 for "no segments"; `None` leaves a method out for the reason in `why`.
"""

import math
from dataclasses import dataclass
from typing import Callable

NONE = {1}


@dataclass
class Scenario:
    name: str
    rows: Callable
    kmeans: set | None
    gmm: set | None
    hdbscan: set | None
    why: str = ""

    def right(self, method):
        return getattr(self, method)

    @property
    def is_null(self):
        return self.kmeans == NONE and self.gmm == NONE


def gaussian(r, n, d, centre=None, sd=1.0):
    centre = centre or [0.0] * d
    return [[c + sd * r.gauss(0, 1) for c in centre] for _ in range(n)]


def correlated(r, n, d, rho):
    """One Gaussian whose features share a factor."""
    rows = []
    for _ in range(n):
        factor = r.gauss(0, 1)
        rows.append([math.sqrt(rho) * factor + math.sqrt(1 - rho) * r.gauss(0, 1) for _ in range(d)])
    return rows


def lognormal(r, n, d, sigma):
    return [[math.exp(sigma * r.gauss(0, 1)) for _ in range(d)] for _ in range(n)]


def blobs(r, sizes, centres, sd=1.0):
    return [row for n, c in zip(sizes, centres) for row in gaussian(r, n, len(c), c, sd)]


def corners(radius, k):
    return [[radius * math.cos(2 * math.pi * i / k), radius * math.sin(2 * math.pi * i / k)]
            for i in range(k)]


def ring(r, n, radius, sd):
    rows = []
    for _ in range(n):
        angle, distance = 2 * math.pi * r.random(), radius + sd * r.gauss(0, 1)
        rows.append([distance * math.cos(angle), distance * math.sin(angle)])
    return rows


def with_outliers(r, rows, share, width):
    many = max(1, round(len(rows) * share))
    return rows + [[width * (2 * r.random() - 1) for _ in rows[0]] for _ in range(many)]


def rounded(rows):
    return [[round(x) for x in row] for row in rows]


def strips(r):
    return [[6 * x, y + 7 * (i % 2)] for i, (x, y) in enumerate(gaussian(r, 400, 2))]


THREE = [150, 130, 120]

SCENARIOS = [
    Scenario("uniform", lambda r: [[r.random(), r.random()] for _ in range(400)], NONE, NONE, NONE),
    Scenario("gaussian", lambda r: gaussian(r, 400, 2), NONE, NONE, NONE),
    Scenario("gaussian in 5", lambda r: gaussian(r, 400, 5), NONE, NONE, NONE),
    Scenario("correlated", lambda r: correlated(r, 400, 2, .8), NONE, NONE, NONE),
    Scenario("one factor", lambda r: correlated(r, 400, 4, .7), NONE, NONE, NONE),
    Scenario("log-normal", lambda r: lognormal(r, 400, 2, .5), NONE, NONE, NONE),
    Scenario("log-normal, long tail", lambda r: lognormal(r, 400, 2, 1), NONE, NONE, NONE),
    Scenario("30 points", lambda r: gaussian(r, 30, 2), NONE, NONE, NONE),
    Scenario("gaussian, outliers 1 %", lambda r: with_outliers(r, gaussian(r, 400, 2), .01, 8),
             NONE, NONE, NONE),
    Scenario("duplicates", lambda r: rounded(gaussian(r, 400, 2)), NONE, NONE, None,
             "equal customers are regions of infinite density: hdbscan correctly finds each"),
    Scenario("far 3", lambda r: blobs(r, THREE, corners(5, 3)), {3}, {3}, {3}),
    Scenario("far 5", lambda r: blobs(r, [80] * 5, corners(8, 5)), {5}, {5}, {5}),
    Scenario("near 3", lambda r: blobs(r, THREE, corners(2.3, 3)), {3}, {3}, {3}),
    Scenario("near 4", lambda r: blobs(r, [100] * 4, corners(2.8, 4)), {4}, {4}, {4}),
    Scenario("3 in 5 features",
             lambda r: blobs(r, THREE, [[4, 0, 0, 0, 0], [0, 4, 0, 0, 0], [0, 0, 4, 0, 0]]),
             {3}, {3}, {3}),
    Scenario("elongated", strips, {2}, {2}, {2}),
    Scenario("rings", lambda r: ring(r, 150, 1, .1) + ring(r, 250, 4, .1), NONE, NONE, {2},
             "a ring has no centre: kmeans and gmm can only cut it"),
    Scenario("far 3, outliers 1 %",
             lambda r: with_outliers(r, blobs(r, THREE, corners(5, 3)), .01, 20),
             {3, 4, 5, 6}, {3, 4, 5, 6}, {3},
             "kmeans and gmm have no noise: outliers form segments, which W0432 reports"),
    Scenario("sizes 900, 80, 20", lambda r: blobs(r, [900, 80, 20], corners(6, 3)),
             {3}, {3}, {2, 3}, "20 customers are fewer than the larger min_size, so they are noise"),
    Scenario("log-normal 3",
             lambda r: [[math.exp(.35 * x) for x in row] for row in blobs(r, THREE, corners(5, 3))],
             {3}, {3}, {3}),
]
