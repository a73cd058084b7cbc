#include "line.h"
#include "lanes.h"

#include <math.h>
#include <string.h>

#pragma clang fp contract(off)

// The inertia of a segment is the sum of squares less the square of the sum over the weight. Where
// the segment is narrow and far from 0, nearly all digits of the two are equal, so that both are
// kept in twice the precision: T. J. Dekker, "A floating-point technique for extending the available
// precision", Numerische Mathematik 18, 1971.

/// high + low = a - b without rounding.
#define DIFFERENCE(high, low, a, b)                                                                \
  do {                                                                                             \
    lanes of = (a), less = (b);                                                                    \
    high = of - less;                                                                              \
    lanes back = high - of;                                                                        \
    low = (of - (high - back)) - (less + back);                                                    \
  } while (0)

/// high + low = x, each with half of its digits.
#define SPLIT(high, low, x)                                                                        \
  do {                                                                                             \
    lanes wide = (x) * 134217729.0;                                                                \
    high = wide - (wide - (x));                                                                    \
    low = (x) - high;                                                                              \
  } while (0)

#define LOAD(vector, array, place) memcpy(&(vector), (array) + (place), sizeof(lanes))

/// The best begin of the segment that ends before the value `end`, of those in low...high.
INLINE double best_begin(const double *sums, int64_t width, const double *before, int64_t end,
                         int64_t low, int64_t high, int32_t *begin) {
  const double *weights = sums, *weights_low = sums + width;
  const double *firsts = sums + 2 * width, *firsts_low = sums + 3 * width;
  const double *squares = sums + 4 * width, *squares_low = sums + 5 * width;
  lanes best = SPREAD(INFINITY);
  lane_mask place = {0};
  lane_mask index = {0, 1, 2, 3, 4, 5, 6, 7};
  index += low;
  for (int64_t i = low; i <= high; i += LANES) {
    lanes x, weight, weight_low, a, b, square, square_low;
    LOAD(x, weights, i);
    DIFFERENCE(weight, weight_low, SPREAD(weights[end]), x);
    LOAD(x, weights_low, i);
    weight_low += weights_low[end] - x;
    LOAD(x, firsts, i);
    DIFFERENCE(a, b, SPREAD(firsts[end]), x);
    LOAD(x, firsts_low, i);
    b += firsts_low[end] - x;
    LOAD(x, squares, i);
    DIFFERENCE(square, square_low, SPREAD(squares[end]), x);
    LOAD(x, squares_low, i);
    square_low += squares_low[end] - x;

    // (a + b) (a + b), rounded, and what rounding lost.
    lanes a_high, a_low;
    SPLIT(a_high, a_low, a);
    lanes product = a * a;
    lanes lost = ((a_high * a_high - product) + 2.0 * (a_high * a_low)) + a_low * a_low;
    lost += 2.0 * (a * b);
    // Divided by the weight, in two digits of a long division.
    lanes inverse = 1.0 / weight;
    lanes quotient = product * inverse;
    lanes q_high, q_low, w_high, w_low;
    SPLIT(q_high, q_low, quotient);
    SPLIT(w_high, w_low, weight);
    lanes back = quotient * weight;
    lanes back_lost =
        ((q_high * w_high - back) + (q_high * w_low + q_low * w_high)) + q_low * w_low;
    lanes rest = ((product - back) - back_lost) + lost - quotient * weight_low;
    lanes inertia = (square - quotient) + (square_low - rest * inverse);
    inertia = CHOOSE((inertia > 0.0) & (weight > 0.0), inertia, (lanes){0});

    LOAD(x, before, i);
    lanes total = CHOOSE(index <= high, x + inertia, SPREAD(INFINITY));
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

EVERY_WIDTH
void segue_line_level(const double *sums, int64_t width, int64_t n, int64_t least, const double *before,
                      const int32_t *earlier, int64_t first, int64_t stride, int64_t count,
                      double *after, int32_t *begins) {
  for (int64_t e = 0; e < count; e++) {
    int64_t end = first + e * stride;
    int64_t low = least, high = end - 1;
    if (earlier && earlier[end] > low) low = earlier[end];
    if (end - stride / 2 > least && begins[end - stride / 2] > low) low = begins[end - stride / 2];
    if (end + stride / 2 <= n && begins[end + stride / 2] < high) high = begins[end + stride / 2];
    // Rounding may cross the borders; there is always one place to look at.
    if (low > end - 1) low = end - 1;
    if (high < low) high = low;
    after[end] = best_begin(sums, width, before, end, low, high, begins + end);
  }
}
