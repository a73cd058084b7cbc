#include "layout.h"
#include "lanes.h"

#pragma clang fp contract(off)

// Rows come from all over memory: those of so many points ahead are sent for.
#define AHEAD 64
// Numbers of a cache line.
#define LINE 8

INLINE void lay_out_body(const double *restrict rows, int64_t d, const int32_t *restrict order,
                         int64_t count, int64_t first, int64_t groups, double *restrict points,
                         double *restrict largest) {
  for (int64_t g = first; g < first + groups; g++) {
    double *group = points + g * d * LANES;
    for (int64_t lane = 0; lane < LANES; lane++) {
      const int64_t p = g * LANES + lane;
      if (p + AHEAD < count) {
        const double *ahead = rows + order[p + AHEAD] * d;
        for (int64_t j = 0; j < d; j += LINE) __builtin_prefetch(ahead + j);
        __builtin_prefetch(ahead + d - 1);
      }
      const double *row = rows + order[p < count ? p : count - 1] * d;
      for (int64_t j = 0; j < d; j++) group[j * LANES + lane] = row[j] + 0.0;
    }
    for (int64_t j = 0; j < d; j++) {
      const lanes values = *(const lanes *)(group + j * LANES);
      const double most = __builtin_reduce_max(__builtin_elementwise_abs(values));
      if (most > largest[j]) largest[j] = most;
    }
  }
}

EVERY_WIDTH
void segue_lay_out(const double *rows, int64_t d, const int32_t *order, int64_t count,
                   int64_t first, int64_t groups, double *points, double *largest) {
#define CALL(columns) lay_out_body(rows, columns, order, count, first, groups, points, largest)
  BY_COLUMNS(d, CALL)
#undef CALL
}
