#include "kernels.h"
#include "lanes.h"
#include "moves.h"

#pragma clang fp contract(off)

// Four groups at a time: one centroid coordinate is fetched for 32 points, and four additions that
// do not wait for one another are under way.
#define UNROLL 4

INLINE void plain_body(const segue_pass *pass, int64_t d, int64_t first, int64_t groups,
                       int64_t *restrict sums, segue_counts *restrict counts) {
  int64_t changed = 0;
  for (int64_t g = first; g < first + groups; g += UNROLL) {
    const lanes *x = (const lanes *)(pass->points + g * d * LANES);
    lanes best[UNROLL];
    lane_mask index[UNROLL];
    for (int64_t c = 0; c < pass->k; c++) {
      const double *center = pass->centroids + c * d;
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
      lane_labels *old = (lane_labels *)(pass->labels + (g + u) * LANES);
      lane_labels was = *old, is = __builtin_convertvector(index[u], lane_labels);
      lane_labels differs = was != is;
      *old = is;
      if (!__builtin_reduce_or(differs)) continue;
      for (int lane = 0; lane < LANES; lane++)
        if (differs[lane]) {
          move_point(pass, d, (g + u) * LANES + lane, was[lane], is[lane], sums);
          changed++;
        }
    }
  }
  counts->changed += changed;
}

EVERY_WIDTH
void segue_lloyd_plain(const segue_pass *pass, int64_t first, int64_t groups, int64_t *sums,
                       segue_counts *counts) {
#define CALL(columns) plain_body(pass, columns, first, groups, sums, counts)
  BY_COLUMNS(pass->d, CALL)
#undef CALL
}

INLINE double inertia_body(const segue_pass *pass, int64_t d, int64_t first, int64_t groups) {
  lanes total = {0};
  for (int64_t g = first; g < first + groups; g++) {
    const lanes *x = (const lanes *)(pass->points + g * d * LANES);
    const int32_t *labels = pass->labels + g * LANES;
    lanes distance = {0};
    for (int64_t j = 0; j < d; j++) {
      lanes center;
      for (int lane = 0; lane < LANES; lane++) center[lane] = pass->centroids[labels[lane] * d + j];
      lanes difference = x[j] - center;
      distance = j == 0 ? difference * difference : distance + difference * difference;
    }
    lanes weight;
    if (pass->weights)
      weight = *(const lanes *)(pass->weights + g * LANES);
    else
      for (int lane = 0; lane < LANES; lane++) weight[lane] = g * LANES + lane < pass->count;
    total += distance * weight;
  }
  return SUM_LANES(total);
}

EVERY_WIDTH
double segue_inertia(const segue_pass *pass, int64_t first, int64_t groups) {
  double inertia = 0;
#define CALL(columns) inertia = inertia_body(pass, columns, first, groups)
  BY_COLUMNS(pass->d, CALL)
#undef CALL
  return inertia;
}

int64_t segue_sum_words(int64_t d) { return (d + LANES) / LANES * 3 * LANES; }

void segue_sums_add(int64_t *sums, int64_t *others, int64_t words) {
  for (int64_t i = 0; i < words; i++) {
    sums[i] += others[i];
    others[i] = 0;
  }
}

double segue_sum_value(const int64_t *sums, int64_t j, double unit) {
  const int64_t *part = sums + j / LANES * 3 * LANES + j % LANES;
  const __int128 base = (__int128)next_part;
  __int128 sum = (part[0] * base + part[LANES]) * base + part[2 * LANES];
  return (double)sum / next_part / next_part / unit;
}
