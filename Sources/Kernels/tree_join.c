#include "kernels.h"
#include "walk.h"

#include <math.h>

#pragma clang fp contract(off)

#define BOX(node) box_distance(tree->boxes + (node) * 2 * d, query, d)

/// Lowers a number that several threads lower.
static void lower(double *place, double value) {
  double known;
  __atomic_load(place, &known, __ATOMIC_RELAXED);
  while (value < known)
    if (__atomic_compare_exchange(place, &known, &value, 1, __ATOMIC_RELAXED, __ATOMIC_RELAXED))
      return;
}

INLINE void foreign_body(const segue_tree *tree, int64_t first, int64_t last,
                         const int32_t *restrict component, const int32_t *restrict node_components,
                         const double *restrict core, const double *restrict node_cores,
                         double *bounds, int32_t *restrict candidates, double *restrict found,
                         int64_t d) {
  double query[MOST_COLUMNS];
  for (int64_t place = first * LANES; place < last * LANES; place++) {
    const int32_t id = tree->ids[place];
    if (id < 0) continue;
    const int32_t own = component[place];
    if (candidates[place] >= 0 && component[candidates[place]] != own) continue;
    double limit;
    __atomic_load(bounds + own, &limit, __ATOMIC_RELAXED);
    if (found[place] > limit) continue;
    read_place(tree, place, d, query);
    const double mine = core[place];
    int64_t best = -1;
    int32_t best_low = 0, best_high = 0;
#define LARGER(a, b) ((a) > (b) ? (a) : (b))
#define MUTUAL(node) LARGER(LARGER(BOX(node), mine), node_cores[node])
#define OWN(at) (node_components[(at).node] == own)
#define LOOK(group)                                                                                \
  {                                                                                                \
    GROUP_DISTANCES(distance, tree->points + (group) * d * LANES, query, d)                        \
    lane_mask close = distance <= limit;                                                           \
    int64_t any = 0;                                                                               \
    for (int lane = 0; lane < LANES; lane++) any |= close[lane];                                   \
    for (int lane = 0; any && lane < LANES; lane++) {                                              \
      const int64_t other = (group) * LANES + lane;                                                \
      const int32_t other_id = tree->ids[other];                                                   \
      if (other_id < 0 || component[other] == own) continue;                                       \
      const double weight = LARGER(LARGER(distance[lane], mine), core[other]);                     \
      if (!(weight <= limit)) continue;                                                            \
      const int32_t low = id < other_id ? id : other_id, high = id < other_id ? other_id : id;     \
      if (best >= 0 && weight == limit &&                                                          \
          (best_low < low || (best_low == low && best_high <= high)))                              \
        continue;                                                                                  \
      best = other;                                                                                \
      best_low = low;                                                                              \
      best_high = high;                                                                            \
      limit = weight;                                                                              \
    }                                                                                              \
  }
    WALK(tree, MUTUAL, limit, OWN, LOOK)
#undef MUTUAL
#undef OWN
#undef LOOK
    candidates[place] = (int32_t)best;
    found[place] = limit;
    if (best >= 0) lower(bounds + own, limit);
  }
}

EVERY_WIDTH
void segue_tree_foreign(const segue_tree *tree, int64_t first, int64_t last,
                        const int32_t *component, const int32_t *node_components,
                        const double *core, const double *node_cores, double *bounds,
                        int32_t *candidates, double *found) {
#define CALL(columns)                                                                              \
  foreign_body(tree, first, last, component, node_components, core, node_cores, bounds,            \
               candidates, found, columns)
  BY_COLUMNS(tree->d, CALL)
#undef CALL
}

static int32_t common_component(const segue_tree *tree, const int32_t *component,
                                int32_t *node_components, int64_t node, int64_t first,
                                int64_t groups) {
  int32_t common;
  if (groups == 1) {
    common = component[first * LANES];
    for (int lane = 1; lane < LANES; lane++) {
      int64_t place = first * LANES + lane;
      if (tree->ids[place] >= 0 && component[place] != common) common = -1;
    }
  } else {
    int64_t half = (groups + 1) / 2;
    int32_t left = common_component(tree, component, node_components, node + 1, first, half);
    int32_t right = common_component(tree, component, node_components, node + 2 * half,
                                     first + half, groups - half);
    common = left == right ? left : -1;
  }
  node_components[node] = common;
  return common;
}

void segue_tree_components(const segue_tree *tree, const int32_t *component,
                           int32_t *node_components) {
  common_component(tree, component, node_components, 0, 0, tree->groups);
}

static double least_value(const segue_tree *tree, const double *values, double *minima,
                          int64_t node, int64_t first, int64_t groups) {
  double least = INFINITY;
  if (groups == 1) {
    for (int lane = 0; lane < LANES; lane++) {
      int64_t place = first * LANES + lane;
      if (tree->ids[place] >= 0 && values[place] < least) least = values[place];
    }
  } else {
    int64_t half = (groups + 1) / 2;
    double left = least_value(tree, values, minima, node + 1, first, half);
    double right =
        least_value(tree, values, minima, node + 2 * half, first + half, groups - half);
    least = left < right ? left : right;
  }
  minima[node] = least;
  return least;
}

void segue_tree_minima(const segue_tree *tree, const double *values, double *minima) {
  least_value(tree, values, minima, 0, 0, tree->groups);
}

// The share of two weights is rounded, and so a node's bound may come out a hair above what the
// node holds.
static const double hair = 1 - 1e-14;

INLINE void ward_body(const segue_tree *tree, const int32_t *restrict places, int64_t count,
                      const double *restrict node_least, int32_t *restrict nearest,
                      double *restrict costs, int64_t d) {
  double query[MOST_COLUMNS];
  for (int64_t i = 0; i < count; i++) {
    const int64_t place = places[i];
    const int32_t id = tree->ids[place];
    const double mass = tree->weights[place];
    read_place(tree, place, d, query);
    double limit = INFINITY;
    int32_t best = -1;
#define COST(node) (hair * (mass * node_least[node] / (mass + node_least[node]) * BOX(node)))
#define LOOK(group)                                                                                \
  {                                                                                                \
    GROUP_DISTANCES(distance, tree->points + (group) * d * LANES, query, d)                        \
    lanes other = *(const lanes *)(tree->weights + (group) * LANES);                               \
    lanes cost = mass * other / (mass + other) * distance;                                         \
    lane_mask close = cost <= limit;                                                               \
    int64_t any = 0;                                                                               \
    for (int lane = 0; lane < LANES; lane++) any |= close[lane];                                   \
    for (int lane = 0; any && lane < LANES; lane++) {                                              \
      const int32_t name = tree->ids[(group) * LANES + lane];                                      \
      if (name < 0 || name == id || !(cost[lane] <= limit)) continue;                              \
      if (best >= 0 && cost[lane] == limit) {                                                      \
        const int32_t high = id > name ? id : name, low = id > name ? name : id;                   \
        const int32_t known_high = id > best ? id : best, known_low = id > best ? best : id;       \
        if (known_high < high || (known_high == high && known_low <= low)) continue;               \
      }                                                                                            \
      best = name;                                                                                 \
      limit = cost[lane];                                                                          \
    }                                                                                              \
  }
    WALK(tree, COST, limit, NEVER, LOOK)
#undef COST
#undef LOOK
    nearest[i] = best;
    costs[i] = limit;
  }
}

EVERY_WIDTH
void segue_tree_ward(const segue_tree *tree, const int32_t *places, int64_t count,
                     const double *node_least, int32_t *nearest, double *costs) {
#define CALL(columns) ward_body(tree, places, count, node_least, nearest, costs, columns)
  BY_COLUMNS(tree->d, CALL)
#undef CALL
}

/// The root of a place, with the way to it halved.
static int32_t root_of(int32_t *parents, int32_t place) {
  for (;;) {
    int32_t parent = __atomic_load_n(parents + place, __ATOMIC_RELAXED);
    if (parent == place) return place;
    int32_t grand = __atomic_load_n(parents + parent, __ATOMIC_RELAXED);
    if (grand != parent)
      __atomic_compare_exchange_n(parents + place, &parent, grand, 1, __ATOMIC_RELAXED,
                                  __ATOMIC_RELAXED);
    place = grand;
  }
}

/// Makes one component of two; the root is the lower place.
static void unite(int32_t *parents, int32_t a, int32_t b) {
  for (;;) {
    a = root_of(parents, a);
    b = root_of(parents, b);
    if (a == b) return;
    int32_t low = a < b ? a : b, high = a < b ? b : a;
    int32_t expected = high;
    if (__atomic_compare_exchange_n(parents + high, &expected, low, 0, __ATOMIC_RELAXED,
                                    __ATOMIC_RELAXED))
      return;
  }
}

/// The squared distance between two boxes, 0 where they meet.
INLINE double boxes_distance(const double *restrict a, const double *restrict b, int64_t d) {
  double sum = 0;
  for (int64_t j = 0; j < d; j++) {
    double below = a[j] - b[d + j], above = b[j] - a[d + j];
    double outside = below > above ? below : above;
    outside = outside > 0 ? outside : 0;
    sum += outside * outside;
  }
  return sum;
}

/// The node of a group.
static int64_t leaf_node(const segue_tree *tree, int64_t group) {
  int64_t node = 0, first = 0, groups = tree->groups;
  while (groups > 1) {
    int64_t half = (groups + 1) / 2;
    if (group < first + half) {
      node += 1;
      groups = half;
    } else {
      node += 2 * half;
      first += half;
      groups -= half;
    }
  }
  return node;
}

/// The one root of all marked places of a group, or -1 if they have several.
static int32_t group_root(int32_t *parents, const uint8_t *marks, int64_t group) {
  int32_t common = -1;
  for (int64_t place = group * LANES; place < (group + 1) * LANES; place++) {
    if (!marks[place]) continue;
    int32_t root = root_of(parents, (int32_t)place);
    if (common >= 0 && root != common) return -1;
    common = root;
  }
  return common;
}

INLINE void unite_groups(const segue_tree *tree, double reach, const uint8_t *restrict marks,
                         int64_t group, int64_t other, int32_t *parents, int64_t d) {
  double query[MOST_COLUMNS];
  for (int64_t place = group * LANES; place < (group + 1) * LANES; place++) {
    if (!marks[place]) continue;
    read_place(tree, place, d, query);
    GROUP_DISTANCES(distance, tree->points + other * d * LANES, query, d)
    for (int lane = 0; lane < LANES; lane++)
      if (distance[lane] <= reach && marks[other * LANES + lane])
        unite(parents, (int32_t)place, (int32_t)(other * LANES + lane));
  }
}

INLINE void unite_body(const segue_tree *tree, double reach, const uint8_t *restrict marks,
                       const int32_t *restrict node_marks, const uint8_t *restrict joined,
                       int64_t first, int64_t last, int32_t *parents, int64_t d) {
  for (int64_t group = first; group < last; group++) {
    const int64_t own = leaf_node(tree, group);
    if (node_marks[own] == 0) continue;
    const double *box = tree->boxes + own * 2 * d;
    int32_t root = group_root(parents, marks, group);
#define GAP(node) boxes_distance(tree->boxes + (node) * 2 * d, box, d)
// Pairs of groups are looked at once, from the earlier of the two.
#define DONE(at)                                                                                   \
  ((at).first + (at).groups <= group || node_marks[(at).node] == 0 ||                              \
   (root >= 0 && joined[(at).node] && (at).first > group &&                                        \
    root_of(parents, root) == root_of(parents, (int32_t)((at).first * LANES))))
#define JOIN(other)                                                                                \
  {                                                                                                \
    int32_t theirs = root < 0 ? -1 : group_root(parents, marks, other);                            \
    if (root < 0 || theirs < 0 || root_of(parents, root) != theirs) {                              \
      unite_groups(tree, reach, marks, group, other, parents, d);                                  \
      root = group_root(parents, marks, group);                                                    \
    }                                                                                              \
  }
    WALK(tree, GAP, reach, DONE, JOIN)
#undef GAP
#undef DONE
#undef JOIN
  }
}

EVERY_WIDTH
void segue_tree_unite(const segue_tree *tree, double reach, const uint8_t *marks,
                      const int32_t *node_marks, const uint8_t *joined, int64_t first,
                      int64_t last, int32_t *parents) {
#define CALL(columns) unite_body(tree, reach, marks, node_marks, joined, first, last, parents, columns)
  BY_COLUMNS(tree->d, CALL)
#undef CALL
}
