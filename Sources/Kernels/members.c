#include "members.h"
#include "walk.h"

#include <math.h>

#pragma clang fp contract(off)

/// Adds what some members of one segment are away from the members of another: eight lanes apart,
/// member after member of the first.
INLINE void add_members(const segue_members *members, int64_t a, int64_t first_member,
                        int64_t last_member, int64_t b, lanes *total, int64_t d) {
  const double *from = members->points + members->first_group[a] * d * LANES;
  const double *from_weights = members->weights + members->first_group[a] * LANES;
  const int64_t start = members->first_group[b], end = members->first_group[b + 1];
  double query[MOST_COLUMNS];
  lanes sum = *total;
  for (int64_t i = first_member; i < last_member; i++) {
    for (int64_t j = 0; j < d; j++) query[j] = from[i / LANES * d * LANES + j * LANES + i % LANES];
    for (int64_t g = start; g < end; g++) {
      GROUP_DISTANCES(square, members->points + g * d * LANES, query, d)
      if (members->is_mean) {
        lanes weight = from_weights[i] * *(const lanes *)(members->weights + g * LANES);
        sum += weight * __builtin_elementwise_sqrt(square);
      } else {
        lane_mask larger = square > sum;
        sum = CHOOSE(larger, square, sum);
      }
    }
  }
  *total = sum;
}

INLINE double greatest_lane(const lanes *values) {
  double greatest = (*values)[0];
  for (int lane = 1; lane < LANES; lane++)
    greatest = (*values)[lane] > greatest ? (*values)[lane] : greatest;
  return greatest;
}

INLINE void row_body(const segue_members *members, int64_t segment, int64_t first_member,
                     int64_t last_member, int64_t first, int64_t last, double *restrict row,
                     int64_t d) {
  for (int64_t other = first; other < last; other++) {
    lanes total = {0};
    add_members(members, segment, first_member, last_member, other, &total, d);
    if (members->is_mean) {
      row[other] += SUM_LANES(total);
    } else {
      double found = greatest_lane(&total);
      row[other] = found > row[other] ? found : row[other];
    }
  }
}

EVERY_WIDTH
void segue_members_row(const segue_members *members, int64_t segment, int64_t first_member,
                       int64_t last_member, int64_t first, int64_t last, double *row) {
#define CALL(columns)                                                                              \
  row_body(members, segment, first_member, last_member, first, last, row, columns)
  BY_COLUMNS(members->d, CALL)
#undef CALL
}

/// The measure of two segments.
INLINE double measure(const segue_members *members, int64_t a, int64_t b, int64_t d) {
  const int64_t low = a < b ? a : b, high = a < b ? b : a;
  lanes total = {0};
  add_members(members, low, 0, members->counts[low], high, &total, d);
  if (!members->is_mean) return greatest_lane(&total);
  double mean = SUM_LANES(total) / (members->masses[low] * members->masses[high]);
  return mean * mean;
}

// (x - s)^2 is at least (1 - t) x^2 - s^2 / t for any share t, here a millionth, with room for what
// a sum of squares is rounded by: so a bound needs no root.
static const double most = 1 - 1.1e-6;

INLINE void members_body(const segue_tree *tree, const segue_members *members,
                         const int32_t *restrict places, int64_t count,
                         const double *restrict spreads, const double *restrict node_spreads,
                         double slack, int32_t *restrict nearest, double *restrict measures,
                         int64_t d) {
  double query[MOST_COLUMNS];
  for (int64_t i = 0; i < count; i++) {
    const int64_t place = places[i];
    const int32_t id = tree->ids[place];
    read_place(tree, place, d, query);
    const double own = members->is_mean ? 0 : spreads[place];
    double limit = INFINITY;
    int32_t best = -1;
#define BOUND(node)                                                                                \
  (most * box_distance(tree->boxes + (node) * 2 * d, query, d) - slack + own +                     \
   (members->is_mean ? 0 : node_spreads[node]))
#define LOOK(group)                                                                                \
  {                                                                                                \
    GROUP_DISTANCES(distance, tree->points + (group) * d * LANES, query, d)                        \
    for (int lane = 0; lane < LANES; lane++) {                                                     \
      const int64_t other = (group) * LANES + lane;                                                \
      const int32_t name = tree->ids[other];                                                       \
      if (name < 0 || name == id) continue;                                                        \
      double bound = most * distance[lane] - slack + own;                                          \
      if (!members->is_mean) bound += spreads[other];                                              \
      if (!(bound <= limit)) continue;                                                             \
      const double found = measure(members, id, name, d);                                          \
      if (!(found <= limit)) continue;                                                             \
      if (best >= 0 && found == limit) {                                                           \
        const int32_t high = id > name ? id : name, low = id > name ? name : id;                   \
        const int32_t known_high = id > best ? id : best, known_low = id > best ? best : id;       \
        if (known_high < high || (known_high == high && known_low <= low)) continue;               \
      }                                                                                            \
      best = name;                                                                                 \
      limit = found;                                                                               \
    }                                                                                              \
  }
    WALK(tree, BOUND, limit, NEVER, LOOK)
#undef BOUND
#undef LOOK
    nearest[i] = best;
    measures[i] = limit;
  }
}

EVERY_WIDTH
void segue_tree_members(const segue_tree *tree, const segue_members *members,
                        const int32_t *places, int64_t count, const double *spreads,
                        const double *node_spreads, double slack, int32_t *nearest,
                        double *measures) {
#define CALL(columns)                                                                              \
  members_body(tree, members, places, count, spreads, node_spreads, slack, nearest, measures,      \
               columns)
  BY_COLUMNS(tree->d, CALL)
#undef CALL
}
