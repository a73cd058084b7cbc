#include "kernels.h"
#include "lanes.h"

#pragma clang fp contract(off)

// A handful of candidates is tried for every new centre: 2 + ln k, so 32 is beyond any k that fits.
#define MOST_CANDIDATES 32

// Given back by pointer, because a vector that is returned would tie the caller to one width.
INLINE void square_distance(const lanes *x, const double *center, int64_t d, lanes *square) {
  lanes difference = x[0] - center[0];
  lanes sum = difference * difference;
  for (int64_t j = 1; j < d; j++) {
    difference = x[j] - center[j];
    sum += difference * difference;
  }
  *square = sum;
}

INLINE void potentials_body(const double *restrict points, const double *restrict weights,
                            int64_t groups, int64_t d, const double *restrict last,
                            const double *restrict candidates, int64_t t,
                            double *restrict closest, double *restrict potentials) {
  lanes total[MOST_CANDIDATES];
  for (int64_t c = 0; c < t; c++) total[c] = (lanes){0};
  for (int64_t g = 0; g < groups; g++) {
    const lanes *x = (const lanes *)(points + g * d * LANES);
    lanes weight = *(const lanes *)(weights + g * LANES);
    lanes known = *(const lanes *)(closest + g * LANES);
    if (last) {
      lanes distance;
      square_distance(x, last, d, &distance);
      known = CHOOSE(distance < known, distance, known);
      *(lanes *)(closest + g * LANES) = known;
    }
    for (int64_t c = 0; c < t; c++) {
      lanes distance;
      square_distance(x, candidates + c * d, d, &distance);
      total[c] += weight * CHOOSE(distance < known, distance, known);
    }
  }
  for (int64_t c = 0; c < t; c++) potentials[c] = SUM_LANES(total[c]);
}

EVERY_WIDTH
void segue_potentials(const double *points, const double *weights, int64_t groups, int64_t d,
                      const double *last, const double *candidates, int64_t t, double *closest,
                      double *potentials) {
#define CALL(columns)                                                                              \
  potentials_body(points, weights, groups, columns, last, candidates, t, closest, potentials)
  BY_COLUMNS(d, CALL)
#undef CALL
}
