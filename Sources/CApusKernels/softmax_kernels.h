// The kernels for one element type: included by softmax.c once with T float and once with T double.

typedef struct {
  int64_t n, inner;
  const T *x, *targets, *g;
  T *out, *losses;
  apus_labels labels;
} NAME(work);

INLINE T NAME(row_maximum)(int64_t n, const T *x) {
  T m = x[0];
  int64_t i = 1;
  if (n >= LANES) {
    T lanes[LANES];
    for (int l = 0; l < LANES; l++) lanes[l] = x[l];
    for (i = LANES; i + LANES <= n; i += LANES)
      for (int l = 0; l < LANES; l++) lanes[l] = x[i + l] > lanes[l] ? x[i + l] : lanes[l];
    for (int l = 0; l < LANES; l++) m = lanes[l] > m ? lanes[l] : m;
  }
  for (; i < n; i++) m = x[i] > m ? x[i] : m;
  return m;
}

// Sums in lanes of their own, which are added at the end: vector code, and one order on every
// machine.
#define SUM_ROW(TERM)                                          \
  T sum = 0;                                                   \
  int64_t i = 0;                                               \
  if (n >= LANES) {                                            \
    T lanes[LANES] = {0};                                      \
    for (; i + LANES <= n; i += LANES)                         \
      for (int l = 0; l < LANES; l++) lanes[l] += TERM(i + l); \
    for (int l = 0; l < LANES; l++) sum += lanes[l];           \
  }                                                            \
  for (; i < n; i++) sum += TERM(i);                           \
  return sum;

INLINE T NAME(row_sum)(int64_t n, const T *x) {
#define ELEMENT(i) x[i]
  SUM_ROW(ELEMENT)
}

INLINE T NAME(row_dot)(int64_t n, const T *x, const T *y) {
#define PRODUCT(i) x[i] * y[i]
  SUM_ROW(PRODUCT)
}

// A class of probability 0 costs nothing, however impossible its logit makes it.
INLINE T NAME(weighted_sum)(int64_t n, const T *t, const T *z) {
#define WEIGHTED(i) (t[i] == 0 ? 0 : t[i] * z[i])
  SUM_ROW(WEIGHTED)
}

// x less the greatest of each row.
INLINE void NAME(shift_rows)(int64_t rows, int64_t n, const T *x, T *out) {
  for (int64_t r = 0; r < rows; r++) {
    T m = NAME(row_maximum)(n, x + r * n);
    for (int64_t i = 0; i < n; i++) out[r * n + i] = x[r * n + i] - m;
  }
}

INLINE void NAME(exponentials)(int64_t count, const T *x, T *out) {
#pragma clang fp contract(fast)
  for (int64_t i = 0; i < count; i++) out[i] = NAME(exp_nonpositive)(x[i]);
}

// Turns exponentials into probabilities; `sums` receives each row's sum.
INLINE void NAME(normalize_rows)(int64_t rows, int64_t n, T *out, T *sums) {
  for (int64_t r = 0; r < rows; r++) {
    T sum = NAME(row_sum)(n, out + r * n), scale = 1 / sum;
    for (int64_t i = 0; i < n; i++) out[r * n + i] *= scale;
    sums[r] = sum;
  }
}

#define FOR_BLOCKS                                                          \
  const NAME(work) *w = context;                                            \
  const int64_t n = w->n, block = n < BLOCK ? BLOCK / n : 1;                \
  for (int64_t first = begin, rows; first < end; first += rows)             \
    if ((rows = least(block, end - first)))

static APUS_MULTIVERSION void NAME(softmax_rows)(void *context, int64_t begin, int64_t end) {
  T sums[BLOCK];
  FOR_BLOCKS {
    T *out = w->out + first * n;
    NAME(shift_rows)(rows, n, w->x + first * n, out);
    NAME(exponentials)(rows * n, out, out);
    NAME(normalize_rows)(rows, n, out, sums);
  }
}

static APUS_MULTIVERSION void NAME(log_softmax_rows)(void *context, int64_t begin, int64_t end) {
  T powers[BLOCK], sums[BLOCK];
  FOR_BLOCKS {
    T *out = w->out + first * n;
    NAME(shift_rows)(rows, n, w->x + first * n, out);
    if (n <= BLOCK) {
      NAME(exponentials)(rows * n, out, powers);
      for (int64_t r = 0; r < rows; r++) sums[r] = NAME(row_sum)(n, powers + r * n);
    } else {
      sums[0] = 0;
      for (int64_t i = 0; i < n; i += BLOCK) {
        int64_t count = least(BLOCK, n - i);
        NAME(exponentials)(count, out + i, powers);
        sums[0] += NAME(row_sum)(count, powers);
      }
    }
    for (int64_t r = 0; r < rows; r++) sums[r] = NAME(log_positive)(sums[r]);
    for (int64_t r = 0; r < rows; r++)
      for (int64_t i = 0; i < n; i++) out[r * n + i] -= sums[r];
  }
}

static APUS_MULTIVERSION void NAME(softmax_gradient_rows)(void *context, int64_t begin,
                                                          int64_t end) {
  const NAME(work) *w = context;
  const int64_t n = w->n;
  for (int64_t r = begin; r < end; r++) {
    const T *p = w->x + r * n, *g = w->g + r * n;
    T *out = w->out + r * n, sum = NAME(row_dot)(n, p, g);
    for (int64_t i = 0; i < n; i++) out[i] = p[i] * (g[i] - sum);
  }
}

static APUS_MULTIVERSION void NAME(log_softmax_gradient_rows)(void *context, int64_t begin,
                                                              int64_t end) {
#pragma clang fp contract(fast)
  const NAME(work) *w = context;
  const int64_t n = w->n;
  for (int64_t r = begin; r < end; r++) {
    const T *y = w->x + r * n, *g = w->g + r * n;
    T *out = w->out + r * n, sum = NAME(row_sum)(n, g);
    for (int64_t i = 0; i < n; i++) out[i] = g[i] - NAME(exp_nonpositive)(y[i]) * sum;
  }
}

// Where the axis is not the last, neighbouring columns are worked on together.
#define FOR_TILES                                                                                  \
  const NAME(work) *w = context;                                                                   \
  const int64_t n = w->n, inner = w->inner, tiles = (inner + TILE - 1) / TILE;                     \
  for (int64_t tile = begin; tile < end; tile++)                                                   \
    for (int64_t column = tile % tiles * TILE, start = tile / tiles * n * inner + column,          \
                 width = least(TILE, inner - column);                                              \
         width; width = 0)

INLINE void NAME(column_maxima)(int64_t n, int64_t inner, int64_t width, const T *x, T *maxima) {
  for (int64_t l = 0; l < width; l++) maxima[l] = x[l];
  for (int64_t k = 1; k < n; k++)
    for (int64_t l = 0; l < width; l++)
      maxima[l] = x[k * inner + l] > maxima[l] ? x[k * inner + l] : maxima[l];
}

static APUS_MULTIVERSION void NAME(softmax_columns)(void *context, int64_t begin, int64_t end) {
#pragma clang fp contract(fast)
  T maxima[TILE], sums[TILE];
  FOR_TILES {
    const T *x = w->x + start;
    T *out = w->out + start;
    NAME(column_maxima)(n, inner, width, x, maxima);
    for (int64_t l = 0; l < width; l++) sums[l] = 0;
    for (int64_t k = 0; k < n; k++)
      for (int64_t l = 0; l < width; l++) {
        T power = NAME(exp_nonpositive)(x[k * inner + l] - maxima[l]);
        out[k * inner + l] = power;
        sums[l] += power;
      }
    for (int64_t l = 0; l < width; l++) sums[l] = 1 / sums[l];
    for (int64_t k = 0; k < n; k++)
      for (int64_t l = 0; l < width; l++) out[k * inner + l] *= sums[l];
  }
}

static APUS_MULTIVERSION void NAME(log_softmax_columns)(void *context, int64_t begin, int64_t end) {
#pragma clang fp contract(fast)
  T maxima[TILE], sums[TILE];
  FOR_TILES {
    const T *x = w->x + start;
    T *out = w->out + start;
    NAME(column_maxima)(n, inner, width, x, maxima);
    for (int64_t l = 0; l < width; l++) sums[l] = 0;
    for (int64_t k = 0; k < n; k++)
      for (int64_t l = 0; l < width; l++)
        sums[l] += NAME(exp_nonpositive)(x[k * inner + l] - maxima[l]);
    for (int64_t l = 0; l < width; l++) sums[l] = NAME(log_positive)(sums[l]);
    for (int64_t k = 0; k < n; k++)
      for (int64_t l = 0; l < width; l++)
        out[k * inner + l] = x[k * inner + l] - maxima[l] - sums[l];
  }
}

static APUS_MULTIVERSION void NAME(softmax_gradient_columns)(void *context, int64_t begin,
                                                             int64_t end) {
#pragma clang fp contract(fast)
  T sums[TILE];
  FOR_TILES {
    const T *p = w->x + start, *g = w->g + start;
    T *out = w->out + start;
    for (int64_t l = 0; l < width; l++) sums[l] = 0;
    for (int64_t k = 0; k < n; k++)
      for (int64_t l = 0; l < width; l++) sums[l] += p[k * inner + l] * g[k * inner + l];
    for (int64_t k = 0; k < n; k++)
      for (int64_t l = 0; l < width; l++)
        out[k * inner + l] = p[k * inner + l] * (g[k * inner + l] - sums[l]);
  }
}

static APUS_MULTIVERSION void NAME(log_softmax_gradient_columns)(void *context, int64_t begin,
                                                                 int64_t end) {
#pragma clang fp contract(fast)
  T sums[TILE];
  FOR_TILES {
    const T *y = w->x + start, *g = w->g + start;
    T *out = w->out + start;
    for (int64_t l = 0; l < width; l++) sums[l] = 0;
    for (int64_t k = 0; k < n; k++)
      for (int64_t l = 0; l < width; l++) sums[l] += g[k * inner + l];
    for (int64_t k = 0; k < n; k++)
      for (int64_t l = 0; l < width; l++)
        out[k * inner + l] = g[k * inner + l] - NAME(exp_nonpositive)(y[k * inner + l]) * sums[l];
  }
}

static void NAME(run)(apus_range_body rows, apus_range_body columns, int64_t outer,
                      NAME(work) * w) {
  if (outer * w->n * w->inner == 0) return;
  if (w->inner == 1) return apus_parallel(outer, grain_of(w->n), rows, w);
  int64_t tiles = (w->inner + TILE - 1) / TILE;
  apus_parallel(outer * tiles, grain_of(w->n * least(TILE, w->inner)), columns, w);
}

void NAME(apus_softmax)(int64_t outer, int64_t n, int64_t inner, const T *x, T *out) {
  NAME(work) w = {.n = n, .inner = inner, .x = x, .out = out};
  NAME(run)(NAME(softmax_rows), NAME(softmax_columns), outer, &w);
}

void NAME(apus_log_softmax)(int64_t outer, int64_t n, int64_t inner, const T *x, T *out) {
  NAME(work) w = {.n = n, .inner = inner, .x = x, .out = out};
  NAME(run)(NAME(log_softmax_rows), NAME(log_softmax_columns), outer, &w);
}

void NAME(apus_softmax_gradient)(int64_t outer, int64_t n, int64_t inner, const T *p, const T *g,
                                 T *out) {
  NAME(work) w = {.n = n, .inner = inner, .x = p, .g = g, .out = out};
  NAME(run)(NAME(softmax_gradient_rows), NAME(softmax_gradient_columns), outer, &w);
}

void NAME(apus_log_softmax_gradient)(int64_t outer, int64_t n, int64_t inner, const T *y,
                                     const T *g, T *out) {
  NAME(work) w = {.n = n, .inner = inner, .x = y, .g = g, .out = out};
  NAME(run)(NAME(log_softmax_gradient_rows), NAME(log_softmax_gradient_columns), outer, &w);
}

static APUS_MULTIVERSION void NAME(sparse_rows)(void *context, int64_t begin, int64_t end) {
  T sums[BLOCK];
  FOR_BLOCKS {
    T *out = w->out + first * n, *losses = w->losses + first;
    NAME(shift_rows)(rows, n, w->x + first * n, out);
    for (int64_t r = 0; r < rows; r++) losses[r] = out[r * n + label_at(w->labels, first + r)];
    NAME(exponentials)(rows * n, out, out);
    NAME(normalize_rows)(rows, n, out, sums);
    for (int64_t r = 0; r < rows; r++) losses[r] = NAME(log_positive)(sums[r]) - losses[r];
  }
}

static APUS_MULTIVERSION void NAME(sparse_gradient_rows)(void *context, int64_t begin,
                                                         int64_t end) {
  const NAME(work) *w = context;
  const int64_t n = w->n;
  for (int64_t r = begin; r < end; r++) {
    T g = w->g[r], *out = w->out + r * n;
    const T *p = w->x + r * n;
    for (int64_t i = 0; i < n; i++) out[i] = p[i] * g;
    out[label_at(w->labels, r)] -= g;
  }
}

int64_t NAME(apus_sparse_cross_entropy)(
    int64_t rows, int64_t n, const T *x, apus_labels labels, T *losses, T *probabilities) {
  for (int64_t r = 0; r < rows; r++) {
    int64_t label = label_at(labels, r);
    if (label < 0 || label >= n) return r;
  }
  NAME(work)
  w = {.n = n, .inner = 1, .x = x, .out = probabilities, .losses = losses, .labels = labels};
  NAME(run)(NAME(sparse_rows), NULL, rows, &w);
  return -1;
}

void NAME(apus_sparse_cross_entropy_gradient)(
    int64_t rows, int64_t n, const T *p, apus_labels labels, const T *g, T *out) {
  NAME(work) w = {.n = n, .inner = 1, .x = p, .g = g, .out = out, .labels = labels};
  NAME(run)(NAME(sparse_gradient_rows), NULL, rows, &w);
}

static APUS_MULTIVERSION void NAME(dense_rows)(void *context, int64_t begin, int64_t end) {
  T sums[BLOCK];
  FOR_BLOCKS {
    const T *t = w->targets + first * n;
    T *out = w->out + first * n, *losses = w->losses + first;
    NAME(shift_rows)(rows, n, w->x + first * n, out);
    for (int64_t r = 0; r < rows; r++) losses[r] = NAME(weighted_sum)(n, t + r * n, out + r * n);
    NAME(exponentials)(rows * n, out, out);
    NAME(normalize_rows)(rows, n, out, sums);
    for (int64_t r = 0; r < rows; r++) sums[r] = NAME(log_positive)(sums[r]);
    for (int64_t r = 0; r < rows; r++)
      losses[r] = NAME(row_sum)(n, t + r * n) * sums[r] - losses[r];
  }
}

static APUS_MULTIVERSION void NAME(dense_gradient_rows)(void *context, int64_t begin, int64_t end) {
  const NAME(work) *w = context;
  const int64_t n = w->n;
  for (int64_t r = begin; r < end; r++) {
    const T *p = w->x + r * n, *t = w->targets + r * n;
    T *out = w->out + r * n, g = w->g[r], scale = g * NAME(row_sum)(n, t);
    for (int64_t i = 0; i < n; i++) out[i] = p[i] * scale - t[i] * g;
  }
}

void NAME(apus_cross_entropy)(
    int64_t rows, int64_t n, const T *x, const T *targets, T *losses, T *probabilities) {
  NAME(work)
  w = {.n = n, .inner = 1, .x = x, .targets = targets, .out = probabilities, .losses = losses};
  NAME(run)(NAME(dense_rows), NULL, rows, &w);
}

void NAME(apus_cross_entropy_gradient)(
    int64_t rows, int64_t n, const T *p, const T *targets, const T *g, T *out) {
  NAME(work) w = {.n = n, .inner = 1, .x = p, .targets = targets, .g = g, .out = out};
  NAME(run)(NAME(dense_gradient_rows), NULL, rows, &w);
}

static APUS_MULTIVERSION void NAME(sigmoid_range)(void *context, int64_t begin, int64_t end) {
#pragma clang fp contract(fast)
  const NAME(work) *w = context;
  for (int64_t i = begin; i < end; i++) {
    T x = w->x[i], positive = x > 0 ? x : 0, magnitude = x > 0 ? x : -x;
    w->out[i] = positive - x * w->targets[i] + NAME(log1p_unit)(NAME(exp_nonpositive)(-magnitude));
  }
}

void NAME(apus_sigmoid_cross_entropy)(int64_t n, const T *x, const T *z, T *out) {
  NAME(work) w = {.n = 1, .inner = 1, .x = x, .targets = z, .out = out};
  apus_parallel(n, WORK, NAME(sigmoid_range), &w);
}

#undef FOR_BLOCKS
#undef FOR_TILES
#undef SUM_ROW
#undef ELEMENT
#undef PRODUCT
#undef WEIGHTED
