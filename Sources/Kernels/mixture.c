#include "lane_math.h"
#include "mixtures.h"

#include <math.h>

#pragma clang fp contract(off)

// Groups whose responsibilities are kept in the first cache until the moments are added up.
#define TILE 16
// Up to so many columns the loops over columns are unrolled and their sums stay in registers.
#define FEW 8
#define FEW_MOMENTS (1 + FEW + FEW * (FEW + 1) / 2)

int64_t segue_mixture_moments(int64_t d, int32_t factor) {
  return 1 + d + (factor == segue_triangle ? d * (d + 1) / 2 : d);
}

int64_t segue_mixture_scratch(int64_t d, int64_t k, int32_t factor) {
  return LANES * (k * segue_mixture_moments(d, factor) + (k + 1) * TILE + d);
}

/// The log densities of one group, weighted: one vector per component, TILE apart, the background
/// last.
INLINE void log_densities(const lanes *restrict x, int64_t d, const double *restrict means,
                          const double *restrict factors, const double *restrict constants,
                          int64_t k, int32_t factor, double background, lanes *restrict difference,
                          lanes *restrict found) {
  const int64_t entries = factor == segue_triangle ? d * (d + 1) / 2 : d;
  for (int64_t c = 0; c < k; c++) {
    const double *mean = means + c * d;
    const double *p = factors + c * entries;
    lanes square = {0};
    if (factor == segue_triangle) {
      for (int64_t j = 0; j < d; j++) difference[j] = x[j] - mean[j];
      for (int64_t i = 0; i < d; i++) {
        lanes y = difference[0] * p[0];
        for (int64_t j = 1; j <= i; j++) y += difference[j] * p[j];
        p += i + 1;
        square += y * y;
      }
    } else {
      for (int64_t j = 0; j < d; j++) {
        lanes y = (x[j] - mean[j]) * p[j];
        square += y * y;
      }
    }
    found[c * TILE] = constants[c] - 0.5 * square;
  }
  found[k * TILE] = SPREAD(background);
}

/// Turns weighted log densities into responsibilities; leaves the log of their sum and of the
/// largest responsibility.
#define NORMALISE(found, k, log_sum, log_largest)                                                  \
  do {                                                                                             \
    lanes most = (found)[0];                                                                       \
    for (int64_t c = 1; c <= (k); c++)                                                             \
      most = CHOOSE((found)[c * TILE] > most, (found)[c * TILE], most);                            \
    lanes sum = {0};                                                                               \
    for (int64_t c = 0; c <= (k); c++) {                                                           \
      lanes power;                                                                                 \
      EXPONENTIAL(power, (found)[c * TILE] - most);                                                \
      (found)[c * TILE] = power;                                                                   \
      sum += power;                                                                                \
    }                                                                                              \
    lanes inverse = 1.0 / sum;                                                                     \
    for (int64_t c = 0; c <= (k); c++) (found)[c * TILE] *= inverse;                               \
    lanes log_of_sum;                                                                              \
    LOGARITHM(log_of_sum, sum);                                                                    \
    (log_sum) = most + log_of_sum;                                                                 \
    (log_largest) = -log_of_sum;                                                                   \
  } while (0)

/// Adds the moments of a tile of groups to those of one component.
INLINE void add_moments(const double *restrict points, const lanes *restrict shares,
                        int64_t groups, int64_t d, const double *restrict mean, int32_t factor,
                        lanes *restrict difference, lanes *restrict sums) {
  for (int64_t g = 0; g < groups; g++) {
    const lanes *x = (const lanes *)(points + g * d * LANES);
    lanes share = shares[g];
    sums[0] += share;
    lanes *products = sums + 1 + d;
    for (int64_t i = 0; i < d; i++) {
      difference[i] = x[i] - mean[i];
      lanes part = share * difference[i];
      sums[1 + i] += part;
      if (factor == segue_triangle) {
        for (int64_t j = 0; j <= i; j++) products[j] += part * difference[j];
        products += i + 1;
      } else {
        products[i] += part * difference[i];
      }
    }
  }
}

INLINE void mixture_body(const double *restrict points, const double *restrict weights,
                         int64_t groups, int64_t d, const double *restrict means,
                         const double *restrict factors, const double *restrict constants,
                         int64_t k, int32_t factor, double background, double *restrict scratch,
                         double *restrict moments, double *restrict totals, int is_narrow) {
  const int64_t width = 1 + d + (factor == segue_triangle ? d * (d + 1) / 2 : d);
  lanes *sums = (lanes *)scratch;
  lanes *shares = sums + k * width;
  lanes *far_difference = shares + (k + 1) * TILE;
  for (int64_t i = 0; i < k * width; i++) sums[i] = (lanes){0};
  lanes log_total = {0}, largest_total = {0}, background_total = {0};

  for (int64_t first = 0; first < groups; first += TILE) {
    int64_t tile = groups - first < TILE ? groups - first : TILE;
    for (int64_t g = 0; g < tile; g++) {
      const lanes *x = (const lanes *)(points + (first + g) * d * LANES);
      lanes *found = shares + g;
      lanes near_difference[FEW];
      log_densities(x, d, means, factors, constants, k, factor, background,
                    is_narrow ? near_difference : far_difference, found);
      lanes log_sum, log_largest;
      NORMALISE(found, k, log_sum, log_largest);
      lanes weight = *(const lanes *)(weights + (first + g) * LANES);
      for (int64_t c = 0; c <= k; c++) found[c * TILE] *= weight;
      log_total += weight * log_sum;
      largest_total += weight * log_largest;
      background_total += found[k * TILE];
    }
    for (int64_t c = 0; c < k; c++) {
      lanes *far_sums = sums + c * width;
      const double *tile_points = points + first * d * LANES;
      if (is_narrow) {
        lanes near_sums[FEW_MOMENTS], near_difference[FEW];
        for (int64_t i = 0; i < width; i++) near_sums[i] = far_sums[i];
        add_moments(tile_points, shares + c * TILE, tile, d, means + c * d, factor,
                    near_difference, near_sums);
        for (int64_t i = 0; i < width; i++) far_sums[i] = near_sums[i];
      } else {
        add_moments(tile_points, shares + c * TILE, tile, d, means + c * d, factor,
                    far_difference, far_sums);
      }
    }
  }

  for (int64_t i = 0; i < k * width; i++) moments[i] = SUM_LANES(sums[i]);
  moments[k * width] = SUM_LANES(background_total);
  totals[0] = SUM_LANES(log_total);
  totals[1] = SUM_LANES(largest_total);
}

EVERY_WIDTH
void segue_mixture(const double *points, const double *weights, int64_t groups, int64_t d,
                   const double *means, const double *factors, const double *constants, int64_t k,
                   int32_t factor, double background, double *scratch, double *moments,
                   double *totals) {
#define CALL(columns, shape, is_narrow)                                                            \
  mixture_body(points, weights, groups, columns, means, factors, constants, k, shape, background,  \
               scratch, moments, totals, is_narrow)
  if (factor == segue_diagonal) {
    CALL(d, segue_diagonal, 0);
    return;
  }
  switch (d) {
  case 1: CALL(1, segue_triangle, 1); break;
  case 2: CALL(2, segue_triangle, 1); break;
  case 3: CALL(3, segue_triangle, 1); break;
  case 4: CALL(4, segue_triangle, 1); break;
  case 5: CALL(5, segue_triangle, 1); break;
  case 6: CALL(6, segue_triangle, 1); break;
  default: CALL(d, segue_triangle, 0); break;
  }
#undef CALL
}

INLINE void responsibilities_body(const double *restrict points, int64_t groups, int64_t d,
                                  const double *restrict means, const double *restrict factors,
                                  const double *restrict constants, int64_t k, int32_t factor,
                                  double background, double *restrict scratch, int64_t stride,
                                  double *restrict responsibilities, double *restrict densities) {
  lanes *found = (lanes *)scratch;
  lanes *difference = found + (k + 1) * TILE;
  for (int64_t g = 0; g < groups; g++) {
    const lanes *x = (const lanes *)(points + g * d * LANES);
    log_densities(x, d, means, factors, constants, k, factor, background, difference, found);
    lanes log_sum, log_largest;
    NORMALISE(found, k, log_sum, log_largest);
    (void)log_largest;
    for (int64_t c = 0; c <= k; c++)
      *(lanes *)(responsibilities + c * stride + g * LANES) = found[c * TILE];
    *(lanes *)(densities + g * LANES) = log_sum;
  }
}

EVERY_WIDTH
void segue_responsibilities(const double *points, int64_t groups, int64_t d, const double *means,
                            const double *factors, const double *constants, int64_t k,
                            int32_t factor, double background, double *scratch, int64_t stride,
                            double *responsibilities, double *densities) {
  responsibilities_body(points, groups, d, means, factors, constants, k, factor, background,
                        scratch, stride, responsibilities, densities);
}
