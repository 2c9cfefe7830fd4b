// What the factorizations share.
#pragma once
#include <math.h>
#include <string.h>

#include "../inline.h"
#include "allocator.h"
#include "linear_algebra.h"
#include "parallel.h"

INLINE void fill_nan(int64_t count, double *x) {
  for (int64_t i = 0; i < count; i++) x[i] = NAN;
}

INLINE int all_finite(int64_t count, const double *x) {
  for (int64_t i = 0; i < count; i++)
    if (!isfinite(x[i])) return 0;
  return 1;
}

INLINE double greatest_magnitude(int64_t count, const double *x) {
  double greatest = 0;
  for (int64_t i = 0; i < count; i++) greatest = fmax(greatest, fabs(x[i]));
  return greatest;
}

/// y += f x
INLINE void add_scaled(int64_t count, double f, const double *restrict x, double *restrict y) {
  for (int64_t i = 0; i < count; i++) y[i] += f * x[i];
}

INLINE void transpose_into(int64_t rows, int64_t columns, const double *x, double *y) {
  for (int64_t i = 0; i < rows; i++)
    for (int64_t j = 0; j < columns; j++) y[j * rows + i] = x[i * columns + j];
}

/// Σ x y in four sums, in an order that is the same everywhere.
INLINE double inner_product(int64_t count, const double *x, const double *y) {
  double sums[4] = {0};
  int64_t i = 0;
  for (; i + 4 <= count; i += 4)
    for (int l = 0; l < 4; l++) sums[l] += x[i + l] * y[i + l];
  double sum = (sums[0] + sums[1]) + (sums[2] + sums[3]);
  for (; i < count; i++) sum += x[i] * y[i];
  return sum;
}

/// Matrices from which on a thread has enough to do; work is about n³ for each.
INLINE int64_t matrices_a_thread(int64_t n) { return 1 + 65536 / (n * n * n + 1); }
