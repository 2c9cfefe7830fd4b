// Statistics and normalization of columns: rows × channels, each channel by numbers of its own.

typedef struct {
  int64_t rows, channels, chunk;
  const T *x, *g, *mean, *scale, *shift, *slope;
  T *out, *first, *second, *third;  // partial results: [chunks, channels]
} NAME(work);

// A chunk's statistics for `width` neighbouring channels: the mean is mean + rest, which T alone
// does not hold where it is large beside the deviations; the squares are of the distances from it.
// `width` is a constant where this is inlined, so that the sums stay in registers.
INLINE void NAME(moments)(
    int64_t rows, int64_t channels, int width, const T *x, T *mean, T *rest, T *squares) {
#pragma clang fp contract(fast)
  T sum[32], off[32], around[32];
  for (int l = 0; l < width; l++) sum[l] = 0;
  for (int64_t r = 0; r < rows; r++)
    for (int l = 0; l < width; l++) sum[l] += x[r * channels + l];
  for (int l = 0; l < width; l++) {
    mean[l] = around[l] = sum[l] / (T)rows;
    sum[l] = off[l] = 0;
  }
  for (int64_t r = 0; r < rows; r++)
    for (int l = 0; l < width; l++) {
      T d = x[r * channels + l] - around[l];
      off[l] += d;
      sum[l] += d * d;
    }
  for (int l = 0; l < width; l++) {
    rest[l] = off[l] / (T)rows;
    squares[l] = sum[l] - off[l] * rest[l];
  }
}

INLINE void NAME(products)(int64_t rows, int64_t channels, int width, const T *x, const T *g,
                           const T *mean, T *sums, T *dots) {
#pragma clang fp contract(fast)
  T sum[32], dot[32], around[32];
  for (int l = 0; l < width; l++) {
    sum[l] = dot[l] = 0;
    around[l] = mean[l];
  }
  for (int64_t r = 0; r < rows; r++)
    for (int l = 0; l < width; l++) {
      T d = g[r * channels + l];
      sum[l] += d;
      dot[l] += d * (x[r * channels + l] - around[l]);
    }
  for (int l = 0; l < width; l++) {
    sums[l] = sum[l];
    dots[l] = dot[l];
  }
}

static APUS_MULTIVERSION void NAME(moment_chunks)(void *context, int64_t begin, int64_t end) {
  const NAME(work) *w = context;
  const int64_t channels = w->channels;
  for (int64_t chunk = begin; chunk < end; chunk++) {
    int64_t row = chunk * w->chunk, rows = least(w->chunk, w->rows - row), c = 0;
    const T *x = w->x + row * channels;
    T *mean = w->first + chunk * channels, *squares = w->second + chunk * channels,
      *rest = w->third + chunk * channels;
    for (; c + 32 <= channels; c += 32)
      NAME(moments)(rows, channels, 32, x + c, mean + c, rest + c, squares + c);
    for (; c + 8 <= channels; c += 8)
      NAME(moments)(rows, channels, 8, x + c, mean + c, rest + c, squares + c);
    for (; c < channels; c++)
      NAME(moments)(rows, channels, 1, x + c, mean + c, rest + c, squares + c);
  }
}

static APUS_MULTIVERSION void NAME(product_chunks)(void *context, int64_t begin, int64_t end) {
  const NAME(work) *w = context;
  const int64_t channels = w->channels;
  for (int64_t chunk = begin; chunk < end; chunk++) {
    int64_t row = chunk * w->chunk, rows = least(w->chunk, w->rows - row), c = 0;
    const T *x = w->x + row * channels, *g = w->g + row * channels;
    T *sums = w->first + chunk * channels, *dots = w->second + chunk * channels;
    for (; c + 32 <= channels; c += 32)
      NAME(products)(rows, channels, 32, x + c, g + c, w->mean + c, sums + c, dots + c);
    for (; c + 8 <= channels; c += 8)
      NAME(products)(rows, channels, 8, x + c, g + c, w->mean + c, sums + c, dots + c);
    for (; c < channels; c++)
      NAME(products)(rows, channels, 1, x + c, g + c, w->mean + c, sums + c, dots + c);
  }
}

static APUS_MULTIVERSION void NAME(normalize_chunks)(void *context, int64_t begin, int64_t end) {
#pragma clang fp contract(fast)
  const NAME(work) *w = context;
  const int64_t channels = w->channels, last = least(end * w->chunk, w->rows);
  const T *mean = w->mean, *scale = w->scale, *shift = w->shift;
  for (int64_t row = begin * w->chunk; row < last; row++) {
    const T *restrict x = w->x + row * channels;
    T *restrict out = w->out + row * channels;
    for (int64_t c = 0; c < channels; c++) out[c] = (x[c] - mean[c]) * scale[c] + shift[c];
  }
}

// dx = scale g − shift − (x − mean) slope
static APUS_MULTIVERSION void NAME(gradient_chunks)(void *context, int64_t begin, int64_t end) {
#pragma clang fp contract(fast)
  const NAME(work) *w = context;
  const int64_t channels = w->channels, last = least(end * w->chunk, w->rows);
  const T *mean = w->mean, *scale = w->scale, *shift = w->shift, *slope = w->slope;
  for (int64_t row = begin * w->chunk; row < last; row++) {
    const T *restrict x = w->x + row * channels, *restrict g = w->g + row * channels;
    T *restrict out = w->out + row * channels;
    for (int64_t c = 0; c < channels; c++)
      out[c] = scale[c] * g[c] - shift[c] - (x[c] - mean[c]) * slope[c];
  }
}

void NAME(apus_centred_scale)(int64_t rows, int64_t channels, const T *x, const T *mean,
                              const T *scale, const T *shift, T *out) {
  if (rows * channels == 0) return;
  int64_t chunk = chunk_rows(channels);
  NAME(work)
  w = {.rows = rows,
       .channels = channels,
       .chunk = chunk,
       .x = x,
       .mean = mean,
       .scale = scale,
       .shift = shift,
       .out = out};
  apus_parallel((rows + chunk - 1) / chunk, CHUNKS_A_THREAD, NAME(normalize_chunks), &w);
}
