#ifndef SEGUE_MEMBERS_H
#define SEGUE_MEMBERS_H

#include <stdint.h>

#include "trees.h"

// Distances between segments that are told from all pairs of their members: the greatest, or the
// mean.
//
// Segments are numbered from 0. The members of one stand in lanes, in groups of their own, whose
// last is filled up with copies of its last member that weigh nothing. The measure of two segments
// is a square, of the greatest distance or of the mean one. It is computed with the lower number
// first, so that it has the same bits from both sides.

/// The members of all segments, and what is known of each segment.
typedef struct {
  /// The coordinates in lanes, group after group.
  const double *points;
  /// The weight of each place.
  const double *weights;
  /// The first group of each segment, and at the end the number of groups.
  const int64_t *first_group;
  /// The number of members of each segment.
  const int32_t *counts;
  /// The sum of the weights of each segment.
  const double *masses;
  int64_t d;
  /// Whether the mean distance is meant, not the greatest.
  int is_mean;
} segue_members;

/// Brings the numbers of a row of a matrix up to what some members of one segment add: the weighted
/// sum of distances, or the greatest square, to each of the segments first..<last.
void segue_members_row(const segue_members *members, int64_t segment, int64_t first_member,
                       int64_t last_member, int64_t first, int64_t last, double *row);

/// The nearest segment to each of some others, ties to the pair whose greater number is lower, then
/// whose lower number is lower.
///
/// tree: over the weighted means of the members, its ids being the numbers of the segments. places:
/// the segments that ask. spreads: for each place of the tree no more than the weighted mean square
/// of the members' distances to their mean; node_spreads: the least in each node. slack: the square
/// of how far rounding may have moved a mean, a million times. nearest, measures: for each asking
/// segment.
///
/// By Jensen's inequality the mean distance of two segments is not below that of their means; and
/// the greatest squared distance not below the mean one, which is that of the means and both spreads.
void segue_tree_members(const segue_tree *tree, const segue_members *members,
                        const int32_t *places, int64_t count, const double *spreads,
                        const double *node_spreads, double slack, int32_t *nearest,
                        double *measures);

#endif
