// The kernels for one element type: included by normalization.c once with T float and once with T double.

typedef struct {
  int64_t rows, channels, chunk;
  const T *x, *g, *mean, *scale, *shift, *slope;
  T *out, *first, *second;  // partial results: [chunks, channels]
} NAME(work);

// A chunk's statistics for `width` neighbouring channels; `width` is a constant where this is inlined, so that the
// sums stay in registers.
INLINE void NAME(moments)(
    int64_t rows, int64_t channels, int width, const T *x, T *mean, T *squares) {
#pragma clang fp contract(fast)
  T sum[32], around[32];
  for (int l = 0; l < width; l++) sum[l] = 0;
  for (int64_t r = 0; r < rows; r++)
    for (int l = 0; l < width; l++) sum[l] += x[r * channels + l];
  for (int l = 0; l < width; l++) {
    mean[l] = around[l] = sum[l] / (T)rows;
    sum[l] = 0;
  }
  for (int64_t r = 0; r < rows; r++)
    for (int l = 0; l < width; l++) {
      T d = x[r * channels + l] - around[l];
      sum[l] += d * d;
    }
  for (int l = 0; l < width; l++) squares[l] = sum[l];
}

INLINE void NAME(products)(
    int64_t rows, int64_t channels, int width, const T *x, const T *g, const T *mean, T *sums, T *dots) {
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
    T *mean = w->first + chunk * channels, *squares = w->second + chunk * channels;
    for (; c + 32 <= channels; c += 32) NAME(moments)(rows, channels, 32, x + c, mean + c, squares + c);
    for (; c + 8 <= channels; c += 8) NAME(moments)(rows, channels, 8, x + c, mean + c, squares + c);
    for (; c < channels; c++) NAME(moments)(rows, channels, 1, x + c, mean + c, squares + c);
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
    for (; c < channels; c++) NAME(products)(rows, channels, 1, x + c, g + c, w->mean + c, sums + c, dots + c);
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

static APUS_MULTIVERSION void NAME(scale_chunks)(void *context, int64_t begin, int64_t end) {
#pragma clang fp contract(fast)
  const NAME(work) *w = context;
  const int64_t channels = w->channels, last = least(end * w->chunk, w->rows);
  const T *scale = w->scale, *shift = w->shift;
  for (int64_t row = begin * w->chunk; row < last; row++) {
    const T *restrict x = w->x + row * channels;
    T *restrict out = w->out + row * channels;
    for (int64_t c = 0; c < channels; c++) out[c] = x[c] * scale[c] + shift[c];
  }
}

// One example, rows × channels, whose channels lie in groups of equal size: mean, variance [groups]. Few channels are
// taken as several copies of them side by side, neighbouring rows each being one copy's.
static void NAME(normalize_plane)(
    int64_t rows, int64_t channels, int64_t groups, double epsilon, int centred, const T *x, const T *gamma,
    const T *beta, T *y, T *mean, T *variance) {
  const int64_t copies = copies_of(rows, channels), columns = channels * copies, lines = rows / copies;
  const int64_t chunk = chunk_rows(columns), chunks = (lines + chunk - 1) / chunk, width = channels / groups;
  const size_t bytes = (size_t)((2 * chunks + 3) * columns) * sizeof(T);
  T *scratch = apus_allocate_or_exit(bytes), *means = scratch + 2 * chunks * columns, *scale = means + columns,
    *shift = scale + columns;
  NAME(work) w = {.rows = lines, .channels = columns, .chunk = chunk, .x = x, .mean = means, .scale = scale,
                  .shift = shift, .out = y, .first = scratch, .second = scratch + chunks * columns};
  apus_parallel(chunks, CHUNKS_A_THREAD, NAME(moment_chunks), &w);
  const double count = (double)(rows * width);
  for (int64_t group = 0; group < groups; group++) {
    double total = 0, squares = 0;
    for (int64_t k = 0; k < chunks; k++) {
      double sum = 0;
      FOR_COLUMNS(group, c) sum += (double)w.first[k * columns + c];
      total += sum * (double)least(chunk, lines - k * chunk);
    }
    const double centre = centred ? total / count : 0;
    for (int64_t k = 0; k < chunks; k++) {
      double off_squares = 0;
      FOR_COLUMNS(group, c) {
        double off = (double)w.first[k * columns + c] - centre;
        squares += (double)w.second[k * columns + c];
        off_squares += off * off;
      }
      squares += off_squares * (double)least(chunk, lines - k * chunk);
    }
    mean[group] = (T)centre;
    variance[group] = (T)(squares / count);
    const double inverse = 1 / sqrt(squares / count + epsilon);
    FOR_COLUMNS(group, c) {
      means[c] = (T)centre;
      scale[c] = (T)((double)gamma[c % channels] * inverse);
      shift[c] = beta[c % channels];
    }
  }
  apus_parallel(chunks, CHUNKS_A_THREAD, NAME(normalize_chunks), &w);
  apus_deallocate(scratch, bytes);
}

// dgamma, dbeta: this example's share of them.
static void NAME(differentiate_plane)(
    int64_t rows, int64_t channels, int64_t groups, double epsilon, int centred, const T *x, const T *gamma,
    const T *mean, const T *variance, const T *g, T *dx, T *dgamma, T *dbeta) {
  const int64_t copies = copies_of(rows, channels), columns = channels * copies, lines = rows / copies;
  const int64_t chunk = chunk_rows(columns), chunks = (lines + chunk - 1) / chunk, width = channels / groups;
  const size_t bytes = (size_t)((2 * chunks + 4) * columns) * sizeof(T);
  T *scratch = apus_allocate_or_exit(bytes), *means = scratch + 2 * chunks * columns, *scale = means + columns,
    *shift = scale + columns, *slope = shift + columns;
  NAME(work) w = {.rows = lines, .channels = columns, .chunk = chunk, .x = x, .g = g, .mean = means,
                  .scale = scale, .shift = shift, .slope = slope, .out = dx, .first = scratch,
                  .second = scratch + chunks * columns};
  for (int64_t c = 0; c < columns; c++) means[c] = mean[c % channels / width];
  apus_parallel(chunks, CHUNKS_A_THREAD, NAME(product_chunks), &w);
  const double count = (double)(rows * width);
  for (int64_t group = 0; group < groups; group++) {
    const double inverse = 1 / sqrt((double)variance[group] + epsilon);
    double sums = 0, dots = 0;  // of γ g and γ g x̂
    for (int64_t channel = group * width; channel < (group + 1) * width; channel++) {
      double sum = 0, dot = 0;
      for (int64_t i = channel; i < chunks * columns; i += channels) {
        sum += (double)w.first[i];
        dot += (double)w.second[i];
      }
      dbeta[channel] = (T)sum;
      dgamma[channel] = (T)(dot * inverse);
      sums += (double)gamma[channel] * sum;
      dots += (double)gamma[channel] * dot * inverse;
    }
    FOR_COLUMNS(group, c) {
      scale[c] = (T)((double)gamma[c % channels] * inverse);
      shift[c] = centred ? (T)(inverse * sums / count) : 0;
      slope[c] = (T)(inverse * inverse * dots / count);
    }
  }
  apus_parallel(chunks, CHUNKS_A_THREAD, NAME(gradient_chunks), &w);
  apus_deallocate(scratch, bytes);
}

void NAME(apus_batch_normalization)(
    int64_t rows, int64_t channels, double epsilon, const T *x, const T *gamma, const T *beta, T *y, T *mean,
    T *variance) {
  if (rows * channels == 0) return;
  NAME(normalize_plane)(rows, channels, channels, epsilon, 1, x, gamma, beta, y, mean, variance);
}

void NAME(apus_batch_normalization_gradient)(
    int64_t rows, int64_t channels, double epsilon, const T *x, const T *gamma, const T *mean, const T *variance,
    const T *g, T *dx, T *dgamma, T *dbeta) {
  if (rows * channels == 0) return;
  NAME(differentiate_plane)(
      rows, channels, channels, epsilon, 1, x, gamma, mean, variance, g, dx, dgamma, dbeta);
}

typedef struct {
  apus_group_shape shape;
  double epsilon;
  int centred;
  int64_t chunk;  // examples to one partial sum
  const T *x, *gamma, *beta, *g;
  T *out, *mean, *variance, *dgamma, *dbeta;  // dgamma, dbeta: partial sums, [chunks, channels]
} NAME(group_work);

static void NAME(normalize_planes)(void *context, int64_t begin, int64_t end) {
  const NAME(group_work) *w = context;
  const apus_group_shape s = w->shape;
  for (int64_t e = begin; e < end; e++) {
    int64_t offset = e * s.positions * s.channels;
    NAME(normalize_plane)(
        s.positions, s.channels, s.groups, w->epsilon, w->centred, w->x + offset, w->gamma, w->beta,
        w->out + offset, w->mean + e * s.groups, w->variance + e * s.groups);
  }
}

static void NAME(differentiate_planes)(void *context, int64_t begin, int64_t end) {
  const NAME(group_work) *w = context;
  const apus_group_shape s = w->shape;
  for (int64_t e = begin; e < end; e++) {
    int64_t offset = e * s.positions * s.channels;
    NAME(differentiate_plane)(
        s.positions, s.channels, s.groups, w->epsilon, w->centred, w->x + offset, w->gamma,
        w->mean + e * s.groups, w->variance + e * s.groups, w->g + offset, w->out + offset,
        w->dgamma + e * s.channels, w->dbeta + e * s.channels);
  }
}

// Where an example has one position, its groups are rows of neighbouring elements, each worked through while it is in
// the cache. Sums are taken in lanes of their own, so that they are vector code and have one order on every machine;
// those of long rows in blocks, which are joined in double precision.

INLINE double NAME(lane_sum)(T *lanes, T rest) {
  for (int half = LANES / 2; half; half /= 2)
    for (int l = 0; l < half; l++) lanes[l] += lanes[l + half];
  return (double)(lanes[0] + rest);
}

INLINE double NAME(row_sum)(int64_t n, const T *x) {
  double total = 0;
  for (int64_t i = 0, end; i < n;) {
    T lanes[LANES] = {0}, rest = 0;
    for (end = least(n, i + CHUNK); i + LANES <= end; i += LANES)
      for (int l = 0; l < LANES; l++) lanes[l] += x[i + l];
    for (; i < end; i++) rest += x[i];
    total += NAME(lane_sum)(lanes, rest);
  }
  return total;
}

INLINE double NAME(row_squares)(int64_t n, const T *x, T centre) {
#pragma clang fp contract(fast)
  double total = 0;
  for (int64_t i = 0, end; i < n;) {
    T lanes[LANES] = {0}, rest = 0;
    for (end = least(n, i + CHUNK); i + LANES <= end; i += LANES)
      for (int l = 0; l < LANES; l++) lanes[l] += (x[i + l] - centre) * (x[i + l] - centre);
    for (; i < end; i++) rest += (x[i] - centre) * (x[i] - centre);
    total += NAME(lane_sum)(lanes, rest);
  }
  return total;
}

// The sums of γ g and of γ g (x − centre).
INLINE void NAME(row_products)(
    int64_t n, const T *x, const T *gamma, const T *g, T centre, double *sum, double *dot) {
#pragma clang fp contract(fast)
  *sum = *dot = 0;
  for (int64_t i = 0, end; i < n;) {
    T sums[LANES] = {0}, dots[LANES] = {0}, rest = 0, dot_rest = 0;
    for (end = least(n, i + CHUNK); i + LANES <= end; i += LANES)
      for (int l = 0; l < LANES; l++) {
        T scaled = gamma[i + l] * g[i + l];
        sums[l] += scaled;
        dots[l] += scaled * (x[i + l] - centre);
      }
    for (; i < end; i++) {
      T scaled = gamma[i] * g[i];
      rest += scaled;
      dot_rest += scaled * (x[i] - centre);
    }
    *sum += NAME(lane_sum)(sums, rest);
    *dot += NAME(lane_sum)(dots, dot_rest);
  }
}

static APUS_MULTIVERSION void NAME(normalize_rows)(void *context, int64_t begin, int64_t end) {
#pragma clang fp contract(fast)
  const NAME(group_work) *w = context;
  const int64_t groups = w->shape.groups, n = w->shape.channels / groups;
  for (int64_t row = begin * groups; row < end * groups; row++) {
    const T *restrict x = w->x + row * n, *restrict gamma = w->gamma + row % groups * n,
            *restrict beta = w->beta + row % groups * n;
    T *restrict out = w->out + row * n;
    const T centre = w->centred ? (T)(NAME(row_sum)(n, x) / (double)n) : 0;
    const double variance = NAME(row_squares)(n, x, centre) / (double)n;
    const T inverse = (T)(1 / sqrt(variance + w->epsilon));
    w->mean[row] = centre;
    w->variance[row] = (T)variance;
    for (int64_t i = 0; i < n; i++) out[i] = (x[i] - centre) * inverse * gamma[i] + beta[i];
  }
}

// [begin, end): chunks of examples, each with partial sums of its own.
static APUS_MULTIVERSION void NAME(differentiate_rows)(void *context, int64_t begin, int64_t end) {
#pragma clang fp contract(fast)
  const NAME(group_work) *w = context;
  const int64_t groups = w->shape.groups, channels = w->shape.channels, n = channels / groups;
  for (int64_t chunk = begin; chunk < end; chunk++) {
    const int64_t first = chunk * w->chunk, last = least(first + w->chunk, w->shape.examples);
    T *partial_gamma = w->dgamma + chunk * channels, *partial_beta = w->dbeta + chunk * channels;
    for (int64_t c = 0; c < channels; c++) partial_gamma[c] = partial_beta[c] = 0;
    for (int64_t row = first * groups; row < last * groups; row++) {
      const int64_t place = row % groups * n;
      const T *restrict x = w->x + row * n, *restrict g = w->g + row * n, *restrict gamma = w->gamma + place;
      T *restrict out = w->out + row * n, *restrict dgamma = partial_gamma + place,
        *restrict dbeta = partial_beta + place;
      const T centre = w->mean[row];
      const double inverse = 1 / sqrt((double)w->variance[row] + w->epsilon);
      double sum, dot;
      NAME(row_products)(n, x, gamma, g, centre, &sum, &dot);
      const T scale = (T)inverse, shift = w->centred ? (T)(inverse * sum / (double)n) : 0,
              slope = (T)(inverse * inverse * dot / (double)n);
      for (int64_t i = 0; i < n; i++) {
        T normalized = (x[i] - centre) * scale;
        out[i] = scale * (gamma[i] * g[i]) - shift - normalized * slope;
        dgamma[i] += g[i] * normalized;
        dbeta[i] += g[i];
      }
    }
  }
}

// The sum of `count` rows of `channels`, in double precision.
static APUS_MULTIVERSION void NAME(add_partial_sums)(
    int64_t count, int64_t channels, const T *partial, T *out) {
  for (int64_t c = 0; c < channels; c += LANES) {
    const int64_t width = least(LANES, channels - c);
    double totals[LANES] = {0};
    for (int64_t k = 0; k < count; k++)
      for (int64_t l = 0; l < width; l++) totals[l] += (double)partial[k * channels + c + l];
    for (int64_t l = 0; l < width; l++) out[c + l] = (T)totals[l];
  }
}

void NAME(apus_group_normalization)(
    apus_group_shape s, double epsilon, int centred, const T *x, const T *gamma, const T *beta, T *y, T *mean,
    T *variance) {
  if (s.examples * s.positions * s.channels == 0) return;
  NAME(group_work) w = {.shape = s, .epsilon = epsilon, .centred = centred, .x = x, .gamma = gamma, .beta = beta,
                        .out = y, .mean = mean, .variance = variance};
  if (s.positions == 1)
    apus_parallel(s.examples, 1 + CHUNK / s.channels, NAME(normalize_rows), &w);
  else
    apus_parallel(s.examples, 1 + CHUNK / (s.positions * s.channels), NAME(normalize_planes), &w);
}

void NAME(apus_group_normalization_gradient)(
    apus_group_shape s, double epsilon, int centred, const T *x, const T *gamma, const T *mean, const T *variance,
    const T *g, T *dx, T *dgamma, T *dbeta) {
  for (int64_t c = 0; c < s.channels; c++) dgamma[c] = dbeta[c] = 0;
  if (s.examples * s.positions * s.channels == 0) return;
  // Chunks of many rows, so that their sums are few, but several of them wherever there are several rows.
  int64_t chunk = s.positions == 1 ? least(chunk_rows(s.channels), (s.examples + 7) / 8) : 1;
  int64_t chunks = (s.examples + chunk - 1) / chunk;
  size_t bytes = (size_t)(2 * chunks * s.channels) * sizeof(T);
  T *scratch = apus_allocate_or_exit(bytes);
  NAME(group_work) w = {.shape = s, .epsilon = epsilon, .centred = centred, .chunk = chunk, .x = x, .gamma = gamma,
                        .g = g, .out = dx, .mean = (T *)mean, .variance = (T *)variance, .dgamma = scratch,
                        .dbeta = scratch + chunks * s.channels};
  apus_parallel(
      chunks, 1 + CHUNK / (chunk * s.positions * s.channels),
      s.positions == 1 ? NAME(differentiate_rows) : NAME(differentiate_planes), &w);
  NAME(add_partial_sums)(chunks, s.channels, w.dgamma, dgamma);
  NAME(add_partial_sums)(chunks, s.channels, w.dbeta, dbeta);
  apus_deallocate(scratch, bytes);
}

void NAME(apus_scale_shift)(
    int64_t rows, int64_t channels, const T *x, const T *scale, const T *shift, T *out) {
  if (rows * channels == 0) return;
  int64_t chunk = chunk_rows(channels);
  NAME(work) w = {.rows = rows, .channels = channels, .chunk = chunk, .x = x, .scale = scale, .shift = shift,
                  .out = out};
  apus_parallel((rows + chunk - 1) / chunk, CHUNKS_A_THREAD, NAME(scale_chunks), &w);
}
