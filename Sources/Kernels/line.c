#include "line.h"
#include "lanes.h"

#include <math.h>
#include <string.h>

#pragma clang fp contract(off)

// The inertia of a segment is the sum of squares less the square of the sum over the weight. Where
// the segment is narrow and far from 0, nearly all digits of the two are equal, so that both are
// kept in twice the precision: T. J. Dekker, "A floating-point technique for extending the available
// precision", Numerische Mathematik 18, 1971.

/// high + low = a - b without rounding, and what a and b have no room for added to low.
#define DIFFERENCE(high, low, a, a_rest, b, b_rest)                                                \
  do {                                                                                             \
    lanes of = (a), less = (b);                                                                    \
    high = of - less;                                                                              \
    lanes back = high - of;                                                                        \
    low = (of - (high - back)) - (less + back);                                                    \
    low += (a_rest) - (b_rest);                                                                    \
  } while (0)

/// high + low = x, each with half of its digits.
#define SPLIT(high, low, x)                                                                        \
  do {                                                                                             \
    lanes wide = (x) * 134217729.0;                                                                \
    high = wide - (wide - (x));                                                                    \
    low = (x) - high;                                                                              \
  } while (0)

/// The inertia of the values between two places, from the six sums before each: weights, their
/// rest, sums, their rest, squares, their rest.
#define INERTIA(result, to, from)                                                                  \
  do {                                                                                             \
    lanes weight, weight_low, a, b, square, square_low;                                            \
    DIFFERENCE(weight, weight_low, (to)[0], (to)[1], (from)[0], (from)[1]);                        \
    DIFFERENCE(a, b, (to)[2], (to)[3], (from)[2], (from)[3]);                                      \
    DIFFERENCE(square, square_low, (to)[4], (to)[5], (from)[4], (from)[5]);                        \
    /* (a + b) (a + b), rounded, and what rounding lost. */                                        \
    lanes a_high, a_low;                                                                           \
    SPLIT(a_high, a_low, a);                                                                       \
    lanes product = a * a;                                                                         \
    lanes lost = ((a_high * a_high - product) + 2.0 * (a_high * a_low)) + a_low * a_low;           \
    lost += 2.0 * (a * b);                                                                         \
    /* Divided by the weight, in two digits of a long division. */                                 \
    lanes inverse = 1.0 / weight;                                                                  \
    lanes quotient = product * inverse;                                                            \
    lanes q_high, q_low, w_high, w_low;                                                            \
    SPLIT(q_high, q_low, quotient);                                                                \
    SPLIT(w_high, w_low, weight);                                                                  \
    lanes whole = quotient * weight;                                                               \
    lanes whole_lost =                                                                             \
        ((q_high * w_high - whole) + (q_high * w_low + q_low * w_high)) + q_low * w_low;           \
    lanes rest = ((product - whole) - whole_lost) + lost - quotient * weight_low;                  \
    lanes spread = (square - quotient) + (square_low - rest * inverse);                            \
    (result) = CHOOSE((spread > 0.0) & (weight > 0.0), spread, (lanes){0});                        \
  } while (0)

enum { SUMS = 6 };

/// The best begin of the segment that ends before the value `end`, of those in low...high.
INLINE double best_begin(const double *sums, int64_t width, const double *before, int64_t end,
                         int64_t low, int64_t high, int32_t *begin) {
  lanes to[SUMS], from[SUMS];
  for (int i = 0; i < SUMS; i++) to[i] = SPREAD(sums[i * width + end]);
  lanes best = SPREAD(INFINITY);
  lane_mask place = {0};
  lane_mask index = {0, 1, 2, 3, 4, 5, 6, 7};
  index += low;
  for (int64_t i = low; i <= high; i += LANES) {
    for (int s = 0; s < SUMS; s++) memcpy(&from[s], sums + s * width + i, sizeof(lanes));
    lanes inertia, start;
    INERTIA(inertia, to, from);
    memcpy(&start, before + i, sizeof(lanes));
    lanes total = CHOOSE(index <= high, start + inertia, SPREAD(INFINITY));
    lane_mask better = total < best;
    best = CHOOSE(better, total, best);
    place = (better & index) | (~better & place);
    index += LANES;
  }
  double least = best[0];
  int64_t where = place[0];
  for (int lane = 1; lane < LANES; lane++)
    if (best[lane] < least || (best[lane] == least && place[lane] < where)) {
      least = best[lane];
      where = place[lane];
    }
  *begin = (int32_t)where;
  return least;
}

/// The same for eight ends at a time, each with few begins: lanes are ends rather than begins.
INLINE void best_begins(const double *sums, int64_t width, const double *before, int64_t first,
                        int64_t stride, const int64_t *low, const int64_t *high, int64_t longest,
                        double *after, int32_t *begins) {
  lanes to[SUMS], from[SUMS];
  for (int lane = 0; lane < LANES; lane++)
    for (int s = 0; s < SUMS; s++) to[s][lane] = sums[s * width + first + lane * stride];
  lanes best = SPREAD(INFINITY);
  lane_mask place = {0};
  for (int64_t step = 0; step < longest; step++) {
    lane_mask index;
    lanes start;
    for (int lane = 0; lane < LANES; lane++) {
      // Beyond its last begin an end looks at that once more, which changes nothing.
      int64_t i = low[lane] + step < high[lane] ? low[lane] + step : high[lane];
      index[lane] = i;
      start[lane] = before[i];
      for (int s = 0; s < SUMS; s++) from[s][lane] = sums[s * width + i];
    }
    lanes inertia;
    INERTIA(inertia, to, from);
    lanes total = start + inertia;
    lane_mask better = total < best;
    best = CHOOSE(better, total, best);
    place = (better & index) | (~better & place);
  }
  for (int lane = 0; lane < LANES; lane++) {
    after[first + lane * stride] = best[lane];
    begins[first + lane * stride] = (int32_t)place[lane];
  }
}

EVERY_WIDTH
void segue_line_level(const double *sums, int64_t width, int64_t n, int64_t least,
                      const double *before, const int32_t *earlier, int64_t first, int64_t stride,
                      int64_t count, double *after, int32_t *begins) {
  for (int64_t e = 0; e < count; e += LANES) {
    int64_t low[LANES], high[LANES], longest = 0;
    int64_t together = count - e < LANES ? count - e : LANES;
    for (int64_t lane = 0; lane < together; lane++) {
      int64_t end = first + (e + lane) * stride;
      int64_t lowest = least, highest = end - 1;
      int64_t near = end - stride / 2, far = end + stride / 2;
      if (earlier && earlier[end] > lowest) lowest = earlier[end];
      if (near > least && begins[near] > lowest) lowest = begins[near];
      if (far <= n && begins[far] < highest) highest = begins[far];
      // Rounding may cross the borders; there is always one place to look at.
      if (lowest > end - 1) lowest = end - 1;
      if (highest < lowest) highest = lowest;
      low[lane] = lowest;
      high[lane] = highest;
      if (highest - lowest + 1 > longest) longest = highest - lowest + 1;
    }
    // Which way is only a matter of speed: both look at the same begins in the same arithmetic.
    if (together == LANES && longest <= LANES / 2) {
      best_begins(sums, width, before, first + e * stride, stride, low, high, longest, after,
                  begins);
      continue;
    }
    for (int64_t lane = 0; lane < together; lane++) {
      int64_t end = first + (e + lane) * stride;
      after[end] = best_begin(sums, width, before, end, low[lane], high[lane], begins + end);
    }
  }
}
