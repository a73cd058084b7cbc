#ifndef SEGUE_MOVES_H
#define SEGUE_MOVES_H

#include "lanes.h"
#include "search.h"

// Sums as whole numbers. A term is cut off at a fixed place, 92 bits below the largest that can come
// up, and split into three whole numbers of 31 bits; from then on nothing is rounded. Adding and
// taking away in any order, on any number of threads, gives the same sums.
//
// Eight columns are worked on side by side: first their eight upper parts, then the middle and the
// lower ones.

/// Beyond this number, doubles are whole: adding it rounds, and its bits count up by one.
static const double whole = 6755399441055744.0;
static const double next_part = 2147483648.0;

/// The parts of eight terms.
typedef struct {
  lane_mask part[3];
} whole_terms;

INLINE void split(const lanes *terms, const lanes *units, whole_terms *split) {
  const lane_mask zero = (lane_mask)SPREAD(whole);
  lanes scaled = *terms * *units;
  for (int i = 0; i < 3; i++) {
    lanes rounded = scaled + whole;
    split->part[i] = (lane_mask)rounded - zero;
    scaled = (scaled - (rounded - whole)) * next_part;
  }
}

// Four numbers: up to three columns and the weight are half as much work as eight.
typedef double half_lanes __attribute__((vector_size(32)));
typedef int64_t half_mask __attribute__((vector_size(32)));

/// As move_point, for up to three columns: from where the point and the sums of its parts stand, out
/// being null for none.
INLINE void move_narrow(const double *point, double weight, int64_t d, const double *units,
                        int64_t *in, int64_t *out) {
  half_lanes terms = {0};
  for (int64_t j = 0; j < LANES / 2; j++) {
    if (j < d) terms[j] = weight * point[j * LANES];
    if (j == d) terms[j] = weight;
  }
  const half_mask zero = (half_mask)((half_lanes){0} + whole);
  half_lanes scaled = terms * *(const half_lanes *)units;
  for (int64_t i = 0; i < 3; i++) {
    half_lanes rounded = scaled + whole;
    half_mask part = (half_mask)rounded - zero;
    *(half_mask *)(in + i * LANES) += part;
    if (out) *(half_mask *)(out + i * LANES) -= part;
    scaled = (scaled - (rounded - whole)) * next_part;
  }
}

/// Takes one point from the sums of a part, unless that is -1, and adds it to those of another.
INLINE void move_point(const segue_pass *pass, int64_t d, int64_t place, int32_t from, int32_t to,
                       int64_t *sums) {
  // Points that fill the last group up weigh nothing.
  if (place >= pass->count) return;
  const double *point = pass->points + place / LANES * d * LANES + place % LANES;
  const double weight = pass->weights ? pass->weights[place] : 1;
  const int64_t chunks = (d + LANES) / LANES, length = chunks * 3;
  if (d < LANES / 2) {
    move_narrow(point, weight, d, pass->units, sums + to * length * LANES,
                from >= 0 ? sums + from * length * LANES : 0);
    return;
  }
  lane_mask *in = (lane_mask *)sums + to * length;
  lane_mask *out = (lane_mask *)sums + from * length;
  for (int64_t chunk = 0; chunk < chunks; chunk++) {
    lanes terms = {0};
    for (int64_t lane = 0; lane < LANES; lane++) {
      int64_t j = chunk * LANES + lane;
      if (j < d) terms[lane] = weight * point[j * LANES];
      if (j == d) terms[lane] = weight;
    }
    whole_terms whole;
    split(&terms, (const lanes *)pass->units + chunk, &whole);
    for (int i = 0; i < 3; i++) {
      in[chunk * 3 + i] += whole.part[i];
      if (from >= 0) out[chunk * 3 + i] -= whole.part[i];
    }
  }
}

#endif
