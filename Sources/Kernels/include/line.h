#ifndef SEGUE_LINE_H
#define SEGUE_LINE_H

#include <stdint.h>

/// Divides the first e of n ascending values into one segment more than before, for the ends
/// e = first, first + stride, ...
///
/// sums: over the first i values, i = 0...n: six arrays `width` apart, of weights, of weights times
/// values, and of weights times squares, each followed by the digits that it has no room for. They
/// and `before` have eight places more than they need, so that a vector may be read anywhere.
///
/// before[i]: the least inertia of the first i values in one segment fewer. For each of the `count`
/// ends e, after[e] becomes the least of before[i] + inertia of the values i..<e, and begins[e] the
/// i it is reached with, ties to the lower. Looked at are the i from begins[e - stride / 2] to
/// begins[e + stride / 2] where these ends are within least + 1 ... n, and from `least`, or
/// earlier[e] if that is more, to e - 1 otherwise. earlier: the begins of one segment fewer, or
/// NULL.
void segue_line_level(const double *sums, int64_t width, int64_t n, int64_t least,
                      const double *before, const int32_t *earlier, int64_t first, int64_t stride,
                      int64_t count, double *after, int32_t *begins);

#endif
