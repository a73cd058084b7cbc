#ifndef SEGUE_LANE_MATH_H
#define SEGUE_LANE_MATH_H

#include "lanes.h"

#pragma clang fp contract(off)

// Below this the exponential is a number without its full digits, and taken as 0.
#define LEAST_EXPONENT (-708.0)

/// e to the power of each lane, for lanes not above 708; 0 for lanes at or below -708.
///
/// x = n ln 2 + r with |r| <= ln 2 / 2, and the power series of r; off by about a unit in the last
/// place.
#define EXPONENTIAL(result, argument)                                                              \
  do {                                                                                             \
    lanes exp_x = (argument);                                                                      \
    lane_mask exp_counts = exp_x > SPREAD(LEAST_EXPONENT);                                         \
    exp_x = CHOOSE(exp_counts, exp_x, SPREAD(LEAST_EXPONENT));                                     \
    /* Adding 1.5 * 2^52 rounds to a whole number and leaves it in the last bits. */               \
    lanes exp_shifted = exp_x * 0x1.71547652b82fep0 + 0x1.8p52;                                    \
    lanes exp_n = exp_shifted - 0x1.8p52;                                                          \
    lanes exp_r = (exp_x - exp_n * 0x1.62e42fee00000p-1) - exp_n * 0x1.a39ef35793c76p-33;          \
    lanes exp_sum = SPREAD(1.0 / 6227020800.0);                                                    \
    exp_sum = exp_sum * exp_r + 1.0 / 479001600.0;                                                 \
    exp_sum = exp_sum * exp_r + 1.0 / 39916800.0;                                                  \
    exp_sum = exp_sum * exp_r + 1.0 / 3628800.0;                                                   \
    exp_sum = exp_sum * exp_r + 1.0 / 362880.0;                                                    \
    exp_sum = exp_sum * exp_r + 1.0 / 40320.0;                                                     \
    exp_sum = exp_sum * exp_r + 1.0 / 5040.0;                                                      \
    exp_sum = exp_sum * exp_r + 1.0 / 720.0;                                                       \
    exp_sum = exp_sum * exp_r + 1.0 / 120.0;                                                       \
    exp_sum = exp_sum * exp_r + 1.0 / 24.0;                                                        \
    exp_sum = exp_sum * exp_r + 1.0 / 6.0;                                                         \
    exp_sum = exp_sum * exp_r + 0.5;                                                               \
    exp_sum = exp_sum * exp_r + 1.0;                                                               \
    exp_sum = exp_sum * exp_r + 1.0;                                                               \
    lanes exp_scale = (lanes)(((lane_mask)exp_shifted + 1023) << 52);                              \
    (result) = CHOOSE(exp_counts, exp_sum * exp_scale, (lanes){0});                                \
  } while (0)

/// The square root of each lane by multiplications alone, for lanes that are 0 or have their full
/// digits; off by a few units in the last place.
///
/// A processor has one unit for square roots and several for products: where roots are all that a
/// loop waits for, half of them are taken like this. The bits of a number, halved and taken from a
/// constant, are half its reciprocal root to 3.5%, so that 1/4 - x y^2 lies within 0.0173 of 0. The
/// polynomial of fourth degree with the least largest error there (found by exchange) leaves 2.3
/// parts in 10^8, and a step of Newton's less than rounding does. 0 gives 0.
#define ROOT_BY_PRODUCTS(result, argument)                                                         \
  do {                                                                                             \
    lanes root_x = (argument);                                                                     \
    lanes root_y = (lanes)(0x5fd6eb50c7b537a9LL - ((lane_mask)root_x >> 1));                       \
    lanes root_e = FUSED(-(root_x * root_y), root_y, SPREAD(0.25));                                \
    lanes root_p = FUSED(SPREAD(0x1.189d24c5432ebp6), root_e, SPREAD(0x1.41795287ead28p4));        \
    root_p = FUSED(root_p, root_e, SPREAD(0x1.80002f0983bc8p2));                                   \
    root_p = FUSED(root_p, root_e, SPREAD(0x1.ffff8f43858f7p0));                                   \
    root_p = FUSED(root_p, root_e, SPREAD(0x1.fffffffa61cdbp-1));                                  \
    root_y = root_y * root_p;                                                                      \
    lanes root_z = root_x * root_y;                                                                \
    root_z = root_z + root_z;                                                                      \
    (result) = FUSED(FUSED(-root_z, root_z, root_x), root_y, root_z);                              \
  } while (0)

/// The natural logarithm of each lane, for positive numbers with their full digits.
///
/// x = m 2^e with m between the roots of 1/2 and 2, log m = 2 artanh((m - 1) / (m + 1)); off by at
/// most 2 units in the last place.
#define LOGARITHM(result, argument)                                                                \
  do {                                                                                             \
    lane_mask log_bits = (lane_mask)(lanes)(argument);                                             \
    lane_mask log_above = log_bits - 0x3fe6a09e667f3bcdLL;                                         \
    lane_mask log_whole = log_above >> 52;                                                         \
    lanes log_e = __builtin_convertvector(log_whole, lanes);                                       \
    lanes log_m = (lanes)(log_bits - (log_whole << 52));                                           \
    lanes log_f = log_m - 1.0;                                                                     \
    lanes log_s = log_f / (log_f + 2.0);                                                           \
    lanes log_z = log_s * log_s;                                                                   \
    lanes log_sum = log_z * (1.0 / 21.0);                                                          \
    log_sum = log_z * (log_sum + 1.0 / 19.0);                                                      \
    log_sum = log_z * (log_sum + 1.0 / 17.0);                                                      \
    log_sum = log_z * (log_sum + 1.0 / 15.0);                                                      \
    log_sum = log_z * (log_sum + 1.0 / 13.0);                                                      \
    log_sum = log_z * (log_sum + 1.0 / 11.0);                                                      \
    log_sum = log_z * (log_sum + 1.0 / 9.0);                                                       \
    log_sum = log_z * (log_sum + 1.0 / 7.0);                                                       \
    log_sum = log_z * (log_sum + 1.0 / 5.0);                                                       \
    log_sum = log_z * (log_sum + 1.0 / 3.0);                                                       \
    lanes log_low = log_e * 0x1.a39ef35793c76p-33 + 2.0 * log_s * log_sum + 2.0 * log_s;           \
    (result) = log_e * 0x1.62e42fee00000p-1 + log_low;                                             \
  } while (0)

#endif
