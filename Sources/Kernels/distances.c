#include "kernels.h"
#include "lanes.h"

#pragma clang fp contract(off)

// Four queries at a time, so that a group of points is fetched once for four.
#define QUERIES 4

INLINE void distance_sums_body(const double *restrict points, const double *restrict weights,
                               int64_t groups, int64_t d, const double *restrict queries,
                               int64_t q, double *restrict sums) {
  for (int64_t first = 0; first < q; first += QUERIES) {
    const double *query[QUERIES];
    for (int u = 0; u < QUERIES; u++)
      query[u] = queries + (first + u < q ? first + u : q - 1) * d;
    lanes total[QUERIES];
    for (int u = 0; u < QUERIES; u++) total[u] = (lanes){0};
    for (int64_t g = 0; g < groups; g++) {
      const lanes *x = (const lanes *)(points + g * d * LANES);
      lanes weight = *(const lanes *)(weights + g * LANES);
      lanes distance[QUERIES];
      for (int u = 0; u < QUERIES; u++) {
        lanes difference = x[0] - query[u][0];
        distance[u] = difference * difference;
      }
      for (int64_t j = 1; j < d; j++)
        for (int u = 0; u < QUERIES; u++) {
          lanes difference = x[j] - query[u][j];
          distance[u] += difference * difference;
        }
      for (int u = 0; u < QUERIES; u++)
        total[u] += weight * __builtin_elementwise_sqrt(distance[u]);
    }
    for (int u = 0; u < QUERIES && first + u < q; u++) sums[first + u] = SUM_LANES(total[u]);
  }
}

EVERY_WIDTH
void segue_distance_sums(const double *points, const double *weights, int64_t groups, int64_t d,
                         const double *queries, int64_t q, double *sums) {
#define CALL(columns) distance_sums_body(points, weights, groups, columns, queries, q, sums)
  BY_COLUMNS(d, CALL)
#undef CALL
}
