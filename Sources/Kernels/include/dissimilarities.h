#ifndef SEGUE_DISSIMILARITIES_H
#define SEGUE_DISSIMILARITIES_H

#include <stdint.h>

/// The Euclidean distance of one query to every point in lanes as kernels.h describes them.
void segue_euclidean(const double *points, int64_t groups, int64_t d, const double *query,
                     double *distances);

/// The sum over columns of scale times the absolute difference, or, where is_nominal is not 0, of
/// scale where the numbers differ at all.
void segue_column_sums(const double *points, int64_t groups, int64_t d, const double *query,
                       const double *scales, const uint8_t *is_nominal, double *distances);

#endif
