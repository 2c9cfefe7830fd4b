// The kernels for one element type: included by local_response.c once with T float and once with T
// double, each with the EXP and LOG of that type.

typedef struct {
  int64_t channels, before, after;  // how far a channel's window reaches to either side
  apus_local_response rule;
  const T *x, *g;
  T *out;
} NAME(work);

// out[c] = Σ values[c … c + width): sums over windows of a row that begins before its first
// channel.
INLINE void NAME(window_sums)(int64_t channels, int64_t width, const T *restrict values,
                              T *restrict out) {
  memcpy(out, values, (size_t)channels * sizeof(T));
  for (int64_t offset = 1; offset < width; offset++)
    for (int64_t c = 0; c < channels; c++) out[c] += values[c + offset];
}

// powers[c] = s^−β with s = k + α Σ x². `padded` has zeros on either side of the row's place.
INLINE void NAME(powers)(const NAME(work) * w, const T *restrict x, T *padded, T *restrict s,
                         T *restrict powers) {
  const int64_t channels = w->channels;
  const T alpha = (T)w->rule.alpha, beta = (T)w->rule.beta, bias = (T)w->rule.bias;
  T *restrict squares = padded + w->before;
  for (int64_t c = 0; c < channels; c++) squares[c] = x[c] * x[c];
  NAME(window_sums)(channels, w->before + 1 + w->after, padded, s);
  for (int64_t c = 0; c < channels; c++) s[c] = bias + alpha * s[c];
  for (int64_t c = 0; c < channels; c++) powers[c] = EXP(-beta * LOG(s[c]));
}

static APUS_MULTIVERSION void NAME(response_rows)(void *context, int64_t begin, int64_t end) {
  const NAME(work) *w = context;
  const int64_t channels = w->channels, margin = w->before + w->after;
  const size_t bytes = (size_t)(3 * channels + margin) * sizeof(T);
  T *padded = apus_allocate_or_exit(bytes), *s = padded + channels + margin, *powers = s + channels;
  memset(padded, 0, (size_t)(channels + margin) * sizeof(T));
  for (int64_t row = begin; row < end; row++) {
    const T *restrict x = w->x + row * channels;
    T *restrict out = w->out + row * channels;
    NAME(powers)(w, x, padded, s, powers);
    for (int64_t c = 0; c < channels; c++) out[c] = x[c] * powers[c];
  }
  apus_deallocate(padded, bytes);
}

// dx = g s^−β − 2αβ x Σ g x s^(−β−1), the sum over the windows that the channel lies in.
static APUS_MULTIVERSION void NAME(gradient_rows)(void *context, int64_t begin, int64_t end) {
  const NAME(work) *w = context;
  const int64_t channels = w->channels, margin = w->before + w->after;
  const size_t bytes = (size_t)(4 * channels + 2 * margin) * sizeof(T);
  T *padded = apus_allocate_or_exit(bytes), *shares = padded + channels + margin,
    *s = shares + channels + margin, *powers = s + channels;
  memset(padded, 0, (size_t)(2 * (channels + margin)) * sizeof(T));
  const T slope = (T)(2 * w->rule.alpha * w->rule.beta);
  for (int64_t row = begin; row < end; row++) {
    const T *restrict x = w->x + row * channels, *restrict g = w->g + row * channels;
    T *restrict out = w->out + row * channels, *restrict share = shares + w->after;
    NAME(powers)(w, x, padded, s, powers);
    for (int64_t c = 0; c < channels; c++) share[c] = g[c] * x[c] * powers[c] / s[c];
    NAME(window_sums)(channels, margin + 1, shares, s);
    for (int64_t c = 0; c < channels; c++) out[c] = g[c] * powers[c] - slope * x[c] * s[c];
  }
  apus_deallocate(padded, bytes);
}

static NAME(work) NAME(response_work)(
    int64_t channels, apus_local_response rule, const T *x, const T *g, T *out) {
  return (NAME(work)){.channels = channels,
                      .before = least(rule.size / 2, channels - 1),
                      .after = least((rule.size - 1) / 2, channels - 1),
                      .rule = rule,
                      .x = x,
                      .g = g,
                      .out = out};
}

void NAME(apus_local_response_forward)(
    int64_t rows, int64_t channels, apus_local_response rule, const T *x, T *out) {
  if (rows * channels == 0) return;
  NAME(work) w = NAME(response_work)(channels, rule, x, 0, out);
  apus_parallel(rows, 1 + 4096 / channels, NAME(response_rows), &w);
}

void NAME(apus_local_response_gradient)(
    int64_t rows, int64_t channels, apus_local_response rule, const T *x, const T *g, T *out) {
  if (rows * channels == 0) return;
  NAME(work) w = NAME(response_work)(channels, rule, x, g, out);
  apus_parallel(rows, 1 + 4096 / channels, NAME(gradient_rows), &w);
}
