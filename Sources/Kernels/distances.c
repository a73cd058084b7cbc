#include "kernels.h"
#include "lane_math.h"

#pragma clang fp contract(off)

// Four queries at a time, so that a group of points is fetched once for four.
#define QUERIES 4

/// The distance of the u-th of four: two roots by the unit for roots while products make the others.
#define DISTANCE(result, u, square)                                                                \
  if ((u) % 2 == 0)                                                                                \
    (result) = __builtin_elementwise_sqrt(square);                                                 \
  else                                                                                             \
    ROOT_BY_PRODUCTS(result, square)

// Groups of points that all queries look at before the next ones: they stay in the nearest cache.
#define GROUPS_AT_ONCE 64

INLINE void distance_sums_body(const double *restrict points, const double *restrict weights,
                               int64_t groups, int64_t d, const double *restrict queries,
                               int64_t q, double *restrict sums) {
  for (int64_t i = 0; i < q; i++) sums[i] = 0;
  for (int64_t start = 0; start < groups; start += GROUPS_AT_ONCE) {
    const int64_t end = start + GROUPS_AT_ONCE < groups ? start + GROUPS_AT_ONCE : groups;
    for (int64_t first = 0; first < q; first += QUERIES) {
      const double *query[QUERIES];
      for (int u = 0; u < QUERIES; u++)
        query[u] = queries + (first + u < q ? first + u : q - 1) * d;
      lanes total[QUERIES];
      for (int u = 0; u < QUERIES; u++) total[u] = (lanes){0};
      for (int64_t g = start; g < end; g++) {
        const lanes *x = (const lanes *)(points + g * d * LANES);
        lanes weight = *(const lanes *)(weights + g * LANES);
        lanes distance[QUERIES];
        for (int u = 0; u < QUERIES; u++) {
          lanes difference = x[0] - query[u][0];
          distance[u] = difference * difference;
        }
        for (int64_t j = 1; j < d; j++)
          for (int u = 0; u < QUERIES; u++) {
            lanes difference = x[j] - query[u][j];
            distance[u] = FUSED(difference, difference, distance[u]);
          }
        for (int u = 0; u < QUERIES; u++) {
          lanes root;
          DISTANCE(root, u, distance[u]);
          total[u] = FUSED(weight, root, total[u]);
        }
      }
      for (int u = 0; u < QUERIES && first + u < q; u++) sums[first + u] += SUM_LANES(total[u]);
    }
  }
}

EVERY_WIDTH
void segue_distance_sums(const double *points, const double *weights, int64_t groups, int64_t d,
                         const double *queries, int64_t q, double *sums) {
#define CALL(columns) distance_sums_body(points, weights, groups, columns, queries, q, sums)
  BY_COLUMNS(d, CALL)
#undef CALL
}

/// `weighted` is a constant: where every point weighs 1 the weights are not read, and the bits are
/// the same, since a product with 1 is exact.
INLINE void mutual_body(const double *restrict first, const double *restrict first_weights,
                        int64_t first_groups, const double *restrict second,
                        const double *restrict second_weights, int64_t second_groups, int64_t d,
                        int weighted, double *restrict first_sums, double *restrict second_sums) {
  for (int64_t p = 0; p < first_groups * LANES; p += QUERIES) {
    const double *query = first + p / LANES * d * LANES + p % LANES;
    lanes total[QUERIES];
    for (int u = 0; u < QUERIES; u++) total[u] = (lanes){0};
    for (int64_t g = 0; g < second_groups; g++) {
      const lanes *x = (const lanes *)(second + g * d * LANES);
      lanes distance[QUERIES];
      for (int u = 0; u < QUERIES; u++) {
        lanes difference = x[0] - query[u];
        distance[u] = difference * difference;
      }
      for (int64_t j = 1; j < d; j++)
        for (int u = 0; u < QUERIES; u++) {
          lanes difference = x[j] - query[j * LANES + u];
          distance[u] = FUSED(difference, difference, distance[u]);
        }
      lanes back = *(const lanes *)(second_sums + g * LANES);
      for (int u = 0; u < QUERIES; u++) {
        lanes root;
        DISTANCE(root, u, distance[u]);
        if (weighted) {
          total[u] = FUSED(*(const lanes *)(second_weights + g * LANES), root, total[u]);
          back = FUSED(SPREAD(first_weights[p + u]), root, back);
        } else {
          total[u] += root;
          back += root;
        }
      }
      *(lanes *)(second_sums + g * LANES) = back;
    }
    for (int u = 0; u < QUERIES; u++) first_sums[p + u] += SUM_LANES(total[u]);
  }
}

EVERY_WIDTH
void segue_mutual_distance_sums(const double *first, const double *first_weights,
                                int64_t first_groups, const double *second,
                                const double *second_weights, int64_t second_groups, int64_t d,
                                double *first_sums, double *second_sums) {
#define CALL(columns)                                                                              \
  mutual_body(first, first_weights, first_groups, second, second_weights, second_groups, columns,  \
              1, first_sums, second_sums)
  BY_COLUMNS(d, CALL)
#undef CALL
}

EVERY_WIDTH
void segue_mutual_distances(const double *first, int64_t first_groups, const double *second,
                            int64_t second_groups, int64_t d, double *first_sums,
                            double *second_sums) {
#define CALL(columns)                                                                              \
  mutual_body(first, 0, first_groups, second, 0, second_groups, columns, 0, first_sums, second_sums)
  BY_COLUMNS(d, CALL)
#undef CALL
}
