#include "internal.h"
#include "qr.h"

typedef struct {
  int64_t m, n;
  const double *a;
  double *q, *r;
} work;

// Householder's reflections of columns, which are rows of `columns` [n, m] here. The vectors stay
// below the diagonal, scaled so that H = 1 − v vᵀ; `diagonal` gets r's.
static void reflect(int64_t m, int64_t n, double *columns, double *diagonal) {
  for (int64_t j = 0; j < n; j++) {
    double *v = columns + j * m + j;
    const int64_t count = m - j;
    const double scale = greatest_magnitude(count, v);
    if (scale == 0) {
      diagonal[j] = 0;
      continue;
    }
    for (int64_t i = 0; i < count; i++) v[i] /= scale;
    const double length = sqrt(inner_product(count, v, v));
    const double head = v[0] > 0 ? -length : length;
    diagonal[j] = head * scale;
    v[0] -= head;
    // |v|² = 2 length (length + |v₀|), and H = 1 − 2 v vᵀ / |v|².
    const double factor = 1 / sqrt(length * fabs(v[0]));
    for (int64_t i = 0; i < count; i++) v[i] *= factor;
    for (int64_t c = j + 1; c < n; c++) {
      double *x = columns + c * m + j;
      add_scaled(count, -inner_product(count, v, x), v, x);
    }
  }
}

void apus_qr_columns(int64_t m, int64_t n, double *columns, double *q, double *r,
                     double *diagonal) {
  reflect(m, n, columns, diagonal);
  for (int64_t j = 0; j < n; j++) {
    // Signs are turned so that r's diagonal is not negative.
    for (int64_t i = 0; i < n; i++) {
      const double value = i < j ? columns[j * m + i] : i == j ? diagonal[j] : 0;
      r[i * n + j] = diagonal[i] < 0 ? -value : value;
    }
    double *column = q + j * m;
    for (int64_t i = 0; i < m; i++) column[i] = 0;
    column[j] = diagonal[j] < 0 ? -1 : 1;
    for (int64_t h = n - 1; h >= 0; h--) {
      const double *v = columns + h * m + h;
      if (diagonal[h] != 0) add_scaled(m - h, -inner_product(m - h, v, column + h), v, column + h);
    }
  }
}

static void qr_range(void *context, int64_t begin, int64_t end) {
  const work *w = context;
  const int64_t m = w->m, n = w->n;
  const size_t bytes = (size_t)(2 * m * n + n) * sizeof(double);
  double *columns = apus_allocate_or_exit(bytes), *turned = columns + m * n,
         *diagonal = turned + m * n;
  for (int64_t index = begin; index < end; index++) {
    const double *a = w->a + index * m * n;
    double *q = w->q + index * m * n, *r = w->r + index * n * n;
    if (!all_finite(m * n, a)) {
      fill_nan(m * n, q);
      fill_nan(n * n, r);
      continue;
    }
    transpose_into(m, n, a, columns);
    apus_qr_columns(m, n, columns, turned, r, diagonal);
    transpose_into(n, m, turned, q);
  }
  apus_deallocate(columns, bytes);
}

void apus_qr(int64_t batch, int64_t m, int64_t n, const double *a, double *q, double *r) {
  if (m * n == 0) return;
  work w = {m, n, a, q, r};
  apus_parallel(batch, matrices_a_thread(m < n ? m : n), qr_range, &w);
}
