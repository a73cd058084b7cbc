#ifndef SEGUE_SEARCH_H
#define SEGUE_SEARCH_H

#include <stdint.h>

// The passes of Lloyd's iteration, over points in lanes as kernels.h describes them.
//
// A pass says which centroid is nearest to each point and brings the sums of the parts up to date.
// Its results do not depend on how it finds them: labels are those of squared distances added column
// by column in double precision without fused multiply-add, ties to the lower index; sums are whole
// numbers. So a pass may skip points whose label cannot have changed, and may look for the others in
// single precision, as long as it knows by how much that can be wrong.

// The sums of a part are whole numbers of three parts: for every eight of its d columns and its
// weight, eight 64-bit upper parts, eight middle ones and eight lower ones.

/// What a pass is told.
typedef struct {
  /// Coordinates of all points, in lanes; `count` of them are points, the others fill up.
  const double *points;
  /// Their weights, or null if each point weighs 1.
  const double *weights;
  int64_t count;
  int64_t d;
  /// k rows of d numbers.
  const double *centroids;
  int64_t k;
  /// d + 1 powers of two: by which weighted coordinates, and then weights, are multiplied to come
  /// below 2^30. Filled up with zeros to a multiple of eight.
  const double *units;
  /// The label of each point, -1 for none yet; brought up to date.
  int32_t *labels;

  // What follows is for segue_lloyd_search alone. Its distances are scaled, and counted from an
  // origin near most points.

  /// The points in single precision, row after row of `stride` numbers; zeros fill a row up to a
  /// multiple of four.
  const float *rows;
  int64_t stride;
  /// The centroids in single precision: rows like those of the points.
  const float *centers;
  /// For every four centroids the lower bounds of their four squared norms, then column by column -2
  /// times their coordinates. Filled up with infinite norms.
  const float *table;
  /// For each centroid a lower bound of its distance to the nearest other.
  const float *separations;
  /// By how much a squared distance can be wrong: this part of the squared norms of point and
  /// centroid.
  float error;
  /// For each point how much nearer its own centroid is than any other can be, plus `gap_drift` of
  /// when that was found out. Minus infinity for unknown.
  float *gaps;
  /// For each point how near another centroid can be at most, plus `drift` of when that was found
  /// out; null where it does not pay to look at a point's own centroid before all the others.
  float *seconds;
  /// How far any centroid can have moved in all since the first pass, rounded up.
  float drift;
  /// How far any two can have moved towards each other.
  float gap_drift;

  // Whole numbers of 14 bits, d of which do not exceed 2^28 as a sum of squares.

  /// The points as multiples of a quantum, or null: for every sixteen points and every two columns
  /// sixteen pairs. Zero fills the last pair up.
  const int16_t *cells;
  /// For every four centroids their four squared norms, their numbers, then for every two columns four
  /// pairs of -2 times their multiples. Filled up with norms of 2^30.
  const int32_t *coarse_table;
  /// One less than a power of two that is at least k.
  int32_t index_digits;
  /// How wrong the distance of a point and a centroid in multiples can be.
  float blur;
  /// The quantum in units of `rows`.
  float quantum;
} segue_pass;

/// What a pass counts.
typedef struct {
  /// Labels that are new, counting the filling points.
  int64_t changed;
  /// Points whose bound was used up.
  int64_t loose;
  /// Those of them that were compared with all centroids in single precision.
  int64_t searched;
  /// Those of them that double precision had to decide.
  int64_t undecided;
  /// Points that were compared with all centroids in whole numbers.
  int64_t coarse;
  /// Those of them that whole numbers did not decide.
  int64_t blurred;
} segue_counts;

/// The 64-bit words that the sums of one part take up.
int64_t segue_sum_words(int64_t d);

/// One pass over groups of points, by distances to all centroids. Moves points between the sums of k
/// parts, which begin at a multiple of 64 bytes.
void segue_lloyd_plain(const segue_pass *pass, int64_t first, int64_t groups, int64_t *sums,
                       segue_counts *counts);

/// The same pass with the same results, by bounds and single precision, over at most 512 groups. k is
/// at least 2.
///
/// scratch: 16 * stride numbers, at a multiple of 64 bytes.
void segue_lloyd_search(const segue_pass *pass, int64_t first, int64_t groups, int64_t *sums,
                        float *scratch, segue_counts *counts);

/// The weighted sum of squared distances of points to the centroid of their label.
///
/// Order of additions: eight lanes apart, in the order of the points, then halves.
double segue_inertia(const segue_pass *pass, int64_t first, int64_t groups);

/// Adds words of sums to others, and leaves 0 behind.
void segue_sums_add(int64_t *sums, int64_t *others, int64_t words);

/// The number that column j (or the weight, if j is d) of one part's sums stands for, rounded once;
/// unit is that of the column.
double segue_sum_value(const int64_t *sums, int64_t j, double unit);

#endif
