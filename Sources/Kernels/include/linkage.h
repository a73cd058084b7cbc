#ifndef SEGUE_LINKAGE_H
#define SEGUE_LINKAGE_H

#include <stdint.h>

// Rows of a full matrix of distances between segments. A row is as long as there are segments,
// filled up with infinity to a multiple of eight; a segment is infinitely far from itself and from
// segments that are gone.

/// The Euclidean distances from a query to all points in lanes, groups * 8 of them.
void segue_distances(const double *points, int64_t groups, int64_t d, const double *query,
                     double *row);

/// The place of the least number of a row, the first of equals; count is a multiple of eight.
int64_t segue_row_least(const double *row, int64_t count);

/// The distances to a segment that was merged of two: the share of both rows, or the larger of the
/// two if both shares are 0. The second row is overwritten.
void segue_row_merge(const double *first, double *second, double first_share,
                     double second_share, int64_t count);

#endif
