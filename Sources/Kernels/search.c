#include "search.h"
#include "coarse.h"
#include "lanes.h"
#include "moves.h"

#include <math.h>

// Estimates may be rounded in any way: the margins below hold for all.
#pragma clang fp contract(fast)

// Points of one call, a block, at most.
#define BLOCK 4096
// From so many of sixteen neighbours on all are looked at: fetched and written side by side, they cost
// as much as so many that are picked out. Up to so few products, one is enough.
#define MANY_OF_WIDE 8
#define FEW_PRODUCTS 16
// The same where neighbours are compared in whole numbers.
#define MANY_COARSE 4

typedef float quad __attribute__((vector_size(16), aligned(16)));
typedef _Bool wide_bits __attribute__((ext_vector_type(WIDE)));

/// The lanes of a mask as bits of a number.
INLINE uint32_t bits_of(const wide_mask *mask) {
  wide_bits bits = __builtin_convertvector(*mask, wide_bits);
  uint16_t number;
  __builtin_memcpy(&number, &bits, sizeof number);
  return number;
}

/// The nearest centroid of one point in double precision, ties to the lower index.
INLINE int32_t decide(const segue_pass *pass, int64_t d, int64_t place) {
#pragma clang fp contract(off)
  const double *point = pass->points + place / LANES * d * LANES + place % LANES;
  double best = INFINITY;
  int32_t index = 0;
  for (int32_t c = 0; c < pass->k; c++) {
    double difference = point[0] - pass->centroids[c * d];
    double distance = difference * difference;
    for (int64_t j = 1; j < d; j++) {
      difference = point[j * LANES] - pass->centroids[c * d + j];
      distance += difference * difference;
    }
    if (distance < best) {
      best = distance;
      index = c;
    }
  }
  return index;
}

/// The points of a block that are to be looked at, by their places in the block.
typedef struct {
  /// First points of runs of sixteen neighbours, each at a multiple of sixteen.
  uint16_t runs[BLOCK / WIDE + 1];
  /// Points apart. Sixteen more, so that the last sixteen can be filled up.
  uint16_t singles[BLOCK + WIDE];
  int64_t run_count, single_count;
} work_list;

/// Lists the points whose bound is used up; with them whole runs where at least `many` of sixteen
/// neighbours are.
INLINE void list_loose(const segue_pass *pass, int64_t first, int64_t count, int many,
                       work_list *list) {
  list->run_count = list->single_count = 0;
  // Which of the two it is cannot be foreseen, so nothing branches on it.
  uint16_t apart[BLOCK / WIDE + 1], apart_bits[BLOCK / WIDE + 1];
  int64_t apart_count = 0;
  for (int64_t p = 0; p < count; p += WIDE) {
    wide_mask loose = ~(*(const wide *)(pass->gaps + first + p) > pass->gap_drift);
    const uint32_t bits = bits_of(&loose);
    const int is_run = __builtin_popcount(bits) >= many;
    list->runs[list->run_count] = apart[apart_count] = (uint16_t)p;
    list->run_count += is_run;
    apart_bits[apart_count] = (uint16_t)bits;
    apart_count += bits != 0 && !is_run;
  }
  for (int64_t i = 0; i < apart_count; i++)
    for (uint32_t bits = apart_bits[i]; bits; bits &= bits - 1)
      list->singles[list->single_count++] = (uint16_t)(apart[i] + __builtin_ctz(bits));
}

/// Fills points apart up to a multiple of sixteen.
INLINE void fill_up(uint16_t *list, int64_t count) {
  for (int i = 0; i < WIDE && count > 0; i++) list[count + i] = list[count - 1];
}

// Four vectors of sixteen, each of four points' four numbers, into four of one number of each point.
#define TURN(part, one, two, three, four)                                                          \
  do {                                                                                             \
    wide low = __builtin_shufflevector(part[0], part[1], 0, 16, 1, 17, 4, 20, 5, 21, 8, 24, 9, 25, \
                                       12, 28, 13, 29);                                            \
    wide high = __builtin_shufflevector(part[0], part[1], 2, 18, 3, 19, 6, 22, 7, 23, 10, 26, 11,  \
                                        27, 14, 30, 15, 31);                                       \
    wide low2 = __builtin_shufflevector(part[2], part[3], 0, 16, 1, 17, 4, 20, 5, 21, 8, 24, 9,    \
                                        25, 12, 28, 13, 29);                                       \
    wide high2 = __builtin_shufflevector(part[2], part[3], 2, 18, 3, 19, 6, 22, 7, 23, 10, 26, 11, \
                                         27, 14, 30, 15, 31);                                      \
    one = __builtin_shufflevector(low, low2, 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, \
                                  29);                                                             \
    two = __builtin_shufflevector(low, low2, 2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15,   \
                                  30, 31);                                                         \
    three = __builtin_shufflevector(high, high2, 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, \
                                    28, 29);                                                       \
    four = __builtin_shufflevector(high, high2, 2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14,    \
                                   15, 30, 31);                                                    \
  } while (0)

// Four times four numbers side by side.
#define JOIN(a, b, c, d)                                                                           \
  __builtin_shufflevector(__builtin_shufflevector(a, b, 0, 1, 2, 3, 4, 5, 6, 7),                   \
                          __builtin_shufflevector(c, d, 0, 1, 2, 3, 4, 5, 6, 7), 0, 1, 2, 3, 4, 5, \
                          6, 7, 8, 9, 10, 11, 12, 13, 14, 15)

/// Keeps those points of a list for which the distance to their own centroid does not settle that it
/// is the nearest; returns how many. The list is filled up to a multiple of sixteen.
INLINE int64_t list_unsettled(const segue_pass *pass, int64_t stride, int64_t first,
                              uint16_t *list, int64_t count) {
  int64_t kept = 0;
  for (int64_t i = 0; i < count; i += WIDE) {
    quad squares[WIDE], norms[WIDE];
    wide across, seconds;
    for (int n = 0; n < WIDE; n++) {
      const int64_t place = first + list[i + n];
      __builtin_prefetch(pass->rows + (first + list[i + n + (i + 4 * WIDE < count ? 3 * WIDE : 0)]) * stride);
      const int32_t own = pass->labels[place];
      across[n] = pass->separations[own];
      seconds[n] = pass->seconds[place];
      const quad *x = (const quad *)(pass->rows + place * stride);
      const quad *center = (const quad *)(pass->centers + own * stride);
      quad square = {0}, norm = {0};
      for (int64_t j = 0; j < stride / 4; j++) {
        quad difference = x[j] - center[j];
        square += difference * difference;
        norm += x[j] * x[j];
      }
      squares[n] = square;
      norms[n] = norm;
    }
    wide part[4], a, b, c, d, square, norm;
    for (int n = 0; n < 4; n++)
      part[n] = JOIN(squares[n], squares[4 + n], squares[8 + n], squares[12 + n]);
    TURN(part, a, b, c, d);
    square = (a + b) + (c + d);
    for (int n = 0; n < 4; n++) part[n] = JOIN(norms[n], norms[4 + n], norms[8 + n], norms[12 + n]);
    TURN(part, a, b, c, d);
    norm = (a + b) + (c + d);
    // The squared norm of the centroid is at most twice those of point and difference.
    wide near = __builtin_elementwise_sqrt(square + pass->error * (3.5f * norm + 2.5f * square) +
                                           0x1p-90f);
    wide far = seconds - pass->drift;
    across -= near;
    far = WIDE_MAX(across, far);
    wide gap = far - near - (far + near) * 0x1p-20f;
    wide_mask unsettled = ~(gap > (wide){0});
    gap += pass->gap_drift;
    gap -= gap * 0x1p-20f;
    far += pass->drift;
    far -= far * 0x1p-20f;
    uint32_t bits = bits_of(&unsettled);
    if (count - i < WIDE) bits &= (1u << (count - i)) - 1;
    // What is noted of an unsettled point is noted again when it has been searched for.
    for (int n = 0; n < WIDE; n++) {
      const uint16_t point = list[i + n];
      pass->gaps[first + point] = gap[n];
      pass->seconds[first + point] = far[n];
      list[kept] = point;
      kept += bits >> n & 1;
    }
  }
  return kept;
}

/// Fetches sixteen points, so that each column lies side by side.
INLINE void gather(const segue_pass *pass, int64_t stride, int64_t first, const uint16_t *list,
                   wide *restrict x) {
  const float *row[WIDE];
  for (int n = 0; n < WIDE; n++) row[n] = pass->rows + (first + list[n]) * stride;
  for (int64_t j = 0; j < stride; j += 4) {
    wide part[4];
    for (int n = 0; n < 4; n++)
      part[n] = JOIN(*(const quad *)(row[n] + j), *(const quad *)(row[4 + n] + j),
                     *(const quad *)(row[8 + n] + j), *(const quad *)(row[12 + n] + j));
    TURN(part, x[j], x[j + 1], x[j + 2], x[j + 3]);
  }
}

INLINE void compare(const segue_pass *pass, int64_t d, const wide *restrict x,
                    wide_search *found) {
  wide norm = x[0] * x[0];
  for (int64_t j = 1; j < d; j++) norm += x[j] * x[j];
  // A score is a lower bound of the squared distance, less the squared norm of the point and what
  // that can be wrong by.
  wide best = WIDE_SPREAD(INFINITY), second = best;
  wide_mask index = {0};
  const float *table = pass->table;
  for (int64_t c = 0; c < pass->k; c += TILE, table += TILE * (d + 1)) {
    wide score[TILE];
    for (int t = 0; t < TILE; t++) score[t] = x[0] * table[TILE + t] + table[t];
    for (int64_t j = 1; j < d; j++)
      for (int t = 0; t < TILE; t++) score[t] += x[j] * table[TILE * (j + 1) + t];
    for (int t = 0; t < TILE; t++) {
      wide_mask nearer = score[t] < best;
      wide loser = WIDE_MAX(score[t], best);
      second = WIDE_MIN(loser, second);
      best = WIDE_CHOOSE(nearer, score[t], best);
      index = (nearer & (int32_t)(c + t)) | (~nearer & index);
    }
  }
  const float error = pass->error;
  wide near2 = norm + best, positive = WIDE_MAX(near2, (wide){0});
  // The norm of the nearest centroid is known from those of the point and the difference.
  wide doubt = error * (norm + 5 * (norm + positive)) + 0x1p-90f;
  wide far2 = norm + second - error * norm;
  wide near = __builtin_elementwise_sqrt(positive + doubt);
  wide far = __builtin_elementwise_sqrt(WIDE_MAX(far2, (wide){0}));
  found->decided = second - best > doubt + error * norm;
  found->gap = far - near - (far + near) * 0x1p-20f;
  found->far = far;
  found->label = index;
}

/// Makes bounds count from the first pass on.
INLINE void date_bounds(const segue_pass *pass, wide_search *found) {
  wide gap = found->gap, far = found->far + pass->drift;
  found->gap = gap + pass->gap_drift - (WIDE_MAX(gap, -gap) + pass->gap_drift) * 0x1p-20f;
  found->far = far - far * 0x1p-20f;
}

/// Searches for the nearest centroids of sixteen points.
INLINE void search_points(const segue_pass *pass, int64_t d, int64_t first, const uint16_t *points,
                          float *scratch, wide_search *found, segue_counts *counts) {
  gather(pass, (d + 3) / 4 * 4, first, points, (wide *)scratch);
  compare(pass, d, (const wide *)scratch, found);
  if (__builtin_reduce_or(~found->decided))
    for (int n = 0; n < WIDE; n++)
      if (!found->decided[n]) {
        found->label[n] = decide(pass, d, first + points[n]);
        counts->undecided++;
      }
  date_bounds(pass, found);
}

/// Notes what was found about sixteen neighbours, the first of them at a multiple of sixteen, and
/// which of them move from where.
INLINE int64_t note_run(const segue_pass *pass, int64_t place, const wide_search *found,
                        uint16_t point, uint16_t *moved, int32_t *from) {
  *(wide *)(pass->gaps + place) = found->gap;
  if (pass->seconds) *(wide *)(pass->seconds + place) = found->far;
  wide_mask *labels = (wide_mask *)(pass->labels + place), old = *labels;
  wide_mask differs = old != found->label;
  int64_t moves = 0;
  if (bits_of(&differs)) *labels = found->label;
  for (uint32_t bits = bits_of(&differs); bits; bits &= bits - 1) {
    int n = __builtin_ctz(bits);
    moved[moves] = (uint16_t)(point + n);
    from[moves++] = old[n];
  }
  return moves;
}

/// Looks at runs of sixteen neighbours in whole numbers; lists the points that these do not decide,
/// whose labels stay, and those that move from where.
INLINE int64_t search_runs_coarsely(const segue_pass *pass, int64_t d, int64_t first,
                                    work_list *list, uint16_t *moved, int32_t *from) {
  // What happens now and then is noted without a branch, and seen to when all runs are compared: a
  // wrong guess in between would wait for the comparison.
  wide_mask labels_before[BLOCK / WIDE + 1];
  uint16_t moving[BLOCK / WIDE + 1], blurred[BLOCK / WIDE + 1];
  uint16_t moving_bits[BLOCK / WIDE + 1], blurred_bits[BLOCK / WIDE + 1];
  int64_t moving_count = 0, blurred_count = 0;
  for (int64_t i = 0; i < list->run_count; i++) {
    const int64_t place = first + list->runs[i];
    wide_search found;
    compare_coarsely(pass, d, place, &found);
    date_bounds(pass, &found);
    *(wide *)(pass->gaps + place) = found.gap;
    if (pass->seconds) *(wide *)(pass->seconds + place) = found.far;
    wide_mask *labels = (wide_mask *)(pass->labels + place), old = *labels;
    wide_mask undecided = ~found.decided;
    wide_mask new = (found.decided & found.label) | (undecided & old), differs = old != new;
    *labels = new;
    labels_before[moving_count] = old;
    moving[moving_count] = blurred[blurred_count] = list->runs[i];
    moving_bits[moving_count] = (uint16_t)bits_of(&differs);
    moving_count += moving_bits[moving_count] != 0;
    blurred_bits[blurred_count] = (uint16_t)bits_of(&undecided);
    blurred_count += blurred_bits[blurred_count] != 0;
  }
  for (int64_t i = 0; i < blurred_count; i++)
    for (uint32_t bits = blurred_bits[i]; bits; bits &= bits - 1)
      list->singles[list->single_count++] = (uint16_t)(blurred[i] + __builtin_ctz(bits));
  int64_t moves = 0;
  for (int64_t i = 0; i < moving_count; i++)
    for (uint32_t bits = moving_bits[i]; bits; bits &= bits - 1) {
      int n = __builtin_ctz(bits);
      moved[moves] = (uint16_t)(moving[i] + n);
      from[moves++] = ((const int32_t *)&labels_before[i])[n];
    }
  return moves;
}

INLINE void search_body(const segue_pass *pass, int64_t d, int64_t first, int64_t count,
                        int64_t *restrict sums, float *restrict scratch,
                        segue_counts *restrict counts) {
  const int64_t stride = (d + 3) / 4 * 4, products = pass->k * d;
  const int looks_at_own = pass->seconds && pass->labels[first] >= 0;
  work_list list;
  uint16_t moved[BLOCK + WIDE];
  int32_t from[BLOCK + WIDE];
  int64_t moves = 0;
  // Where own centroids are looked at first, points apart are few in the end.
  list_loose(pass, first, count,
             products <= FEW_PRODUCTS ? 1
             : pass->cells            ? MANY_COARSE
             : looks_at_own           ? WIDE + 1
                                      : MANY_OF_WIDE,
             &list);
  counts->loose += list.run_count * WIDE + list.single_count;
  fill_up(list.singles, list.single_count);
  if (looks_at_own && list.single_count > 0)
    list.single_count = list_unsettled(pass, stride, first, list.singles, list.single_count);
  counts->searched += list.run_count * WIDE + list.single_count;

  wide_search found;
  const int64_t settled_before = list.single_count;
  if (pass->cells) {
    moves = search_runs_coarsely(pass, d, first, &list, moved, from);
    counts->coarse += list.run_count * WIDE;
    counts->blurred += list.single_count - settled_before;
  }
  for (int64_t i = 0; i < list.run_count && !pass->cells; i++) {
    uint16_t points[WIDE];
    for (int n = 0; n < WIDE; n++) points[n] = (uint16_t)(list.runs[i] + n);
    search_points(pass, d, first, points, scratch, &found, counts);
    moves += note_run(pass, first + points[0], &found, points[0], moved + moves, from + moves);
  }
  fill_up(list.singles, list.single_count);
  for (int64_t i = 0; i < list.single_count; i += WIDE) {
    const uint16_t *points = list.singles + i;
    const int64_t ahead = i + 3 * WIDE < list.single_count ? 2 * WIDE : 0;
    for (int n = 0; n < WIDE; n++)
      __builtin_prefetch(pass->rows + (first + points[n + ahead]) * stride);
    search_points(pass, d, first, points, scratch, &found, counts);
    float gaps[WIDE], seconds[WIDE];
    int32_t labels[WIDE];
    __builtin_memcpy(gaps, &found.gap, sizeof gaps);
    __builtin_memcpy(seconds, &found.far, sizeof seconds);
    __builtin_memcpy(labels, &found.label, sizeof labels);
    // A point that fills the list up comes a second time and has not moved since.
    for (int n = 0; n < WIDE; n++) {
      const int64_t place = first + points[n];
      pass->gaps[place] = gaps[n];
      if (pass->seconds) pass->seconds[place] = seconds[n];
      int32_t old = pass->labels[place], new = labels[n];
      moved[moves] = points[n];
      from[moves] = old;
      pass->labels[place] = new;
      moves += old != new;
    }
  }
  for (int64_t i = 0; i < moves; i++) {
    const double *ahead =
        pass->points + (first + moved[i + 4 < moves ? i + 4 : i]) / LANES * d * LANES;
    for (int64_t j = 0; j < d; j++) __builtin_prefetch(ahead + j * LANES);
    int64_t place = first + moved[i];
    move_point(pass, d, place, from[i], pass->labels[place], sums);
  }
  counts->changed += moves;
}

EVERY_WIDTH
void segue_lloyd_search(const segue_pass *pass, int64_t first, int64_t groups, int64_t *sums,
                        float *scratch, segue_counts *counts) {
#define CALL(columns)                                                                              \
  search_body(pass, columns, first * LANES, groups * LANES, sums, scratch, counts)
  BY_COLUMNS(pass->d, CALL)
#undef CALL
}
