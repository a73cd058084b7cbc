#include "kernels.h"
#include "walk.h"

#include <math.h>

#pragma clang fp contract(off)

#define BOX(node) box_distance(tree->boxes + (node) * 2 * d, query, d)

INLINE void distances_body(const double *restrict points, int64_t groups, int64_t d,
                           const double *restrict query, double *restrict distances) {
  for (int64_t g = 0; g < groups; g++) {
    GROUP_DISTANCES(distance, points + g * d * LANES, query, d)
    *(lanes *)(distances + g * LANES) = distance;
  }
}

EVERY_WIDTH
void segue_squared_distances(const double *points, int64_t groups, int64_t d, const double *query,
                             double *distances) {
#define CALL(columns) distances_body(points, groups, columns, query, distances)
  BY_COLUMNS(d, CALL)
#undef CALL
}

/// Nearest points in a list by ascending (distance, id), as long as it must be.
INLINE int64_t nearest_body(const segue_tree *tree, const double *query, double need,
                            int is_weighted, double *restrict distances, double *restrict masses,
                            int32_t *restrict ids, int64_t room, int64_t d) {
  int64_t length = 0;
  double total = 0, limit = INFINITY;
#define INSERT(group)                                                                              \
  {                                                                                                \
    GROUP_DISTANCES(distance, tree->points + (group) * d * LANES, query, d)                        \
    lane_mask close = distance <= limit;                                                           \
    int64_t any = 0;                                                                               \
    for (int lane = 0; lane < LANES; lane++) any |= close[lane];                                   \
    if (any) {                                                                                     \
      for (int lane = 0; lane < LANES; lane++) {                                                   \
        double found = distance[lane];                                                             \
        int32_t id = tree->ids[(group) * LANES + lane];                                            \
        if (id < 0 || !(found <= limit)) continue;                                                 \
        double mass = is_weighted ? tree->weights[(group) * LANES + lane] : 1;                     \
        if (length == room) return -1;                                                             \
        int64_t at = length++;                                                                     \
        while (at > 0 && (distances[at - 1] > found ||                                             \
                          (distances[at - 1] == found && ids[at - 1] > id))) {                     \
          distances[at] = distances[at - 1];                                                       \
          masses[at] = masses[at - 1];                                                             \
          ids[at] = ids[at - 1];                                                                   \
          at--;                                                                                    \
        }                                                                                          \
        distances[at] = found;                                                                     \
        masses[at] = mass;                                                                         \
        ids[at] = id;                                                                              \
        total += mass;                                                                             \
        while (length > 1 && total - masses[length - 1] >= need) total -= masses[--length];        \
        if (total >= need) limit = distances[length - 1];                                          \
      }                                                                                            \
    }                                                                                              \
  }
  WALK(tree, BOX, limit, NEVER, INSERT)
#undef INSERT
  return length;
}

EVERY_WIDTH
int64_t segue_tree_nearest(const segue_tree *tree, const double *query, double need,
                           int is_weighted, double *distances, double *masses, int32_t *ids,
                           int64_t room) {
  int64_t length = 0;
#define CALL(columns)                                                                              \
  length = nearest_body(tree, query, need, is_weighted, distances, masses, ids, room, columns)
  BY_COLUMNS(tree->d, CALL)
#undef CALL
  return length;
}

INLINE int64_t core_body(const segue_tree *tree, double need, int64_t first, int64_t last,
                         double *restrict core, double *distances, double *masses, int32_t *ids,
                         int64_t room, int64_t d) {
  double query[MOST_COLUMNS];
  for (int64_t place = first * LANES; place < last * LANES; place++) {
    core[place] = INFINITY;
    if (tree->ids[place] < 0) continue;
    read_place(tree, place, d, query);
    int64_t length = nearest_body(tree, query, need, 1, distances, masses, ids, room, d);
    if (length < 0) return -1;
    double total = 0;
    for (int64_t i = 0; i < length; i++) total += masses[i];
    if (total >= need * (1 - 1e-12)) core[place] = distances[length - 1];
  }
  return 0;
}

EVERY_WIDTH
int64_t segue_tree_core(const segue_tree *tree, double need, int64_t first, int64_t last,
                        double *core, double *distances, double *masses, int32_t *ids,
                        int64_t room) {
  int64_t result = 0;
#define CALL(columns)                                                                              \
  result = core_body(tree, need, first, last, core, distances, masses, ids, room, columns)
  BY_COLUMNS(tree->d, CALL)
#undef CALL
  return result;
}

/// The squared distance from a query to the farthest corner of a box.
INLINE double corner_distance(const double *restrict box, const double *restrict query,
                              int64_t d) {
  double sum = 0;
  for (int64_t j = 0; j < d; j++) {
    double below = query[j] - box[j], above = box[d + j] - query[j];
    double farther = below > above ? below : above;
    sum += farther * farther;
  }
  return sum;
}

/// The weight within reach; whole nodes at once where all of a node is within it.
INLINE double weight_body(const segue_tree *tree, const double *query, double reach, double enough,
                          int64_t d) {
  double total = 0, limit = reach;
#define INSIDE(at)                                                                                 \
  (corner_distance(tree->boxes + (at).node * 2 * d, query, d) <= reach                             \
       ? (total += tree->node_weights[(at).node], limit = total >= enough ? -1 : limit, 1)         \
       : 0)
#define COUNT(group)                                                                               \
  {                                                                                                \
    GROUP_DISTANCES(distance, tree->points + (group) * d * LANES, query, d)                        \
    lane_mask close = distance <= reach;                                                           \
    lanes mass = *(const lanes *)(tree->weights + (group) * LANES);                                \
    lanes within = CHOOSE(close, mass, SPREAD(0));                                                 \
    total += SUM_LANES(within);                                                                    \
    if (total >= enough) limit = -1;                                                               \
  }
  WALK(tree, BOX, limit, INSIDE, COUNT)
#undef INSIDE
#undef COUNT
  return total;
}

EVERY_WIDTH
double segue_tree_weight_within(const segue_tree *tree, const double *query, double reach,
                                double enough) {
  double total = 0;
#define CALL(columns) total = weight_body(tree, query, reach, enough, columns)
  BY_COLUMNS(tree->d, CALL)
#undef CALL
  return total;
}

INLINE void dense_body(const segue_tree *tree, double reach, double enough, int64_t first,
                       int64_t last, uint8_t *restrict marks, int64_t d) {
  double query[MOST_COLUMNS];
  for (int64_t place = first * LANES; place < last * LANES; place++) {
    if (tree->ids[place] < 0 || marks[place]) continue;
    read_place(tree, place, d, query);
    marks[place] = weight_body(tree, query, reach, enough, d) >= enough;
  }
}

EVERY_WIDTH
void segue_tree_dense(const segue_tree *tree, double reach, double enough, int64_t first,
                      int64_t last, uint8_t *marks) {
#define CALL(columns) dense_body(tree, reach, enough, first, last, marks, columns)
  BY_COLUMNS(tree->d, CALL)
#undef CALL
}

INLINE int64_t within_body(const segue_tree *tree, const double *query, double reach,
                           int32_t *restrict places, double *restrict distances, int64_t d) {
  int64_t count = 0;
  // In the order of the tree: a search that goes to the nearer half first would list the same
  // points in an order that depends on the query.
  int64_t node = 0;
  struct {
    int64_t node, first, groups;
  } stack[DEEPEST];
  int top = 0;
  int64_t first = 0, groups = tree->groups;
  for (;;) {
    if (BOX(node) <= reach) {
      if (groups == 1) {
        GROUP_DISTANCES(distance, tree->points + first * d * LANES, query, d)
        for (int lane = 0; lane < LANES; lane++) {
          if (!(distance[lane] <= reach) || tree->ids[first * LANES + lane] < 0) continue;
          places[count] = (int32_t)(first * LANES + lane);
          distances[count++] = distance[lane];
        }
      } else {
        int64_t half = (groups + 1) / 2;
        stack[top].node = node + 2 * half;
        stack[top].first = first + half;
        stack[top++].groups = groups - half;
        node += 1;
        groups = half;
        continue;
      }
    }
    if (top == 0) break;
    top--;
    node = stack[top].node;
    first = stack[top].first;
    groups = stack[top].groups;
  }
  return count;
}

EVERY_WIDTH
int64_t segue_tree_within(const segue_tree *tree, const double *query, double reach,
                          int32_t *places, double *distances) {
  int64_t count = 0;
#define CALL(columns) count = within_body(tree, query, reach, places, distances, columns)
  BY_COLUMNS(tree->d, CALL)
#undef CALL
  return count;
}

INLINE int64_t marked_body(const segue_tree *tree, const double *query, double reach,
                           const uint8_t *marks, const int32_t *node_marks, const int32_t *ranks,
                           double *restrict least, int64_t d) {
  int64_t best = -1;
  double limit = reach;
#define UNMARKED(at) (node_marks[(at).node] == 0)
#define LOOK(group)                                                                                \
  {                                                                                                \
    GROUP_DISTANCES(distance, tree->points + (group) * d * LANES, query, d)                        \
    for (int lane = 0; lane < LANES; lane++) {                                                     \
      int64_t place = (group) * LANES + lane;                                                      \
      if (!(distance[lane] <= limit) || !marks[place]) continue;                                   \
      if (best >= 0 && distance[lane] == limit && ranks[best] <= ranks[place]) continue;           \
      best = place;                                                                                \
      limit = distance[lane];                                                                      \
    }                                                                                              \
  }
  WALK(tree, BOX, limit, UNMARKED, LOOK)
#undef UNMARKED
#undef LOOK
  *least = limit;
  return best;
}

EVERY_WIDTH
int64_t segue_tree_marked(const segue_tree *tree, const double *query, double reach,
                          const uint8_t *marks, const int32_t *node_marks, const int32_t *ranks,
                          double *distance) {
  int64_t place = -1;
#define CALL(columns)                                                                              \
  place = marked_body(tree, query, reach, marks, node_marks, ranks, distance, columns)
  BY_COLUMNS(tree->d, CALL)
#undef CALL
  return place;
}
