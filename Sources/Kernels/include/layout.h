#ifndef SEGUE_LAYOUT_H
#define SEGUE_LAYOUT_H

#include <stdint.h>

/// Lays rows of a matrix out in lanes as kernels.h describes them; minus zero becomes zero.
///
/// rows: d numbers each, row after row. order: the row of each of `count` points; the last one fills
/// up behind them. first, groups: which groups of eight are laid out, `points` being where the first
/// group of all begins. largest: d numbers, raised to the largest magnitude of each column.
void segue_lay_out(const double *rows, int64_t d, const int32_t *order, int64_t count,
                   int64_t first, int64_t groups, double *points, double *largest);

#endif
