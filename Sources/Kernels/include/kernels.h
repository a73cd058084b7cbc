#ifndef SEGUE_KERNELS_H
#define SEGUE_KERNELS_H

#include <stdint.h>

#include "dissimilarities.h"
#include "extremes.h"
#include "freed.h"
#include "fuzzy.h"
#include "layout.h"
#include "line.h"
#include "mixtures.h"
#include "search.h"

// The loops of the clustering engine. Searches in a k-d tree are in trees.h, rows of a matrix of
// distances in linkage.h, distances between segments by all their members in members.h.
//
// Points come in lanes: eight points side by side, one column after another, so that the number of
// point p, column j stands at points[(p / 8) * d * 8 + j * 8 + p % 8]. Every count of groups is a
// multiple of four; the points that fill the last groups up have weight 0. All arrays begin at a
// multiple of 64 bytes.
//
// Each loop adds in one order that is written down beside it, with a fused multiply-add where the
// source says so and nowhere else, so that every width of vector, every compiler setting and every thread gives the same bits.

/// Points in one group of lanes.
enum { segue_lanes = 8 };

/// The nearest centroid of every point, ties to the lower index, with the squared distances to it
/// and to the second nearest (infinite if k is 1).
void segue_nearest(const double *points, int64_t groups, int64_t d, const double *centroids,
                   int64_t k, int32_t *labels, double *nearest, double *second);

/// For each of t candidates, at most 32, the weighted sum over points of the smaller of `closest` and
/// the squared distance to the candidate.
///
/// Before that, `closest` is lowered to the squared distance to `last` where that is smaller, unless
/// `last` is null.
void segue_potentials(const double *points, const double *weights, int64_t groups, int64_t d,
                      const double *last, const double *candidates, int64_t t, double *closest,
                      double *potentials);

/// For each of q queries, row after row, the weighted sum of its distances to all points.
///
/// Order of additions: eight lanes apart over 64 groups, halves first, and then these one after
/// another.
void segue_distance_sums(const double *points, const double *weights, int64_t groups, int64_t d,
                         const double *queries, int64_t q, double *sums);

/// Adds to first_sums, for each point of a first set, the weighted sum of its distances to a second
/// set, and to second_sums for each of the second set that to the first: each distance is computed
/// once for both. The sums of points that fill a group up mean nothing.
///
/// Order of additions: eight lanes apart over the second set, then halves first; four points of the
/// first set after another over the first.
void segue_mutual_distance_sums(const double *first, const double *first_weights,
                                int64_t first_groups, const double *second,
                                const double *second_weights, int64_t second_groups, int64_t d,
                                double *first_sums, double *second_sums);

/// The same, bit for bit, where every point of both sets weighs 1 and none fills a group up.
void segue_mutual_distances(const double *first, int64_t first_groups, const double *second,
                            int64_t second_groups, int64_t d, double *first_sums,
                            double *second_sums);

/// One pass of Hartigan and Wong's transfers: each point in turn moves to another cluster if that
/// lowers the inertia, and both centroids follow at once.
///
/// A point of weight w leaves cluster a for b if W_a / (W_a - w) d_a > W_b / (W_b + w) d_b, d being
/// squared distances, by more than a part in 10^12; the last point of a cluster stays. centroids
/// and masses (the weight of each cluster) are brought up to date. Returns the number of moves.
int64_t segue_transfer(const double *points, const double *weights, int64_t groups, int64_t d,
                       double *centroids, double *masses, int64_t k, int32_t *labels);

#endif
