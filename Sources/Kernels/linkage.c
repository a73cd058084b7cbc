#include "linkage.h"
#include "lanes.h"

#include <math.h>

#pragma clang fp contract(off)

INLINE void distances_body(const double *restrict points, int64_t groups, int64_t d,
                           const double *restrict query, double *restrict row) {
  for (int64_t g = 0; g < groups; g++) {
    const lanes *x = (const lanes *)(points + g * d * LANES);
    lanes difference = x[0] - query[0];
    lanes distance = difference * difference;
    for (int64_t j = 1; j < d; j++) {
      difference = x[j] - query[j];
      distance += difference * difference;
    }
    *(lanes *)(row + g * LANES) = __builtin_elementwise_sqrt(distance);
  }
}

EVERY_WIDTH
void segue_distances(const double *points, int64_t groups, int64_t d, const double *query,
                     double *row) {
#define CALL(columns) distances_body(points, groups, columns, query, row)
  BY_COLUMNS(d, CALL)
#undef CALL
}

EVERY_WIDTH
int64_t segue_row_least(const double *row, int64_t count) {
  lanes least = SPREAD(INFINITY);
  for (int64_t i = 0; i < count; i += LANES) {
    lanes value = *(const lanes *)(row + i);
    lane_mask less = value < least;
    least = CHOOSE(less, value, least);
  }
  double best = least[0];
  for (int lane = 1; lane < LANES; lane++) best = least[lane] < best ? least[lane] : best;
  for (int64_t i = 0; i < count; i++)
    if (row[i] == best) return i;
  return 0;
}

EVERY_WIDTH
void segue_row_merge(const double *first, double *second, double first_share,
                     double second_share, int64_t count) {
  if (first_share == 0 && second_share == 0) {
    for (int64_t i = 0; i < count; i += LANES) {
      lanes a = *(const lanes *)(first + i), b = *(const lanes *)(second + i);
      lane_mask larger = a > b;
      *(lanes *)(second + i) = CHOOSE(larger, a, b);
    }
    return;
  }
  for (int64_t i = 0; i < count; i += LANES) {
    lanes a = *(const lanes *)(first + i), b = *(const lanes *)(second + i);
    *(lanes *)(second + i) = first_share * a + second_share * b;
  }
}
