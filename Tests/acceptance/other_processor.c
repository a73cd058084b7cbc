// Prints a digest of what each kernel finds in the same numbers, a line each: built for two processors,
// the lines must be equal.

#include "kernels.h"
#include "linkage.h"
#include "members.h"
#include "trees.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// What is computed here is rounded in steps everywhere, as the kernels are.
#pragma clang fp contract(off)

enum { count = 1024, groups = count / 8, nodes = 2 * groups - 1, k = 7 };

static uint64_t state;

/// A number in 0..<1, by steps that are whole numbers and thus the same everywhere.
static double unit(void) {
  uint64_t z = state += 0x9E3779B97F4A7C15u;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
  return (double)((z ^ (z >> 31)) >> 11) * 0x1p-53;
}

static void *room(size_t bytes) {
  void *found = aligned_alloc(64, (bytes + 63) / 64 * 64 + 64);
  if (!found) abort();
  memset(found, 0, (bytes + 63) / 64 * 64 + 64);
  return found;
}

static double *numbers(size_t length) { return room(length * sizeof(double)); }

static void tell(const char *part, int64_t d, const void *found, size_t bytes) {
  uint64_t digest = 0xCBF29CE484222325u;
  for (size_t i = 0; i < bytes; i++)
    digest = (digest ^ ((const unsigned char *)found)[i]) * 0x100000001B3u;
  printf("%s, %lld columns: %016llx\n", part, (long long)d, (unsigned long long)digest);
}

/// Rows around k centres, in lanes and as they are, with weights.
typedef struct {
  int64_t d;
  double *rows, *lanes, *weights, *centroids;
} sample;

static sample draw(int64_t d) {
  state = (uint64_t)d;
  sample s = {d, numbers(count * d), numbers(count * d), numbers(count), numbers(k * d)};
  for (int64_t i = 0; i < k * d; i++) s.centroids[i] = 8 * unit() - 4;
  for (int64_t p = 0; p < count; p++) {
    s.weights[p] = 0.5 + unit();
    for (int64_t j = 0; j < d; j++) {
      double value = s.centroids[p % k * d + j] + 2 * (unit() + unit() + unit() - 1.5);
      s.rows[p * d + j] = s.lanes[p / 8 * d * 8 + j * 8 + p % 8] = value;
    }
  }
  return s;
}

static void tell_distances(sample s) {
  double *found = numbers(2 * count * k), *more = numbers(2 * count);
  _Alignas(64) int32_t labels[count];
  segue_nearest(s.lanes, groups, s.d, s.centroids, k, labels, found, found + count);
  tell("nearest centroids", s.d, labels, sizeof labels);
  tell("their distances", s.d, found, 2 * count * sizeof(double));
  for (int p = 0; p < count; p++) more[p] = found[p];
  segue_potentials(s.lanes, s.weights, groups, s.d, s.rows, s.rows + 9 * s.d, 5, more, found);
  tell("potentials", s.d, found, 5 * sizeof(double));
  segue_distance_sums(s.lanes, s.weights, groups, s.d, s.rows, 50, found);
  tell("sums of distances", s.d, found, 50 * sizeof(double));
  memset(found, 0, 2 * count * sizeof(double));
  segue_mutual_distance_sums(s.lanes, s.weights, 32, s.lanes + 256 * s.d, s.weights + 256, 64, s.d,
                             found, found + count);
  tell("mutual sums of distances", s.d, found, 2 * count * sizeof(double));
  memset(found, 0, 2 * count * sizeof(double));
  segue_mutual_distances(s.lanes, 32, s.lanes + 256 * s.d, 64, s.d, found, found + count);
  tell("mutual distances", s.d, found, 2 * count * sizeof(double));
  segue_euclidean(s.lanes, groups, s.d, s.rows + 3 * s.d, found);
  tell("Euclidean distances", s.d, found, count * sizeof(double));
  uint8_t nominal[16] = {0, 0, 1};
  double scales[16];
  for (int j = 0; j < 16; j++) scales[j] = 0.3 + j;
  segue_column_sums(s.lanes, groups, s.d, s.rows + 3 * s.d, scales, nominal, found);
  tell("Gower distances", s.d, found, count * sizeof(double));
  segue_distance_extremes(s.lanes, groups, s.d, s.rows, 50, found, more);
  tell("least distances", s.d, found, 50 * sizeof(double));
  tell("largest distances", s.d, more, 50 * sizeof(double));
  segue_distances(s.lanes, groups, s.d, s.rows, found);
  segue_distances(s.lanes, groups, s.d, s.rows + s.d, more);
  found[0] = more[1] = INFINITY;
  segue_row_merge(found, more, 0.25, 0.75, count);
  int64_t least = segue_row_least(more, count);
  tell("merged rows", s.d, more, count * sizeof(double));
  tell("the least of a row", s.d, &least, sizeof least);
}

static void tell_transfers(sample s) {
  _Alignas(64) double centroids[k * 16], masses[k] = {0}, distances[2 * count];
  _Alignas(64) int32_t labels[count];
  memcpy(centroids, s.centroids, k * s.d * sizeof(double));
  segue_nearest(s.lanes, groups, s.d, centroids, k, labels, distances, distances + count);
  for (int p = 0; p < count; p++) masses[labels[p]] += s.weights[p];
  int64_t moves = segue_transfer(s.lanes, s.weights, groups, s.d, centroids, masses, k, labels);
  tell("transfers", s.d, &moves, sizeof moves);
  tell("centroids of transfers", s.d, centroids, k * s.d * sizeof(double));
}

static void tell_models(sample s) {
  double *scratch = numbers(8 * (k * (s.d + 3) + 2)), *found = numbers(count * (k + 2));
  for (int m = 0; m < 2; m++) {
    segue_fuzzy(s.lanes, s.weights, groups, s.d, s.centroids, k, m ? 1.7 : 2, found, scratch,
                found + count * k);
    tell(m ? "fuzzy, m = 1.7" : "fuzzy, m = 2", s.d, found, (count * k + k * (s.d + 2)) * sizeof(double));
  }
  for (int32_t factor = segue_triangle; factor <= segue_diagonal; factor++) {
    int64_t moments = segue_mixture_moments(s.d, factor);
    double *work = numbers(segue_mixture_scratch(s.d, k, factor));
    double *factors = numbers(k * s.d * (s.d + 1)), constants[k];
    for (int64_t i = 0; i < k * s.d * (s.d + 1); i++) factors[i] = 0.2 + unit();
    for (int c = 0; c < k; c++) constants[c] = -3 - unit();
    double *sums = numbers(k * moments + 3);
    segue_mixture(s.lanes, s.weights, groups, s.d, s.centroids, factors, constants, k, factor, -9,
                  work, sums, sums + k * moments + 1);
    tell(factor ? "diagonal mixture" : "mixture", s.d, sums, (k * moments + 3) * sizeof(double));
    segue_responsibilities(s.lanes, groups, s.d, s.centroids, factors, constants, k, factor, -9, work,
                           count, found, found + count * (k + 1));
    tell(factor ? "diagonal responsibilities" : "responsibilities", s.d, found,
         count * (k + 2) * sizeof(double));
  }
}

/// Lloyd's pass the plain way and in single precision; both must find the same labels and sums.
static void tell_passes(sample s) {
  int64_t stride = (s.d + 3) / 4 * 4, words = segue_sum_words(s.d);
  double *units = numbers(s.d + 9);
  for (int64_t j = 0; j <= s.d; j++) units[j] = 0x1p26;
  float *rows = room(count * stride * sizeof(float)), *centers = room(k * stride * sizeof(float));
  float *table = room(8 * (s.d + 1) * sizeof(float)), *gaps = room(count * sizeof(float));
  float separations[k] = {0}, *scratch = room(16 * stride * sizeof(float)), error = (s.d + 8) * 0x1p-23f;
  for (int64_t p = 0; p < count; p++) {
    gaps[p] = -INFINITY;
    for (int64_t j = 0; j < s.d; j++) rows[p * stride + j] = (float)(s.rows[p * s.d + j] * 0x1p-4);
  }
  for (int64_t c = 0; c < 8; c++) {
    float *tile = table + c / 4 * 4 * (s.d + 1) + c % 4;
    double norm = 0;
    for (int64_t j = 0; j < s.d && c < k; j++) {
      float x = centers[c * stride + j] = (float)(s.centroids[c * s.d + j] * 0x1p-4);
      norm += (double)x * x;
      tile[4 * (j + 1)] = -2 * x;
    }
    tile[0] = c < k ? (float)(norm * (1 - (double)error)) : INFINITY;
  }
  for (int searched = 0; searched < 2; searched++) {
    int32_t *labels = room(count * sizeof(int32_t));
    memset(labels, -1, count * sizeof(int32_t));
    int64_t *sums = room(k * words * sizeof(int64_t));
    segue_pass pass = {.points = s.lanes, .weights = s.weights, .count = count, .d = s.d,
                       .centroids = s.centroids, .k = k, .units = units, .labels = labels,
                       .rows = rows, .stride = stride, .centers = centers, .table = table,
                       .separations = separations, .error = error, .gaps = gaps};
    segue_counts counts = {0};
    if (searched)
      segue_lloyd_search(&pass, 0, groups, sums, scratch, &counts);
    else
      segue_lloyd_plain(&pass, 0, groups, sums, &counts);
    double values[k * 17], inertia = segue_inertia(&pass, 0, groups);
    for (int c = 0; c < k; c++)
      for (int64_t j = 0; j <= s.d; j++)
        values[c * (s.d + 1) + j] = segue_sum_value(sums + c * words, j, units[j]);
    tell(searched ? "labels, searched" : "labels, plain", s.d, labels, count * sizeof(int32_t));
    tell(searched ? "sums, searched" : "sums, plain", s.d, values, k * (s.d + 1) * sizeof(double));
    tell("inertia", s.d, &inertia, sizeof inertia);
  }
}

/// The weight of the points of a node of a tree and of all below it.
static double weigh(double *node_weights, const double *weights, int64_t node, int64_t first,
                    int64_t length) {
  double sum = 0;
  if (length == 1)
    for (int i = 0; i < 8; i++) sum += weights[first * 8 + i];
  else {
    int64_t half = (length + 1) / 2;
    sum = weigh(node_weights, weights, node + 1, first, half);
    sum += weigh(node_weights, weights, node + 2 * half, first + half, length - half);
  }
  return node_weights[node] = sum;
}

static void tell_trees(sample s) {
  double *boxes = numbers(nodes * 2 * s.d), *lanes = numbers(count * s.d), *node_weights = numbers(nodes);
  _Alignas(64) int32_t ids[count], places[count], nearest[count];
  for (int p = 0; p < count; p++) ids[p] = p;
  segue_tree_build(s.rows, ids, count, s.d, 0, boxes);
  tell("order of a tree", s.d, ids, sizeof ids);
  tell("boxes of a tree", s.d, boxes, nodes * 2 * s.d * sizeof(double));
  for (int64_t p = 0; p < count; p++)
    for (int64_t j = 0; j < s.d; j++)
      lanes[p / 8 * s.d * 8 + j * 8 + p % 8] = s.rows[p * s.d + j];
  weigh(node_weights, s.weights, 0, 0, groups);
  segue_tree tree = {lanes, s.weights, ids, boxes, node_weights, groups, s.d};
  double *distances = numbers(count), *masses = numbers(count), *core = numbers(count);
  int64_t found = segue_tree_nearest(&tree, s.rows, 20, 1, distances, masses, nearest, count);
  tell("neighbours", s.d, nearest, found * sizeof(int32_t));
  tell("distances of neighbours", s.d, distances, found * sizeof(double));
  segue_tree_core(&tree, 10, 0, groups, core, distances, masses, nearest, count);
  tell("core distances", s.d, core, count * sizeof(double));
  found = segue_tree_within(&tree, s.rows, 4, places, distances);
  tell("points within reach", s.d, places, found * sizeof(int32_t));
  double *least = numbers(nodes);
  segue_tree_minima(&tree, s.weights, least);
  for (int p = 0; p < count; p++) places[p] = p;
  segue_tree_ward(&tree, places, count, least, nearest, core);
  tell("nearest by Ward's measure", s.d, nearest, sizeof nearest);
  tell("Ward's measure", s.d, core, count * sizeof(double));
}

static void tell_members(sample s) {
  int64_t first_group[9];
  int32_t sizes[8];
  double masses[8] = {0};
  for (int i = 0; i <= 8; i++) first_group[i] = i * groups / 8;
  for (int i = 0; i < 8; i++) sizes[i] = count / 8;
  for (int p = 0; p < count; p++) masses[p / (count / 8)] += s.weights[p];
  for (int is_mean = 0; is_mean < 2; is_mean++) {
    segue_members members = {s.lanes, s.weights, first_group, sizes, masses, s.d, is_mean};
    double *row = numbers(8);
    segue_members_row(&members, 3, 0, count / 8, 0, 8, row);
    tell(is_mean ? "sums between members" : "greatest between members", s.d, row, 8 * sizeof(double));
  }
}

/// One column: the least inertia of one segment, and of two.
static void tell_line(void) {
  int64_t width = count + 9;
  double *sums = numbers(6 * width), *one = numbers(width), *two = numbers(width), value = -1;
  int32_t *begins = room(width * sizeof(int32_t));
  for (int i = 0; i < count; i++) {
    value += unit() * unit() * 0.01;
    for (int j = 0; j < 3; j++)
      sums[2 * j * width + i + 1] =
          sums[2 * j * width + i] + (j == 0 ? 1 : j == 1 ? value : value * value);
  }
  segue_line_level(sums, width, count, 0, one, NULL, 1, 1, count, two, begins);
  tell("a line in one segment", 1, two, (count + 1) * sizeof(double));
  segue_line_level(sums, width, count, 1, two, NULL, count, 4 * count, 1, one, begins);
  tell("a line in two segments", 1, one + count, sizeof(double));
  tell("where the second begins", 1, begins + count, sizeof(int32_t));
}

int main(void) {
  int64_t columns[] = {1, 2, 3, 5, 7, 16};
  for (int i = 0; i < 6; i++) {
    sample s = draw(columns[i]);
    tell_distances(s);
    tell_transfers(s);
    tell_models(s);
    tell_passes(s);
    tell_members(s);
    tell_trees(s);
  }
  tell_line();
}
