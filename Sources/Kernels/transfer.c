#include "kernels.h"
#include "lanes.h"

#include <math.h>

#pragma clang fp contract(off)

/// What a move must gain, as a part of what it leaves: more than rounding can pretend.
static const double worthwhile = 1 - 1e-12;

/// Moves one point if that pays, by the centroids as they are now.
INLINE int64_t transfer_point(const double *group, int lane, double weight, int64_t d,
                              double *centroids, double *masses, int64_t k, int32_t *label) {
  const int32_t from = *label;
  if (!(masses[from] - weight > 0)) return 0;
  int32_t to = from;
  double least = INFINITY, leaving = 0;
  for (int32_t c = 0; c < k; c++) {
    double distance = 0;
    for (int64_t j = 0; j < d; j++) {
      double difference = group[j * LANES + lane] - centroids[c * d + j];
      distance += difference * difference;
    }
    if (c == from) {
      leaving = masses[c] / (masses[c] - weight) * distance;
    } else {
      double joining = masses[c] / (masses[c] + weight) * distance;
      if (joining < least) {
        least = joining;
        to = c;
      }
    }
  }
  if (!(least < leaving * worthwhile)) return 0;
  double out = weight / (masses[from] - weight), in = weight / (masses[to] + weight);
  for (int64_t j = 0; j < d; j++) {
    double x = group[j * LANES + lane];
    centroids[from * d + j] -= (x - centroids[from * d + j]) * out;
    centroids[to * d + j] += (x - centroids[to * d + j]) * in;
  }
  masses[from] -= weight;
  masses[to] += weight;
  *label = to;
  return 1;
}

INLINE int64_t transfer_body(const double *restrict points, const double *restrict weights,
                             int64_t groups, int64_t d, double *restrict centroids,
                             double *restrict masses, int64_t k, int32_t *restrict labels) {
  int64_t moves = 0;
  for (int64_t g = 0; g < groups; g++) {
    const lanes *x = (const lanes *)(points + g * d * LANES);
    lanes weight = *(const lanes *)(weights + g * LANES);
    lane_mask own = __builtin_convertvector(*(lane_labels *)(labels + g * LANES), lane_mask);
    lanes least = SPREAD(INFINITY), leaving = {0};
    for (int64_t c = 0; c < k; c++) {
      const double *center = centroids + c * d;
      lanes difference = x[0] - center[0];
      lanes distance = difference * difference;
      for (int64_t j = 1; j < d; j++) {
        difference = x[j] - center[j];
        distance += difference * difference;
      }
      lane_mask here = own == c;
      lanes factor = masses[c] / (SPREAD(masses[c]) + CHOOSE(here, -weight, weight));
      lanes cost = factor * distance;
      leaving = CHOOSE(here, cost, leaving);
      lane_mask less = (cost < least) & ~here;
      least = CHOOSE(less, cost, least);
    }
    // Points that fill the last group weigh nothing, and their move would change nothing.
    lane_mask pays = (least < leaving * worthwhile) & (weight > 0);
    int64_t any = 0;
    for (int lane = 0; lane < LANES; lane++) any |= pays[lane];
    if (!any) continue;
    for (int lane = 0; lane < LANES; lane++)
      if (weight[lane] > 0)
        moves += transfer_point(points + g * d * LANES, lane, weight[lane], d, centroids, masses,
                                k, labels + g * LANES + lane);
  }
  return moves;
}

EVERY_WIDTH
int64_t segue_transfer(const double *points, const double *weights, int64_t groups, int64_t d,
                       double *centroids, double *masses, int64_t k, int32_t *labels) {
  int64_t moves = 0;
#define CALL(columns)                                                                              \
  moves = transfer_body(points, weights, groups, columns, centroids, masses, k, labels)
  BY_COLUMNS(d, CALL)
#undef CALL
  return moves;
}
