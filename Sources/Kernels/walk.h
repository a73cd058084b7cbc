#ifndef SEGUE_WALK_H
#define SEGUE_WALK_H

#include "lanes.h"
#include "trees.h"

// How every search goes through a tree: the nearer half first, the other put by.

/// A node on the way.
typedef struct {
  int64_t node, first, groups;
  /// Below this nothing of the node can lie.
  double bound;
} branch;

// A tree over 2^31 groups is 32 levels deep, and one node a level is put by.
#define DEEPEST 64

/// The squared distance from a query to a box, 0 inside.
INLINE double box_distance(const double *restrict box, const double *restrict query, int64_t d) {
  double sum = 0;
  for (int64_t j = 0; j < d; j++) {
    double below = box[j] - query[j], above = query[j] - box[d + j];
    double outside = below > above ? below : above;
    outside = outside > 0 ? outside : 0;
    sum += outside * outside;
  }
  return sum;
}

/// The squared distances from a query to the eight points of a group.
#define GROUP_DISTANCES(out, points, query, d)                                                     \
  lanes out;                                                                                       \
  {                                                                                                \
    const lanes *x_ = (const lanes *)(points);                                                     \
    lanes difference_ = x_[0] - (query)[0];                                                        \
    out = difference_ * difference_;                                                               \
    for (int64_t j_ = 1; j_ < (d); j_++) {                                                         \
      difference_ = x_[j_] - (query)[j_];                                                          \
      out += difference_ * difference_;                                                            \
    }                                                                                              \
  }

/// Goes through a tree.
///
/// REACH(node): a lower bound for what the node holds. LIMIT: nothing above it is of use. SKIP(at):
/// whether a branch is of no use for another reason. LEAF(group): looks at a group.
#define WALK(tree, REACH, LIMIT, SKIP, LEAF)                                                       \
  {                                                                                                \
    branch stack_[DEEPEST];                                                                        \
    int top_ = 0;                                                                                  \
    branch at = {0, 0, (tree)->groups, REACH(0)};                                                  \
    for (;;) {                                                                                     \
      while (at.bound <= (LIMIT) && !SKIP(at)) {                                                   \
        if (at.groups == 1) {                                                                      \
          LEAF(at.first)                                                                           \
          break;                                                                                   \
        }                                                                                          \
        int64_t half_ = (at.groups + 1) / 2;                                                       \
        branch left_ = {at.node + 1, at.first, half_, REACH(at.node + 1)};                         \
        branch right_ = {at.node + 2 * half_, at.first + half_, at.groups - half_,                 \
                         REACH(at.node + 2 * half_)};                                              \
        if (left_.bound <= right_.bound) {                                                         \
          stack_[top_++] = right_;                                                                 \
          at = left_;                                                                              \
        } else {                                                                                   \
          stack_[top_++] = left_;                                                                  \
          at = right_;                                                                             \
        }                                                                                          \
      }                                                                                            \
      if (top_ == 0) break;                                                                        \
      at = stack_[--top_];                                                                         \
    }                                                                                              \
  }

#define NEVER(at) 0

/// The coordinates of a place, side by side.
INLINE void read_place(const segue_tree *tree, int64_t place, int64_t d, double *restrict out) {
  const double *group = tree->points + place / LANES * d * LANES + place % LANES;
  for (int64_t j = 0; j < d; j++) out[j] = group[j * LANES];
}

// Queries are read into room on the stack; columns beyond it are read to where the caller says.
#define MOST_COLUMNS 1024

#endif
