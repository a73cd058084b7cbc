#ifndef SEGUE_EXTREMES_H
#define SEGUE_EXTREMES_H

#include <stdint.h>

/// For each of q queries, row after row, the least and the largest squared distance to points in
/// lanes as kernels.h describes them; the points that fill the last groups up count too.
void segue_distance_extremes(const double *points, int64_t groups, int64_t d,
                             const double *queries, int64_t q, double *least, double *largest);

#endif
