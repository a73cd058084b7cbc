#ifndef SEGUE_MIXTURES_H
#define SEGUE_MIXTURES_H

#include <stdint.h>

// The loops of Gaussian mixtures, over points in lanes as kernels.h describes them.
//
// A component c has a mean (means + c * d), a factor P with P Sigma P' = 1, and a constant: the log
// of its weight and of its density at the mean. The factor is d * (d + 1) / 2 numbers, the rows of a
// lower triangle, or the d numbers of a diagonal. The background is the log of the weight and the
// density of noise that is spread evenly, or minus infinity.
//
// Exponential and logarithm are computed here, by the same operations at every width of vector.

/// How a component's covariance is factored.
enum segue_factor { segue_triangle = 0, segue_diagonal = 1 };

/// Numbers that segue_mixture adds up per component: weight, first and second moments.
int64_t segue_mixture_moments(int64_t d, int32_t factor);

/// Numbers of scratch that segue_mixture needs.
int64_t segue_mixture_scratch(int64_t d, int64_t k, int32_t factor);

/// One pass of expectation maximisation: responsibilities, and the moments they make.
///
/// moments: for each component its weight, the sums of the differences to its mean, and the sums
/// of their products (a lower triangle, row after row) or squares; then the weight of the
/// background. totals: the weighted sum of log densities, and that of the log of the largest
/// responsibility.
///
/// Order of additions: eight lanes apart, in the order of the points, then halves.
void segue_mixture(const double *points, const double *weights, int64_t groups, int64_t d,
                   const double *means, const double *factors, const double *constants, int64_t k,
                   int32_t factor, double background, double *scratch, double *moments,
                   double *totals);

/// The responsibilities of the components, and last that of the background, for every point.
///
/// responsibilities: component after component, each `stride` numbers apart; k + 1 of them.
/// densities: the log density of each point.
void segue_responsibilities(const double *points, int64_t groups, int64_t d, const double *means,
                            const double *factors, const double *constants, int64_t k,
                            int32_t factor, double background, double *scratch, int64_t stride,
                            double *responsibilities, double *densities);

#endif
