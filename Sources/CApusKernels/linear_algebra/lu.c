#include "internal.h"

typedef struct {
  int64_t n, k;
  apus_matrix_form form;
  int transposed;
  const double *a, *b;
  double *x, *determinant, *sign, *logarithm;
} work;

// Gauss with row exchanges, in place: the upper triangle, and below it the factors. rows: which row
// of a stands where. Returns the sign of the exchanges; 0 where a column has nothing left.
static double factor(int64_t n, double *a, int64_t *rows) {
  double sign = 1;
  int singular = 0;
  for (int64_t i = 0; i < n; i++) rows[i] = i;
  for (int64_t j = 0; j < n; j++) {
    int64_t best = j;
    for (int64_t i = j + 1; i < n; i++)
      if (fabs(a[i * n + j]) > fabs(a[best * n + j])) best = i;
    if (best != j) {
      for (int64_t c = 0; c < n; c++) {
        double held = a[j * n + c];
        a[j * n + c] = a[best * n + c];
        a[best * n + c] = held;
      }
      int64_t held = rows[j];
      rows[j] = rows[best];
      rows[best] = held;
      sign = -sign;
    }
    const double pivot = a[j * n + j];
    if (pivot == 0) {
      singular = 1;
      continue;
    }
    for (int64_t i = j + 1; i < n; i++) {
      const double f = a[i * n + j] / pivot;
      a[i * n + j] = f;
      if (f != 0) add_scaled(n - j - 1, -f, a + j * n + j + 1, a + i * n + j + 1);
    }
  }
  return singular ? 0 : sign;
}

// x := the inverse of a's lower triangle (ones on its diagonal if `unit`) times x.
static void solve_lower(int64_t n, int64_t k, int unit, const double *a, double *x) {
  for (int64_t i = 0; i < n; i++) {
    for (int64_t j = 0; j < i; j++) add_scaled(k, -a[i * n + j], x + j * k, x + i * k);
    if (!unit)
      for (int64_t c = 0; c < k; c++) x[i * k + c] /= a[i * n + i];
  }
}

static void solve_upper(int64_t n, int64_t k, const double *a, double *x) {
  for (int64_t i = n - 1; i >= 0; i--) {
    for (int64_t j = i + 1; j < n; j++) add_scaled(k, -a[i * n + j], x + j * k, x + i * k);
    for (int64_t c = 0; c < k; c++) x[i * k + c] /= a[i * n + i];
  }
}

static void solve_range(void *context, int64_t begin, int64_t end) {
  const work *w = context;
  const int64_t n = w->n, k = w->k;
  const size_t bytes = (size_t)(n * n) * sizeof(double) + (size_t)n * sizeof(int64_t);
  double *m = apus_allocate_or_exit(bytes);
  int64_t *rows = (int64_t *)(m + n * n);
  for (int64_t index = begin; index < end; index++) {
    const double *a = w->a + index * n * n, *b = w->b + index * n * k;
    double *x = w->x + index * n * k;
    if (w->transposed)
      transpose_into(n, n, a, m);
    else
      memcpy(m, a, (size_t)(n * n) * sizeof(double));
    int possible = 1;
    if (w->form == APUS_GENERAL) {
      possible = factor(n, m, rows) != 0;
      for (int64_t i = 0; i < n; i++)
        memcpy(x + i * k, b + rows[i] * k, (size_t)k * sizeof(double));
    } else {
      for (int64_t i = 0; i < n; i++) possible = possible && m[i * n + i] != 0;
      memcpy(x, b, (size_t)(n * k) * sizeof(double));
    }
    if (!possible) {
      fill_nan(n * k, x);
    } else if (w->form == APUS_GENERAL) {
      solve_lower(n, k, 1, m, x);
      solve_upper(n, k, m, x);
    } else if ((w->form == APUS_LOWER) != (w->transposed != 0)) {
      solve_lower(n, k, 0, m, x);
    } else {
      solve_upper(n, k, m, x);
    }
  }
  apus_deallocate(m, bytes);
}

void apus_solve(int64_t batch, int64_t n, int64_t k, apus_matrix_form form, int transposed,
                const double *a, const double *b, double *x) {
  if (n * k == 0) return;
  work w = {.n = n, .k = k, .form = form, .transposed = transposed, .a = a, .b = b, .x = x};
  apus_parallel(batch, matrices_a_thread(n), solve_range, &w);
}

static void determinant_range(void *context, int64_t begin, int64_t end) {
  const work *w = context;
  const int64_t n = w->n;
  const size_t bytes = (size_t)(n * n + 1) * sizeof(double) + (size_t)n * sizeof(int64_t);
  double *m = apus_allocate_or_exit(bytes);
  int64_t *rows = (int64_t *)(m + n * n);
  for (int64_t index = begin; index < end; index++) {
    memcpy(m, w->a + index * n * n, (size_t)(n * n) * sizeof(double));
    const double exchanges = factor(n, m, rows);
    double product = exchanges, sign = exchanges, logarithm = exchanges == 0 ? -INFINITY : 0;
    for (int64_t i = 0; i < n && exchanges != 0; i++) {
      const double pivot = m[i * n + i];
      product *= pivot;
      logarithm += log(fabs(pivot));
      if (pivot < 0) sign = -sign;
      if (isnan(pivot)) sign = NAN;
    }
    w->determinant[index] = product;
    w->sign[index] = sign;
    w->logarithm[index] = logarithm;
  }
  apus_deallocate(m, bytes);
}

void apus_determinant(int64_t batch, int64_t n, const double *a, double *determinant, double *sign,
                      double *logarithm) {
  work w = {.n = n, .a = a, .determinant = determinant, .sign = sign, .logarithm = logarithm};
  apus_parallel(batch, matrices_a_thread(n), determinant_range, &w);
}
