// The kernels for one element type: included by reductions.c once for each. RUNNING is the type
// sums are kept in, FACTOR the one products are taken in: unsigned for whole numbers, so that they
// wrap.

// NaN is greater than and less than everything here, so that it comes through.
#define GREATER(a, b) ((a) > (b) || (IS_NAN(a) && !IS_NAN(b)))
#define LESS(a, b) ((a) < (b) || (IS_NAN(a) && !IS_NAN(b)))

#define MAXIMUM(a, b) (GREATER(b, a) ? (b) : (a))
#define MINIMUM(a, b) (LESS(b, a) ? (b) : (a))
#define PRODUCT(a, b) ((T)((FACTOR)(a) * (FACTOR)(b)))
#define ANY(a, b) ((uint8_t)((a) | ((b) != 0)))
#define ALL(a, b) ((uint8_t)((a) & ((b) != 0)))

// A row's reduction: independent lanes that the compiler keeps in vector registers, then the lanes.
#define REDUCE_ROW(A, OP, FIRST, JOIN)                                             \
  A result = FIRST;                                                                \
  int64_t j = 0;                                                                   \
  if (n >= LANES) {                                                                \
    A lanes[LANES];                                                                \
    for (int l = 0; l < LANES; l++) lanes[l] = FIRST;                              \
    for (; j + LANES <= n; j += LANES)                                             \
      for (int l = 0; l < LANES; l++) lanes[l] = OP(lanes[l], x[j + l]);           \
    for (int l = 0; l < LANES; l++) result = JOIN(result, lanes[l]);               \
  }                                                                                \
  for (; j < n; j++) result = OP(result, x[j]);                                    \
  return result;

INLINE T NAME(row_maximum)(int64_t n, const T *x) { REDUCE_ROW(T, MAXIMUM, x[0], MAXIMUM) }
INLINE T NAME(row_minimum)(int64_t n, const T *x) { REDUCE_ROW(T, MINIMUM, x[0], MINIMUM) }
INLINE T NAME(row_product)(int64_t n, const T *x) { REDUCE_ROW(T, PRODUCT, (T)1, PRODUCT) }
INLINE uint8_t NAME(row_any)(int64_t n, const T *x) { REDUCE_ROW(uint8_t, ANY, 0, ANY) }
INLINE uint8_t NAME(row_all)(int64_t n, const T *x) { REDUCE_ROW(uint8_t, ALL, 1, ALL) }

INLINE int32_t NAME(position)(int64_t n, const T *x, T wanted) {
  int64_t j = 0;
  if (IS_NAN(wanted))
    while (j < n - 1 && !IS_NAN(x[j])) j++;
  else
    while (j < n - 1 && x[j] != wanted) j++;
  return (int32_t)j;
}

static APUS_MULTIVERSION void NAME(reduce_rows)(void *context, int64_t begin, int64_t end) {
  const work *w = context;
  const int64_t n = w->count;
  const T *in = w->in;
  T *out = w->out;
  uint8_t *flags = w->out;
  int32_t *positions = w->out;
  switch (w->reduction) {
    case APUS_REDUCE_MAXIMUM:
      for (int64_t r = begin; r < end; r++) out[r] = NAME(row_maximum)(n, in + r * n);
      break;
    case APUS_REDUCE_MINIMUM:
      for (int64_t r = begin; r < end; r++) out[r] = NAME(row_minimum)(n, in + r * n);
      break;
    case APUS_REDUCE_PRODUCT:
      for (int64_t r = begin; r < end; r++) out[r] = NAME(row_product)(n, in + r * n);
      break;
    case APUS_REDUCE_ANY:
      for (int64_t r = begin; r < end; r++) flags[r] = NAME(row_any)(n, in + r * n);
      break;
    case APUS_REDUCE_ALL:
      for (int64_t r = begin; r < end; r++) flags[r] = NAME(row_all)(n, in + r * n);
      break;
    case APUS_REDUCE_ARGMAX:
      for (int64_t r = begin; r < end; r++)
        positions[r] = NAME(position)(n, in + r * n, NAME(row_maximum)(n, in + r * n));
      break;
    case APUS_REDUCE_ARGMIN:
      for (int64_t r = begin; r < end; r++)
        positions[r] = NAME(position)(n, in + r * n, NAME(row_minimum)(n, in + r * n));
      break;
  }
}

#define REDUCE_COLUMNS(A, OP, FIRST)                                                               \
  {                                                                                                \
    A results[TILE];                                                                               \
    for (int64_t l = 0; l < width; l++) results[l] = FIRST;                                        \
    for (int64_t j = 0; j < n; j++)                                                                \
      for (int64_t l = 0; l < width; l++) results[l] = OP(results[l], x[j * inner + l]);           \
    for (int64_t l = 0; l < width; l++) ((A *)w->out)[target + l] = results[l];                    \
    break;                                                                                         \
  }

#define LOCATE_COLUMNS(BETTER)                                                                     \
  {                                                                                                \
    T best[TILE];                                                                                  \
    int32_t places[TILE];                                                                          \
    for (int64_t l = 0; l < width; l++) best[l] = x[l], places[l] = 0;                             \
    for (int64_t j = 1; j < n; j++)                                                                \
      for (int64_t l = 0; l < width; l++) {                                                        \
        T value = x[j * inner + l];                                                                \
        int better = BETTER(value, best[l]);                                                       \
        best[l] = better ? value : best[l];                                                        \
        places[l] = better ? (int32_t)j : places[l];                                               \
      }                                                                                            \
    for (int64_t l = 0; l < width; l++) ((int32_t *)w->out)[target + l] = places[l];               \
    break;                                                                                         \
  }

static APUS_MULTIVERSION void NAME(reduce_columns)(void *context, int64_t begin, int64_t end) {
  const work *w = context;
  const int64_t n = w->count, inner = w->inner, tiles = (inner + TILE - 1) / TILE;
  for (int64_t tile = begin; tile < end; tile++) {
    const int64_t column = tile % tiles * TILE, width = least(TILE, inner - column);
    const int64_t target = tile / tiles * inner + column;
    const T *x = (const T *)w->in + tile / tiles * n * inner + column;
    switch (w->reduction) {
      case APUS_REDUCE_MAXIMUM: REDUCE_COLUMNS(T, MAXIMUM, x[l])
      case APUS_REDUCE_MINIMUM: REDUCE_COLUMNS(T, MINIMUM, x[l])
      case APUS_REDUCE_PRODUCT: REDUCE_COLUMNS(T, PRODUCT, (T)1)
      case APUS_REDUCE_ANY: REDUCE_COLUMNS(uint8_t, ANY, 0)
      case APUS_REDUCE_ALL: REDUCE_COLUMNS(uint8_t, ALL, 1)
      case APUS_REDUCE_ARGMAX: LOCATE_COLUMNS(GREATER)
      case APUS_REDUCE_ARGMIN: LOCATE_COLUMNS(LESS)
    }
  }
}

static APUS_MULTIVERSION void NAME(running_sums)(void *context, int64_t begin, int64_t end) {
  const work *w = context;
  const int64_t n = w->count, inner = w->inner, tiles = (inner + TILE - 1) / TILE;
  for (int64_t tile = begin; tile < end; tile++) {
    const int64_t column = tile % tiles * TILE, width = least(TILE, inner - column);
    const int64_t start = tile / tiles * n * inner + column;
    RUNNING sums[TILE] = {0};
    for (int64_t step = 0; step < n; step++) {
      const int64_t place = start + (w->reverse ? n - 1 - step : step) * inner;
      const T *x = (const T *)w->in + place;
      T *out = (T *)w->out + place;
      if (w->exclusive)
        for (int64_t l = 0; l < width; l++) out[l] = (T)sums[l], sums[l] += (RUNNING)x[l];
      else
        for (int64_t l = 0; l < width; l++) sums[l] += (RUNNING)x[l], out[l] = (T)sums[l];
    }
  }
}

// One sum runs on after the other, each waiting for the last: four rows side by side fill the wait.
static APUS_MULTIVERSION void NAME(running_rows)(void *context, int64_t begin, int64_t end) {
  const work *w = context;
  const int64_t n = w->count, first = w->reverse ? n - 1 : 0, way = w->reverse ? -1 : 1;
  for (int64_t row = begin; row < end; row += 4) {
    const int64_t rows = least(4, end - row);
    const T *x = (const T *)w->in + row * n + first;
    T *out = (T *)w->out + row * n + first;
    RUNNING sums[4] = {0};
    if (rows < 4) {
      for (int64_t r = 0; r < rows; r++)
        for (int64_t step = 0; step < n; step++) {
          const RUNNING before = sums[r];
          sums[r] += (RUNNING)x[r * n + way * step];
          out[r * n + way * step] = (T)(w->exclusive ? before : sums[r]);
        }
    } else if (w->exclusive) {
      for (int64_t step = 0; step < n; step++, x += way, out += way)
        for (int64_t r = 0; r < 4; r++) out[r * n] = (T)sums[r], sums[r] += (RUNNING)x[r * n];
    } else {
      for (int64_t step = 0; step < n; step++, x += way, out += way)
        for (int64_t r = 0; r < 4; r++) sums[r] += (RUNNING)x[r * n], out[r * n] = (T)sums[r];
    }
  }
}

__attribute__((unused)) static void NAME(multiply_pairs)(int64_t rows, int64_t n, const T *x,
                                                         T *out) {
  for (int64_t r = 0; r < rows; r++, x += n) {
    for (int64_t k = 0; k < n / 2; k++) *out++ = (T)(x[2 * k] * x[2 * k + 1]);
    if (n % 2) *out++ = x[n - 1];
  }
}

__attribute__((unused)) static void NAME(spread_pairs)(
    int64_t rows, int64_t n, int tail, const T *g, const T *x, T *out) {
  for (int64_t r = 0; r < rows; r++, x += n, out += n) {
    for (int64_t k = 0; k < n / 2; k++, g++) {
      out[2 * k] = (T)(*g * x[2 * k + 1]);
      out[2 * k + 1] = (T)(*g * x[2 * k]);
    }
    if (n % 2) out[n - 1] = tail ? *g : 0, g++;
  }
}

__attribute__((unused)) static void NAME(dot_pairs)(
    int64_t rows, int64_t n, int tail, const T *u, const T *x, T *out) {
  for (int64_t r = 0; r < rows; r++, u += n, x += n) {
    for (int64_t k = 0; k < n / 2; k++)
      *out++ = (T)(u[2 * k] * x[2 * k + 1] + u[2 * k + 1] * x[2 * k]);
    if (n % 2) *out++ = tail ? u[n - 1] : 0;
  }
}

#undef GREATER
#undef LESS
#undef MAXIMUM
#undef MINIMUM
#undef PRODUCT
#undef ANY
#undef ALL
#undef REDUCE_ROW
#undef REDUCE_COLUMNS
#undef LOCATE_COLUMNS
#undef T
#undef IS_NAN
#undef RUNNING
#undef FACTOR
#undef NAME
