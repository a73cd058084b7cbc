#include "kernels.h"
#include "lanes.h"

#include <math.h>

#pragma clang fp contract(off)

// Four groups at a time: one centroid coordinate is fetched for 32 points, and four additions that
// do not wait for one another are under way.
#define UNROLL 4

INLINE int64_t lloyd_body(const double *restrict points, const double *restrict weights,
                          int64_t groups, int64_t d, const double *restrict centroids, int64_t k,
                          int32_t *restrict labels, double *restrict sums,
                          double *restrict scratch, double *restrict inertia) {
  const int64_t width = d + 1;
  const int64_t copy = k * width;
  for (int64_t i = 0; i < 4 * copy; i++) scratch[i] = 0;
  lanes total = {0};
  lane_labels changed = {0};

  for (int64_t g = 0; g < groups; g += UNROLL) {
    const lanes *x = (const lanes *)(points + g * d * LANES);
    lanes best[UNROLL];
    lane_mask index[UNROLL];
    for (int64_t c = 0; c < k; c++) {
      const double *center = centroids + c * d;
      lanes distance[UNROLL];
      for (int u = 0; u < UNROLL; u++) {
        lanes difference = x[u * d] - center[0];
        distance[u] = difference * difference;
      }
      for (int64_t j = 1; j < d; j++)
        for (int u = 0; u < UNROLL; u++) {
          lanes difference = x[u * d + j] - center[j];
          distance[u] += difference * difference;
        }
      if (c == 0) {
        for (int u = 0; u < UNROLL; u++) {
          best[u] = distance[u];
          index[u] = (lane_mask){0};
        }
      } else {
        for (int u = 0; u < UNROLL; u++) {
          lane_mask nearer = distance[u] < best[u];
          best[u] = CHOOSE(nearer, distance[u], best[u]);
          index[u] = (nearer & c) | (~nearer & index[u]);
        }
      }
    }
    for (int u = 0; u < UNROLL; u++) {
      lane_labels *old = (lane_labels *)(labels + (g + u) * LANES);
      lane_labels new = __builtin_convertvector(index[u], lane_labels);
      changed -= new != *old;
      *old = new;
      total += best[u] * *(const lanes *)(weights + (g + u) * LANES);
    }
    for (int u = 0; u < UNROLL; u++) {
      const double *group = points + (g + u) * d * LANES;
      for (int lane = 0; lane < LANES; lane++) {
        double weight = weights[(g + u) * LANES + lane];
        double *sum = scratch + (lane & 3) * copy + labels[(g + u) * LANES + lane] * width;
        for (int64_t j = 0; j < d; j++) sum[j] += weight * group[j * LANES + lane];
        sum[d] += weight;
      }
    }
  }

  for (int64_t i = 0; i < copy; i++)
    sums[i] = (scratch[i] + scratch[copy + i]) + (scratch[2 * copy + i] + scratch[3 * copy + i]);
  *inertia = SUM_LANES(total);
  int64_t count = 0;
  for (int lane = 0; lane < LANES; lane++) count += changed[lane];
  return count;
}

EVERY_WIDTH
int64_t segue_lloyd(const double *points, const double *weights, int64_t groups, int64_t d,
                    const double *centroids, int64_t k, int32_t *labels, double *sums,
                    double *scratch, double *inertia) {
  int64_t changed = 0;
#define CALL(columns)                                                                              \
  changed = lloyd_body(points, weights, groups, columns, centroids, k, labels, sums, scratch,      \
                       inertia)
  BY_COLUMNS(d, CALL)
#undef CALL
  return changed;
}

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
