#include "kernels.h"
#include "lanes.h"

#include <math.h>

#pragma clang fp contract(off)

INLINE void nearest_body(const double *restrict points, int64_t groups, int64_t d,
                         const double *restrict centroids, int64_t k, int32_t *restrict labels,
                         double *restrict nearest, double *restrict second) {
  for (int64_t g = 0; g < groups; g++) {
    const lanes *x = (const lanes *)(points + g * d * LANES);
    lanes best = SPREAD(INFINITY), next = SPREAD(INFINITY);
    lane_mask index = {0};
    for (int64_t c = 0; c < k; c++) {
      const double *center = centroids + c * d;
      lanes difference = x[0] - center[0];
      lanes distance = difference * difference;
      for (int64_t j = 1; j < d; j++) {
        difference = x[j] - center[j];
        distance += difference * difference;
      }
      lane_mask nearer = distance < best;
      lane_mask between = distance < next;
      next = CHOOSE(nearer, best, CHOOSE(between, distance, next));
      best = CHOOSE(nearer, distance, best);
      index = (nearer & c) | (~nearer & index);
    }
    *(lane_labels *)(labels + g * LANES) = __builtin_convertvector(index, lane_labels);
    *(lanes *)(nearest + g * LANES) = best;
    *(lanes *)(second + g * LANES) = next;
  }
}

EVERY_WIDTH
void segue_nearest(const double *points, int64_t groups, int64_t d, const double *centroids,
                   int64_t k, int32_t *labels, double *nearest, double *second) {
#define CALL(columns) nearest_body(points, groups, columns, centroids, k, labels, nearest, second)
  BY_COLUMNS(d, CALL)
#undef CALL
}
