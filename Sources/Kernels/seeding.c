#include "kernels.h"
#include "lanes.h"

#pragma clang fp contract(off)

// A handful of candidates is tried for every new centre: 2 + ln k, so 32 is beyond any k that fits.
#define MOST_CANDIDATES 32

INLINE void potentials_body(const double *restrict points, const double *restrict weights,
                            int64_t groups, int64_t d, const double *restrict candidates,
                            int64_t t, const double *restrict closest,
                            double *restrict potentials) {
  lanes total[MOST_CANDIDATES];
  for (int64_t c = 0; c < t; c++) total[c] = (lanes){0};
  for (int64_t g = 0; g < groups; g++) {
    const lanes *x = (const lanes *)(points + g * d * LANES);
    lanes weight = *(const lanes *)(weights + g * LANES);
    lanes known = *(const lanes *)(closest + g * LANES);
    for (int64_t c = 0; c < t; c++) {
      const double *center = candidates + c * d;
      lanes difference = x[0] - center[0];
      lanes distance = difference * difference;
      for (int64_t j = 1; j < d; j++) {
        difference = x[j] - center[j];
        distance += difference * difference;
      }
      lane_mask nearer = distance < known;
      total[c] += weight * CHOOSE(nearer, distance, known);
    }
  }
  for (int64_t c = 0; c < t; c++) potentials[c] = SUM_LANES(total[c]);
}

EVERY_WIDTH
void segue_potentials(const double *points, const double *weights, int64_t groups, int64_t d,
                      const double *candidates, int64_t t, const double *closest,
                      double *potentials) {
#define CALL(columns)                                                                              \
  potentials_body(points, weights, groups, columns, candidates, t, closest, potentials)
  BY_COLUMNS(d, CALL)
#undef CALL
}

INLINE double lower_body(const double *restrict points, const double *restrict weights,
                         int64_t groups, int64_t d, const double *restrict center,
                         double *restrict closest) {
  lanes total = {0};
  for (int64_t g = 0; g < groups; g++) {
    const lanes *x = (const lanes *)(points + g * d * LANES);
    lanes *known = (lanes *)(closest + g * LANES);
    lanes difference = x[0] - center[0];
    lanes distance = difference * difference;
    for (int64_t j = 1; j < d; j++) {
      difference = x[j] - center[j];
      distance += difference * difference;
    }
    lane_mask nearer = distance < *known;
    lanes lowered = CHOOSE(nearer, distance, *known);
    *known = lowered;
    total += *(const lanes *)(weights + g * LANES) * lowered;
  }
  return SUM_LANES(total);
}

EVERY_WIDTH
double segue_lower_closest(const double *points, const double *weights, int64_t groups, int64_t d,
                           const double *center, double *closest) {
  double mass = 0;
#define CALL(columns) mass = lower_body(points, weights, groups, columns, center, closest)
  BY_COLUMNS(d, CALL)
#undef CALL
  return mass;
}
