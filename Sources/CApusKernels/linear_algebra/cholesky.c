#include "internal.h"

typedef struct {
  int64_t n;
  const double *a;
  double *l;
} work;

static void cholesky_range(void *context, int64_t begin, int64_t end) {
  const work *w = context;
  const int64_t n = w->n;
  for (int64_t index = begin; index < end; index++) {
    const double *a = w->a + index * n * n;
    double *l = w->l + index * n * n;
    int possible = 1;
    for (int64_t i = 0; i < n && possible; i++) {
      for (int64_t j = 0; j <= i; j++) {
        const double rest = a[i * n + j] - inner_product(j, l + i * n, l + j * n);
        if (i == j) {
          possible = rest > 0 && isfinite(rest);
          l[i * n + i] = sqrt(rest);
        } else {
          l[i * n + j] = rest / l[j * n + j];
        }
      }
      for (int64_t j = i + 1; j < n; j++) l[i * n + j] = 0;
    }
    if (!possible) fill_nan(n * n, l);
  }
}

void apus_cholesky(int64_t batch, int64_t n, const double *a, double *l) {
  work w = {n, a, l};
  apus_parallel(batch, matrices_a_thread(n), cholesky_range, &w);
}
