#include "extremes.h"
#include "lanes.h"

#include <math.h>

#pragma clang fp contract(off)

INLINE void extremes_body(const double *restrict points, int64_t groups, int64_t d,
                          const double *restrict queries, int64_t q, double *restrict least,
                          double *restrict largest) {
  for (int64_t i = 0; i < q; i++) {
    const double *query = queries + i * d;
    lanes low = SPREAD(INFINITY), high = {0};
    for (int64_t g = 0; g < groups; g++) {
      const lanes *x = (const lanes *)(points + g * d * LANES);
      lanes difference = x[0] - query[0];
      lanes distance = difference * difference;
      for (int64_t j = 1; j < d; j++) {
        difference = x[j] - query[j];
        distance += difference * difference;
      }
      low = CHOOSE(distance < low, distance, low);
      high = CHOOSE(distance > high, distance, high);
    }
    double nearest = low[0], farthest = high[0];
    for (int lane = 1; lane < LANES; lane++) {
      if (low[lane] < nearest) nearest = low[lane];
      if (high[lane] > farthest) farthest = high[lane];
    }
    least[i] = nearest;
    largest[i] = farthest;
  }
}

EVERY_WIDTH
void segue_distance_extremes(const double *points, int64_t groups, int64_t d,
                             const double *queries, int64_t q, double *least, double *largest) {
#define CALL(columns) extremes_body(points, groups, columns, queries, q, least, largest)
  BY_COLUMNS(d, CALL)
#undef CALL
}
