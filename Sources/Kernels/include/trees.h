#ifndef SEGUE_TREES_H
#define SEGUE_TREES_H

#include <stdint.h>

// Searches in a k-d tree.
//
// The points of a tree stand in lanes, as everywhere, in the order of the tree: a node is a range
// of groups of eight points, and its left half is its first (g + 1) / 2 groups. A leaf is one group.
// So the shape follows from the number of points alone. Nodes are numbered in preorder: the left
// child of a node is the next one, the right child of a node of g groups is 2 * ((g + 1) / 2)
// further. The places that fill the last group up are infinitely far away and weigh nothing.
//
// Ids are what a point is called outside of the tree; where two points are equally near, the ids
// decide, so that nothing depends on the shape of the tree. Squared distances are added column by
// column without fused multiply-add; the distance to a box is rounded as the distance to a point
// is, so that a box is never farther than what it holds.

/// A tree, ready for searches.
typedef struct {
  /// groups * d * 8 coordinates, in lanes.
  const double *points;
  /// groups * 8 weights.
  const double *weights;
  /// groups * 8 ids, -1 where no point stands.
  const int32_t *ids;
  /// For each node the least and then the greatest value of each column: 2 * d numbers.
  const double *boxes;
  /// For each node the sum of the weights of its points.
  const double *node_weights;
  /// At least 1.
  int64_t groups;
  int64_t d;
} segue_tree;

/// The squared distances from a query to all points in lanes, groups * 8 of them.
void segue_squared_distances(const double *points, int64_t groups, int64_t d, const double *query,
                             double *distances);

/// Splits a node: writes its box and brings the points of its left half before the others, along
/// the column in which they reach farthest (ties to the lower column), in order of coordinate, then
/// of id. rows: count rows of d numbers, moved together with their ids. left: how many points the
/// left half has, 0 for none.
void segue_tree_split(double *rows, int32_t *ids, int64_t count, int64_t left, int64_t d,
                      double *box);

/// Splits a node and all below it; the rows of a leaf come to stand by ascending id.
void segue_tree_build(double *rows, int32_t *ids, int64_t count, int64_t d, int64_t node,
                      double *boxes);

/// The points nearest to a query, by ascending squared distance, ties to the lower id, until their
/// weights sum to at least need (every point counts 1 if is_weighted is 0).
///
/// distances, masses, ids: room for `room` points each; masses is for the work alone. Returns how
/// many were found; if the room was too small, -1.
int64_t segue_tree_nearest(const segue_tree *tree, const double *query, double need,
                           int is_weighted, double *distances, double *masses, int32_t *ids,
                           int64_t room);

/// For each place of the groups first..<last, the squared distance within which the weights of the
/// points, its own included, sum to at least need; infinite if all weigh less. Scratch as above.
/// Returns 0, or -1 if the room was too small.
int64_t segue_tree_core(const segue_tree *tree, double need, int64_t first, int64_t last,
                        double *core, double *distances, double *masses, int32_t *ids,
                        int64_t room);

/// The weight of the points within a squared distance of a query, which may stop at enough.
double segue_tree_weight_within(const segue_tree *tree, const double *query, double reach,
                                double enough);

/// The places of the points within a squared distance of a query, with their squared distances, in
/// the order of the tree. Room is for all points of the tree. Returns how many there are.
int64_t segue_tree_within(const segue_tree *tree, const double *query, double reach,
                          int32_t *places, double *distances);

/// One round of Borůvka's algorithm for the places of the groups first..<last: the nearest point of
/// another component, by the larger of the squared distance and the core of both points, ties to
/// the lower of the two ids and then the lower of the others.
///
/// component: for each place. node_components: for each node the component of all its points, or
/// -1. core, node_cores: squared core distance of each place and its least in each node. bounds: for
/// each component the least found so far, lowered as the search goes on. candidates, found: for each
/// place the nearest foreign place known, or -1, and the squared distance below which there is
/// certainly none; brought up to date where the candidate is no longer foreign.
void segue_tree_foreign(const segue_tree *tree, int64_t first, int64_t last,
                        const int32_t *component, const int32_t *node_components,
                        const double *core, const double *node_cores, double *bounds,
                        int32_t *candidates, double *found);

/// For each node the common component of its points, or -1 if they have several.
void segue_tree_components(const segue_tree *tree, const int32_t *component,
                           int32_t *node_components);

/// For each node the least of a number of each place.
void segue_tree_minima(const segue_tree *tree, const double *values, double *minima);

/// The nearest point to each of some points by Ward's measure: w v / (w + v) times the squared
/// distance, w and v being weights. Ties go to the pair whose greater id is lower, then whose lower
/// id is lower.
///
/// places: the points that ask. node_least: the least weight in each node. nearest, costs: for each
/// asking point the id of what was found and the measure.
void segue_tree_ward(const segue_tree *tree, const int32_t *places, int64_t count,
                     const double *node_least, int32_t *nearest, double *costs);

/// Marks the points that have enough weight within a squared distance, for the groups
/// first..<last. A place that is marked already is left alone.
void segue_tree_dense(const segue_tree *tree, double reach, double enough, int64_t first,
                      int64_t last, uint8_t *marks);

/// Unites, for each marked place of the groups first..<last, its component with those of the marked
/// places within a squared distance. parents: a forest in which the parent of a place is never
/// after it; several threads may grow it at once, and the components that come of it do not depend
/// on who was first. node_marks: how many places of a node are marked. joined: for each node 1 if
/// all its points are known to be of one component.
void segue_tree_unite(const segue_tree *tree, double reach, const uint8_t *marks,
                      const int32_t *node_marks, const uint8_t *joined, int64_t first,
                      int64_t last, int32_t *parents);

/// The marked point nearest to a query within a squared distance, ties to the lower rank. Returns
/// its place, or -1 if there is none.
int64_t segue_tree_marked(const segue_tree *tree, const double *query, double reach,
                          const uint8_t *marks, const int32_t *node_marks, const int32_t *ranks,
                          double *distance);

#endif
