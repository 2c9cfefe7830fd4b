#include <float.h>

#include "internal.h"
#include "qr.h"

typedef struct {
  int64_t m, n;
  const double *a;
  double *u, *s, *v;
} work;

enum { MOST_SWEEPS = 60 };

// [x; y] := [c x − s y; s x + c y]
INLINE void rotate(int64_t count, double c, double s, double *restrict x, double *restrict y) {
  for (int64_t i = 0; i < count; i++) {
    const double a = x[i], b = y[i];
    x[i] = c * a - s * b;
    y[i] = s * a + c * b;
  }
}

// Hestenes' rotations: pairs of columns (rows here) are turned until all are orthogonal; v collects
// the turns.
static void orthogonalize(int64_t n, double *columns, double *v) {
  for (int64_t i = 0; i < n * n; i++) v[i] = 0;
  for (int64_t i = 0; i < n; i++) v[i * n + i] = 1;
  for (int sweep = 0; sweep < MOST_SWEEPS; sweep++) {
    int turned = 0;
    for (int64_t p = 0; p + 1 < n; p++)
      for (int64_t q = p + 1; q < n; q++) {
        double *x = columns + p * n, *y = columns + q * n;
        const double xx = inner_product(n, x, x), yy = inner_product(n, y, y),
                     xy = inner_product(n, x, y);
        if (xy == 0 || fabs(xy) <= DBL_EPSILON * sqrt(xx) * sqrt(yy)) continue;
        turned = 1;
        const double slope = (yy - xx) / (2 * xy);
        const double t = (slope >= 0 ? 1 : -1) / (fabs(slope) + sqrt(1 + slope * slope));
        const double c = 1 / sqrt(1 + t * t), s = c * t;
        rotate(n, c, s, x, y);
        rotate(n, c, s, v + p * n, v + q * n);
      }
    if (!turned) break;
  }
}

// A unit vector orthogonal to the first `known` rows of `basis` [n, n].
static void complete(int64_t n, int64_t known, const double *basis, double *row) {
  for (int64_t axis = 0; axis < n; axis++) {
    for (int64_t i = 0; i < n; i++) row[i] = i == axis;
    for (int pass = 0; pass < 2; pass++)
      for (int64_t k = 0; k < known; k++) {
        const double *other = basis + k * n;
        add_scaled(n, -inner_product(n, other, row), other, row);
      }
    const double length = sqrt(inner_product(n, row, row));
    // some axis is far enough from the others' span
    if (length * length * (double)n < 0.5) continue;
    for (int64_t i = 0; i < n; i++) row[i] /= length;
    return;
  }
}

static void svd_range(void *context, int64_t begin, int64_t end) {
  const work *w = context;
  const int64_t m = w->m, n = w->n;
  const size_t bytes = (size_t)(2 * m * n + 4 * n * n + 2 * n) * sizeof(double);
  double *columns = apus_allocate_or_exit(bytes), *q = columns + m * n, *r = q + m * n,
         *turned = r + n * n, *turns = turned + n * n, *basis = turns + n * n,
         *lengths = basis + n * n, *diagonal = lengths + n;
  for (int64_t index = begin; index < end; index++) {
    const double *a = w->a + index * m * n;
    double *u = w->u + index * m * n, *s = w->s + index * n, *v = w->v + index * n * n;
    if (!all_finite(m * n, a)) {
      fill_nan(m * n, u);
      fill_nan(n, s);
      fill_nan(n * n, v);
      continue;
    }
    const double greatest = greatest_magnitude(m * n, a), scale = greatest > 0 ? greatest : 1;
    for (int64_t i = 0; i < m; i++)
      for (int64_t j = 0; j < n; j++) columns[j * m + i] = a[i * n + j] / scale;
    apus_qr_columns(m, n, columns, q, r, diagonal);
    // The columns of r as rows.
    transpose_into(n, n, r, turned);
    orthogonalize(n, turned, turns);
    for (int64_t j = 0; j < n; j++)
      lengths[j] = sqrt(inner_product(n, turned + j * n, turned + j * n));
    for (int64_t place = 0; place < n; place++) {
      int64_t best = -1;
      for (int64_t j = 0; j < n; j++)
        if (lengths[j] >= 0 && (best < 0 || lengths[j] > lengths[best])) best = j;
      const double length = lengths[best];
      lengths[best] = -1;
      s[place] = length * scale;
      double *row = v + place * n, *left = basis + place * n;
      memcpy(row, turns + best * n, (size_t)n * sizeof(double));
      if (length > DBL_MIN)
        for (int64_t i = 0; i < n; i++) left[i] = turned[best * n + i] / length;
      else
        complete(n, place, basis, left);
      int64_t top = 0;
      for (int64_t i = 1; i < n; i++)
        if (fabs(row[i]) > fabs(row[top]) * (1 + 1e-12)) top = i;
      if (row[top] < 0)
        for (int64_t i = 0; i < n; i++) {
          row[i] = -row[i];
          left[i] = -left[i];
        }
      // u's column: q's columns weighted by it.
      for (int64_t i = 0; i < m; i++) columns[place * m + i] = 0;
      for (int64_t k = 0; k < n; k++) add_scaled(m, left[k], q + k * m, columns + place * m);
    }
    transpose_into(n, m, columns, u);
  }
  apus_deallocate(columns, bytes);
}

void apus_svd(int64_t batch, int64_t m, int64_t n, const double *a, double *u, double *s,
              double *v) {
  if (m * n == 0) return;
  work w = {m, n, a, u, s, v};
  apus_parallel(batch, matrices_a_thread(n), svd_range, &w);
}
