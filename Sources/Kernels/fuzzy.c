#include "fuzzy.h"
#include "lane_math.h"

#include <float.h>
#include <math.h>
#include <stddef.h>

#pragma clang fp contract(off)

/// base^exponent for lanes in 0...1 and a positive exponent; 0 where nearly all digits would be lost.
#define POWER(result, base, exponent)                                                              \
  do {                                                                                             \
    lanes power_base = (base);                                                                     \
    lane_mask power_counts = power_base >= DBL_MIN;                                                \
    lanes power_log, power_value;                                                                  \
    LOGARITHM(power_log, CHOOSE(power_counts, power_base, SPREAD(1.0)));                           \
    EXPONENTIAL(power_value, power_log *(exponent));                                               \
    (result) = CHOOSE(power_counts, power_value, (lanes){0});                                      \
  } while (0)

INLINE void fuzzy_body(const double *restrict points, const double *restrict weights,
                       int64_t groups, int64_t d, const double *restrict centroids, int64_t k,
                       double m, double *restrict memberships, lanes *restrict scratch,
                       double *restrict sums) {
  const int64_t width = d + 2;
  lanes *ratio = scratch;
  lanes *total = scratch + k;
  for (int64_t i = 0; i < k * width + 2; i++) total[i] = (lanes){0};
  for (int64_t g = 0; g < groups; g++) {
    const lanes *x = (const lanes *)(points + g * d * LANES);
    lanes weight = *(const lanes *)(weights + g * LANES);
    lanes least = SPREAD(INFINITY);
    for (int64_t c = 0; c < k; c++) {
      lanes square = {0};
      for (int64_t j = 0; j < d; j++) {
        lanes difference = x[j] - centroids[c * d + j];
        square += difference * difference;
      }
      ratio[c] = square;
      least = CHOOSE(square < least, square, least);
    }
    lanes sum = {0};
    for (int64_t c = 0; c < k; c++) {
      // At a centroid 0 / 0 is no number; it is replaced before anybody looks.
      lane_mask here = ratio[c] <= least;
      lanes share = CHOOSE(here, SPREAD(1.0), least / ratio[c]);
      if (m != 2) POWER(share, share, 1.0 / (m - 1.0));
      sum += share;
    }
    for (int64_t c = 0; c < k; c++) {
      lanes square = ratio[c];
      lanes share = CHOOSE(square <= least, SPREAD(1.0), least / square);
      if (m != 2) POWER(share, share, 1.0 / (m - 1.0));
      lanes membership = share / sum;
      if (memberships) *(lanes *)(memberships + (g * k + c) * LANES) = membership;
      lanes pull;
      if (m == 2) {
        pull = membership * membership;
      } else {
        POWER(pull, membership, m);
      }
      pull *= weight;
      lanes *own = total + c * width;
      for (int64_t j = 0; j < d; j++) own[j] += pull * x[j];
      own[d] += pull;
      own[d + 1] += weight * membership;
      total[k * width] += pull * square;
      total[k * width + 1] += weight * (membership * membership);
    }
  }
  for (int64_t i = 0; i < k * width + 2; i++) sums[i] = SUM_LANES(total[i]);
}

EVERY_WIDTH
void segue_fuzzy(const double *points, const double *weights, int64_t groups, int64_t d,
                 const double *centroids, int64_t k, double m, double *memberships,
                 double *scratch, double *sums) {
#define CALL(columns)                                                                              \
  fuzzy_body(points, weights, groups, columns, centroids, k, m, memberships, (lanes *)scratch, sums)
  BY_COLUMNS(d, CALL)
#undef CALL
}
