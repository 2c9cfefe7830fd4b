// The kernels for one element type: included by learned.c once with T float and once with T double,
// each with the SIGMOID of that type.

typedef struct {
  int64_t count, period, chunk;
  int64_t numbers, sum_rows;
  const T *x, *a, *dy;  // a: a whole period
  T *out, *sums, *da;   // sums: [chunks, period], which is [sum_rows, numbers]
} NAME(work);

INLINE T NAME(prelu_value)(T x, T a) { return x > 0 ? x : a * x; }
INLINE T NAME(prelu_slope)(T x, T a, T *by_number) {
  *by_number = x > 0 ? 0 : x;
  return x > 0 ? 1 : a;
}

INLINE T NAME(swish_value)(T x, T a) { return x * SIGMOID(a * x); }
INLINE T NAME(swish_slope)(T x, T a, T *by_number) {
  T s = SIGMOID(a * x), t = x * s * (1 - s);
  *by_number = x * t;
  return s + a * t;
}

#define LOOPS(FUNCTION)                                                                            \
  static APUS_MULTIVERSION void NAME(FUNCTION##_values)(void *context, int64_t begin,              \
                                                        int64_t end) {                             \
    const NAME(work) *w = context;                                                                 \
    const T *restrict a = w->a;                                                                    \
    for (int64_t i = begin * w->chunk, last = least(end * w->chunk, w->count); i < last;           \
         i += w->period) {                                                                         \
      const T *restrict x = w->x + i;                                                              \
      T *restrict out = w->out + i;                                                                \
      const int64_t n = least(w->period, last - i);                                                \
      for (int64_t l = 0; l < n; l++) out[l] = NAME(FUNCTION##_value)(x[l], a[l]);                 \
    }                                                                                              \
  }                                                                                                \
  static APUS_MULTIVERSION void NAME(FUNCTION##_gradients)(void *context, int64_t begin,           \
                                                           int64_t end) {                          \
    const NAME(work) *w = context;                                                                 \
    const T *restrict a = w->a;                                                                    \
    for (int64_t chunk = begin; chunk < end; chunk++) {                                            \
      T *restrict sums = w->sums + chunk * w->period;                                              \
      for (int64_t l = 0; l < w->period; l++) sums[l] = 0;                                         \
      const int64_t first = chunk * w->chunk, last = least(first + w->chunk, w->count);            \
      for (int64_t i = first; i < last; i += w->period) {                                          \
        const T *restrict x = w->x + i, *restrict dy = w->dy + i;                                  \
        T *restrict out = w->out + i;                                                              \
        const int64_t n = least(w->period, last - i);                                              \
        for (int64_t l = 0; l < n; l++) {                                                          \
          T by_number, slope = NAME(FUNCTION##_slope)(x[l], a[l], &by_number);                     \
          out[l] = dy[l] * slope;                                                                  \
          sums[l] += dy[l] * by_number;                                                            \
        }                                                                                          \
      }                                                                                            \
    }                                                                                              \
  }
LOOPS(prelu)
LOOPS(swish)
#undef LOOPS

static const apus_range_body NAME(values)[APUS_LEARNED_FUNCTIONS] = {
  [APUS_PRELU] = NAME(prelu_values), [APUS_LEARNED_SWISH] = NAME(swish_values)};
static const apus_range_body NAME(gradients)[APUS_LEARNED_FUNCTIONS] = {
  [APUS_PRELU] = NAME(prelu_gradients), [APUS_LEARNED_SWISH] = NAME(swish_gradients)};

// What each number's places add up to, over all chunks, in double precision: blocks of COLUMNS
// numbers.
static APUS_MULTIVERSION void NAME(add_sums)(void *context, int64_t begin, int64_t end) {
  const NAME(work) *w = context;
  for (int64_t first = begin * COLUMNS, last = least(end * COLUMNS, w->numbers); first < last;
       first += COLUMNS) {
    const int64_t width = least(COLUMNS, last - first);
    double totals[COLUMNS] = {0};
    for (int64_t row = 0; row < w->sum_rows; row++)
      for (int64_t l = 0; l < width; l++)
        totals[l] += (double)w->sums[row * w->numbers + first + l];
    for (int64_t l = 0; l < width; l++) w->da[first + l] = (T)totals[l];
  }
}

static NAME(work)
    NAME(learned_work)(int64_t rows, int64_t numbers, const T *x, const T *a, T *periodic) {
  const int64_t period = period_of(numbers);
  for (int64_t i = 0; i < period; i++) periodic[i] = a[i % numbers];
  const int64_t periods = period < CHUNK ? CHUNK / period : 1;
  return (NAME(work)){
      .count = rows * numbers, .period = period, .chunk = periods * period, .x = x, .a = periodic};
}

void NAME(apus_learned)(
    apus_learned_function function, int64_t rows, int64_t numbers, const T *x, const T *a, T *out) {
  if (rows * numbers == 0) return;
  const size_t bytes = (size_t)period_of(numbers) * sizeof(T);
  T *periodic = apus_allocate_or_exit(bytes);
  NAME(work) w = NAME(learned_work)(rows, numbers, x, a, periodic);
  w.out = out;
  apus_parallel((w.count + w.chunk - 1) / w.chunk, 1, NAME(values)[function], &w);
  apus_deallocate(periodic, bytes);
}

void NAME(apus_learned_gradient)(apus_learned_function function, int64_t rows, int64_t numbers,
                                 const T *dy, const T *x, const T *a, T *dx, T *da) {
  for (int64_t i = 0; i < numbers; i++) da[i] = 0;
  if (rows * numbers == 0) return;
  const int64_t period = period_of(numbers);
  const size_t bytes = (size_t)period * sizeof(T);
  T *periodic = apus_allocate_or_exit(bytes);
  NAME(work) w = NAME(learned_work)(rows, numbers, x, a, periodic);
  const int64_t chunks = (w.count + w.chunk - 1) / w.chunk;
  const size_t sum_bytes = (size_t)(chunks * period) * sizeof(T);
  w.dy = dy;
  w.out = dx;
  w.sums = apus_allocate_or_exit(sum_bytes);
  apus_parallel(chunks, 1, NAME(gradients)[function], &w);
  w.numbers = numbers;
  w.sum_rows = chunks * (period / numbers);
  w.da = da;
  const int64_t blocks_at_once = 1 + CHUNK / (w.sum_rows * COLUMNS);
  apus_parallel((numbers + COLUMNS - 1) / COLUMNS, blocks_at_once, NAME(add_sums), &w);
  apus_deallocate(w.sums, sum_bytes);
  apus_deallocate(periodic, bytes);
}
