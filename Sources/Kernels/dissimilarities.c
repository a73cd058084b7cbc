#include "dissimilarities.h"
#include "lanes.h"

#pragma clang fp contract(off)

INLINE void euclidean_body(const double *restrict points, int64_t groups, int64_t d,
                           const double *restrict query, double *restrict distances) {
  for (int64_t g = 0; g < groups; g++) {
    const lanes *x = (const lanes *)(points + g * d * LANES);
    lanes difference = x[0] - query[0];
    lanes square = difference * difference;
    for (int64_t j = 1; j < d; j++) {
      difference = x[j] - query[j];
      square += difference * difference;
    }
    *(lanes *)(distances + g * LANES) = __builtin_elementwise_sqrt(square);
  }
}

EVERY_WIDTH
void segue_euclidean(const double *points, int64_t groups, int64_t d, const double *query,
                     double *distances) {
#define CALL(columns) euclidean_body(points, groups, columns, query, distances)
  BY_COLUMNS(d, CALL)
#undef CALL
}

EVERY_WIDTH
void segue_column_sums(const double *points, int64_t groups, int64_t d, const double *query,
                       const double *scales, const uint8_t *is_nominal, double *distances) {
  for (int64_t g = 0; g < groups; g++) {
    const lanes *x = (const lanes *)(points + g * d * LANES);
    lanes sum = {0};
    for (int64_t j = 0; j < d; j++) {
      lanes difference = x[j] - query[j];
      lanes part = is_nominal[j] ? CHOOSE(difference != 0.0, SPREAD(1.0), (lanes){0})
                                 : __builtin_elementwise_abs(difference);
      sum += part * scales[j];
    }
    *(lanes *)(distances + g * LANES) = sum;
  }
}
