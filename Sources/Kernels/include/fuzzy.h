#ifndef SEGUE_FUZZY_H
#define SEGUE_FUZZY_H

#include <stdint.h>

/// Memberships of points, in lanes as kernels.h describes them, in k fuzzy segments.
///
/// The membership of a point in segment c is r_c^(1 / (m - 1)) over the sum of the same, r_c being
/// the least squared distance over that to centroid c; at a centroid itself r is 1 there and 0
/// elsewhere. m is above 1.
///
/// sums: k rows of d + 2 numbers: the columns times weight times membership^m, the same without a
/// column, and weight times membership; then the sum of weight times membership^m times squared
/// distance, and that of weight times membership squared. memberships: k vectors of eight per group,
/// or NULL. scratch: 8 * (k * (d + 3) + 2) numbers.
///
/// Order of additions: lanes p % 8 apart, in the order of the points, then in one tree.
void segue_fuzzy(const double *points, const double *weights, int64_t groups, int64_t d,
                 const double *centroids, int64_t k, double m, double *memberships,
                 double *scratch, double *sums);

#endif
