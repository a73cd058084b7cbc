#ifndef SEGUE_COARSE_H
#define SEGUE_COARSE_H

#include "lanes.h"
#include "search.h"

#include <math.h>
#include <stddef.h>

// Comparisons in whole numbers of 14 bits: exact, half as many bytes as in single precision, and two
// products an instruction. What they cannot know is how far a point lies from the whole numbers that
// stand for it; that is the blur of a distance.

// Points that are compared with all centroids side by side.
#define WIDE 16
// Centroids compared at a time: four sums that do not wait for one another.
#define TILE 4

typedef float wide __attribute__((vector_size(64)));
typedef int32_t wide_mask __attribute__((vector_size(64)));
typedef int16_t wide_pairs __attribute__((vector_size(64)));

#define WIDE_CHOOSE(mask, yes, no)                                                                 \
  ((wide)(((mask) & (wide_mask)(yes)) | (~(mask) & (wide_mask)(no))))
#define WIDE_SPREAD(value) ((wide){0} + (value))
#define WIDE_MAX(a, b) WIDE_CHOOSE((a) > (b), a, b)
#define WIDE_MIN(a, b) WIDE_CHOOSE((a) < (b), a, b)

/// What a comparison with all centroids finds out about sixteen points.
typedef struct {
  wide gap, far;
  wide_mask label, decided;
} wide_search;

// Processors multiply sixteen pairs by sixteen others and add each two products in one instruction,
// which compilers choose for this sum of products as long as it is left in one piece: so the numbers
// of a pair are picked crosswise, and the sum is fenced off from the additions around it.
#define FIRST_OF_PAIR(v)                                                                           \
  __builtin_convertvector(__builtin_shufflevector(v, v, 0, 3, 4, 7, 8, 11, 12, 15, 16, 19, 20, 23, \
                                                  24, 27, 28, 31),                                 \
                          wide_mask)
#define OTHER_OF_PAIR(v)                                                                           \
  __builtin_convertvector(__builtin_shufflevector(v, v, 1, 2, 5, 6, 9, 10, 13, 14, 17, 18, 21, 22, \
                                                  25, 26, 29, 30),                                 \
                          wide_mask)
#if defined(__x86_64__)
#define IN_ONE_PIECE(sum) ((wide_mask)__arithmetic_fence((wide)(sum)))
#else
#define IN_ONE_PIECE(sum) (sum)
#endif
#define PAIR_PRODUCTS(a, b)                                                                        \
  IN_ONE_PIECE(FIRST_OF_PAIR(a) * FIRST_OF_PAIR(b) + OTHER_OF_PAIR(a) * OTHER_OF_PAIR(b))

/// Divides by roots, or by up to 0.2 % more: with a guess from the exponent and one step of Newton's,
/// which never comes out above the reciprocal.
INLINE void divide_by_root(wide *numbers, const wide *squares) {
  wide guess = (wide)(0x5f3759df - ((wide_mask)*squares >> 1));
  *numbers *= guess * (1.5f - 0.5f * *squares * guess * guess) * (1 - 0x1p-20f);
}

/// Compares sixteen neighbours, the first of them at a multiple of sixteen, with all centroids.
///
/// A score is the squared distance less the squared norm of the point. Its last digits give way to
/// the number of the centroid: so the least score knows whose it is. How far the second is told where
/// `pass->seconds` asks for it.
INLINE void compare_coarsely(const segue_pass *pass, int64_t d, int64_t place,
                             wide_search *found) {
#pragma clang fp reassociate(on)
  const int64_t pairs = (d + 1) / 2;
  const wide_pairs *x = (const wide_pairs *)(pass->cells + place * pairs * 2);
  wide_mask norm = {0};
  for (int64_t j = 0; j < pairs; j++) norm += PAIR_PRODUCTS(x[j], x[j]);
  const int32_t digits = pass->index_digits;
  wide_mask best = (wide_mask){0} + INT32_MAX, second = best;
  const int32_t *table = pass->coarse_table;
  for (int64_t c = 0; c < pass->k; c += TILE, table += TILE * (pairs + 2)) {
    // Read anew for each tile, since a compiler that takes the pairs apart ahead of the loop no longer
    // sees that they are pairs.
    __asm__ volatile("" : "+r"(x));
    wide_mask score[TILE];
    for (int t = 0; t < TILE; t++) score[t] = (wide_mask){0} + table[t];
    for (int64_t j = 0; j < pairs; j++)
      for (int t = 0; t < TILE; t++) {
        wide_pairs center = (wide_pairs)((wide_mask){0} + table[TILE * (j + 2) + t]);
        score[t] += PAIR_PRODUCTS(x[j], center);
      }
    for (int t = 0; t < TILE; t++) {
      wide_mask key = (score[t] & ~digits) | table[TILE + t];
      second = __builtin_elementwise_min(second, __builtin_elementwise_max(best, key));
      best = __builtin_elementwise_min(best, key);
    }
  }
  found->label = best & digits;
  wide_mask near2 = norm + (best | digits), far2 = norm + (second & ~digits);
  wide gap;
  if (pass->seconds) {
    wide near = __builtin_elementwise_sqrt(__builtin_convertvector(near2, wide)) + pass->blur;
    wide far = __builtin_elementwise_sqrt(__builtin_convertvector(
                   __builtin_elementwise_max(far2, (wide_mask){0}), wide)) -
               pass->blur;
    gap = far - near - (far + near) * 0x1p-20f;
    found->far = far * pass->quantum;
  } else {
    // far - near = (far² - near²) / (far + near), and far + near is at most the root of twice the sum of
    // squares. Where that is not positive the point is not decided, and its gap is not looked at.
    wide twice = 2 * __builtin_convertvector(near2 + far2, wide);
    gap = __builtin_convertvector(far2 - near2, wide);
    divide_by_root(&gap, &twice);
    gap -= 2 * pass->blur;
  }
  found->decided = gap > (wide){0};
  found->gap = gap * pass->quantum;
}

#endif
