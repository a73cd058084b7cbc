#include "trees.h"

#pragma clang fp contract(off)

#define LEAF_POINTS 8

static void exchange(double *rows, int32_t *ids, int64_t d, int64_t a, int64_t b) {
  for (int64_t j = 0; j < d; j++) {
    double value = rows[a * d + j];
    rows[a * d + j] = rows[b * d + j];
    rows[b * d + j] = value;
  }
  int32_t id = ids[a];
  ids[a] = ids[b];
  ids[b] = id;
}

/// Whether a row comes before a pivot, by coordinate, then by id.
static int precedes(double value, int32_t id, double pivot, int32_t pivot_id) {
  return value < pivot || (value == pivot && id < pivot_id);
}

/// The place of the median of three rows.
static int64_t median(const double *rows, const int32_t *ids, int64_t d, int64_t column, int64_t a,
                      int64_t b, int64_t c) {
#define BEFORE(x, y)                                                                               \
  precedes(rows[(x) * d + column], ids[x], rows[(y) * d + column], ids[y])
  if (BEFORE(a, b)) return BEFORE(b, c) ? b : BEFORE(a, c) ? c : a;
  return BEFORE(a, c) ? a : BEFORE(b, c) ? c : b;
#undef BEFORE
}

/// Brings the `left` first rows, in order of one column and then of id, before the others.
///
/// Hoare's selection with the median of three. No two rows are equal, since no two ids are: so each
/// side of the pivot is exactly known, and the halves as sets do not depend on how they were found.
static void divide(double *rows, int32_t *ids, int64_t count, int64_t left, int64_t d,
                   int64_t column) {
  int64_t low = 0, high = count - 1;
  while (low < high) {
    int64_t third = (high - low) / 3;
    int64_t chosen = median(rows, ids, d, column, low + third / 2, (low + high) / 2,
                            high - third / 2);
    double pivot = rows[chosen * d + column];
    int32_t pivot_id = ids[chosen];
    int64_t i = low, j = high;
    while (i <= j) {
      while (precedes(rows[i * d + column], ids[i], pivot, pivot_id)) i++;
      while (precedes(pivot, pivot_id, rows[j * d + column], ids[j])) j--;
      if (i <= j) {
        if (i != j) exchange(rows, ids, d, i, j);
        i++;
        j--;
      }
    }
    if (left <= j) {
      high = j;
    } else if (left >= i) {
      low = i;
    } else {
      return;
    }
  }
}

static int64_t write_box(const double *rows, int64_t count, int64_t d, double *box) {
  for (int64_t j = 0; j < d; j++) box[j] = box[d + j] = rows[j];
  for (int64_t i = 1; i < count; i++)
    for (int64_t j = 0; j < d; j++) {
      double value = rows[i * d + j];
      box[j] = value < box[j] ? value : box[j];
      box[d + j] = value > box[d + j] ? value : box[d + j];
    }
  int64_t widest = 0;
  for (int64_t j = 1; j < d; j++)
    if (box[d + j] - box[j] > box[d + widest] - box[widest]) widest = j;
  return widest;
}

void segue_tree_split(double *rows, int32_t *ids, int64_t count, int64_t left, int64_t d,
                      double *box) {
  int64_t widest = write_box(rows, count, d, box);
  if (left > 0 && left < count) divide(rows, ids, count, left, d, widest);
}

void segue_tree_build(double *rows, int32_t *ids, int64_t count, int64_t d, int64_t node,
                      double *boxes) {
  int64_t groups = (count + LEAF_POINTS - 1) / LEAF_POINTS;
  double *box = boxes + node * 2 * d;
  if (groups <= 1) {
    write_box(rows, count, d, box);
    for (int64_t i = 1; i < count; i++)
      for (int64_t j = i; j > 0 && ids[j] < ids[j - 1]; j--) exchange(rows, ids, d, j, j - 1);
    return;
  }
  int64_t half = (groups + 1) / 2, left = half * LEAF_POINTS;
  segue_tree_split(rows, ids, count, left, d, box);
  segue_tree_build(rows, ids, left, d, node + 1, boxes);
  segue_tree_build(rows + left * d, ids + left, count - left, d, node + 2 * half, boxes);
}
