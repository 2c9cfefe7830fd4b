// Groups of each example's channels, and where they are rows.

typedef struct {
  apus_group_shape shape;
  double epsilon;
  int centred;
  int64_t chunk;  // examples to one partial sum
  const T *x, *gamma, *beta, *g;
  // dgamma, dbeta: partial sums, [chunks, channels]
  T *out, *mean, *rest, *variance, *dgamma, *dbeta;
} NAME(group_work);

// Where an example has one position, its groups are rows of neighbouring elements, each worked
// through while it is in the cache. Sums are taken in lanes of their own, so that they are vector
// code and have one order on every machine; those of long rows in blocks, which are joined in
// double precision.

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

// The sums of the distances from `centre` and of their squares.
INLINE void NAME(row_distances)(int64_t n, const T *x, T centre, double *sum, double *squares) {
#pragma clang fp contract(fast)
  *sum = *squares = 0;
  for (int64_t i = 0, end; i < n;) {
    T off[LANES] = {0}, lanes[LANES] = {0}, off_rest = 0, rest = 0;
    for (end = least(n, i + CHUNK); i + LANES <= end; i += LANES)
      for (int l = 0; l < LANES; l++) {
        T d = x[i + l] - centre;
        off[l] += d;
        lanes[l] += d * d;
      }
    for (; i < end; i++) {
      T d = x[i] - centre;
      off_rest += d;
      rest += d * d;
    }
    *sum += NAME(lane_sum)(off, off_rest);
    *squares += NAME(lane_sum)(lanes, rest);
  }
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
    double off, squares;
    NAME(row_distances)(n, x, centre, &off, &squares);
    // What T rounded off the mean.
    const double lost = w->centred ? off / (double)n : 0,
                 variance = squares / (double)n - lost * lost;
    const double spread = variance < 0 ? 0 : variance, scale = 1 / sqrt(spread + w->epsilon);
    const T inverse = (T)scale, shift = (T)(-lost * scale);
    w->mean[row] = centre;
    w->rest[row] = (T)lost;
    w->variance[row] = (T)spread;
    for (int64_t i = 0; i < n; i++)
      out[i] = ((x[i] - centre) * inverse + shift) * gamma[i] + beta[i];
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
      const T *restrict x = w->x + row * n, *restrict g = w->g + row * n,
                        *restrict gamma = w->gamma + place;
      T *restrict out = w->out + row * n, *restrict dgamma = partial_gamma + place,
        *restrict dbeta = partial_beta + place;
      const T centre = w->mean[row];
      const double inverse = 1 / sqrt((double)w->variance[row] + w->epsilon),
                   lost = (double)w->rest[row];
      double sum, dot;
      NAME(row_products)(n, x, gamma, g, centre, &sum, &dot);
      dot -= lost * sum;
      const T scale = (T)inverse, off = (T)(-lost * inverse),
              shift = w->centred ? (T)(inverse * sum / (double)n) : 0,
              slope = (T)(inverse * inverse * dot / (double)n);
      for (int64_t i = 0; i < n; i++) {
        T normalized = (x[i] - centre) * scale + off;
        out[i] = scale * (gamma[i] * g[i]) - shift - normalized * slope;
        dgamma[i] += g[i] * normalized;
        dbeta[i] += g[i];
      }
    }
  }
}
