#include <float.h>

#include "internal.h"

typedef struct {
  int64_t n;
  const double *a;
  double *values, *vectors;
} work;

enum { MOST_SWEEPS = 60 };

// Jacobi's rotations of rows and columns p and q until nothing is left beside the diagonal; rows of
// v are the vectors.
static void diagonalize(int64_t n, double *a, double *v) {
  for (int64_t i = 0; i < n * n; i++) v[i] = 0;
  for (int64_t i = 0; i < n; i++) v[i * n + i] = 1;
  for (int sweep = 0; sweep < MOST_SWEEPS; sweep++) {
    int turned = 0;
    for (int64_t p = 0; p + 1 < n; p++)
      for (int64_t q = p + 1; q < n; q++) {
        const double off = a[p * n + q], first = a[p * n + p], second = a[q * n + q];
        // Relative to the two beside it, as they may be smaller than all others; absolutely, to the
        // whole matrix's 1.
        if (fabs(off) <= DBL_EPSILON * sqrt(fabs(first)) * sqrt(fabs(second)) ||
            fabs(off) <= DBL_EPSILON * 0x1p-40)
          continue;
        turned = 1;
        const double slope = (second - first) / (2 * off);
        const double t = (slope >= 0 ? 1 : -1) / (fabs(slope) + sqrt(1 + slope * slope));
        const double c = 1 / sqrt(1 + t * t), s = c * t;
        double *x = a + p * n, *y = a + q * n, *vx = v + p * n, *vy = v + q * n;
        for (int64_t i = 0; i < n; i++) {
          const double b = x[i], d = y[i];
          x[i] = c * b - s * d;
          y[i] = s * b + c * d;
        }
        for (int64_t i = 0; i < n; i++) {
          const double b = vx[i], d = vy[i];
          vx[i] = c * b - s * d;
          vy[i] = s * b + c * d;
        }
        for (int64_t i = 0; i < n; i++) {
          const double b = a[i * n + p], d = a[i * n + q];
          a[i * n + p] = c * b - s * d;
          a[i * n + q] = s * b + c * d;
        }
        a[p * n + p] = first - t * off;
        a[q * n + q] = second + t * off;
        a[p * n + q] = a[q * n + p] = 0;
      }
    if (!turned) break;
  }
}

static void eigen_range(void *context, int64_t begin, int64_t end) {
  const work *w = context;
  const int64_t n = w->n;
  const size_t bytes = (size_t)(2 * n * n + n) * sizeof(double);
  double *m = apus_allocate_or_exit(bytes), *v = m + n * n, *taken = v + n * n;
  for (int64_t index = begin; index < end; index++) {
    const double *a = w->a + index * n * n;
    double *values = w->values + index * n, *vectors = w->vectors + index * n * n;
    if (!all_finite(n * n, a)) {
      fill_nan(n, values);
      fill_nan(n * n, vectors);
      continue;
    }
    const double greatest = greatest_magnitude(n * n, a), scale = greatest > 0 ? greatest : 1;
    for (int64_t i = 0; i < n * n; i++) m[i] = a[i] / scale;
    diagonalize(n, m, v);
    for (int64_t i = 0; i < n; i++) taken[i] = 0;
    for (int64_t place = 0; place < n; place++) {
      int64_t best = -1;
      for (int64_t j = 0; j < n; j++)
        if (taken[j] == 0 && (best < 0 || m[j * n + j] < m[best * n + best])) best = j;
      taken[best] = 1;
      values[place] = m[best * n + best] * scale;
      const double *row = v + best * n;
      int64_t top = 0;
      for (int64_t i = 1; i < n; i++)
        if (fabs(row[i]) > fabs(row[top]) * (1 + 1e-12)) top = i;
      for (int64_t i = 0; i < n; i++) vectors[i * n + place] = row[top] < 0 ? -row[i] : row[i];
    }
  }
  apus_deallocate(m, bytes);
}

void apus_symmetric_eigen(int64_t batch, int64_t n, const double *a, double *values,
                          double *vectors) {
  if (n == 0) return;
  work w = {n, a, values, vectors};
  apus_parallel(batch, matrices_a_thread(n), eigen_range, &w);
}
