// Normalization of examples of many positions: batch normalization, whose one example is the whole
// batch, and groups.

// One example, rows × channels, whose channels lie in groups of equal size: mean, rest, variance
// [groups]; the mean is mean + rest. Few channels are taken as several copies of them side by side,
// neighbouring rows each being one copy's.
static void NAME(normalize_plane)(int64_t rows, int64_t channels, int64_t groups, double epsilon,
                                  int centred, const T *x, const T *gamma, const T *beta, T *y,
                                  T *mean, T *rest, T *variance) {
  const int64_t copies = copies_of(rows, channels), columns = channels * copies,
                lines = rows / copies;
  const int64_t chunk = chunk_rows(columns), chunks = (lines + chunk - 1) / chunk,
                width = channels / groups;
  const size_t bytes = (size_t)((3 * chunks + 3) * columns) * sizeof(T);
  T *scratch = apus_allocate_or_exit(bytes), *means = scratch + 3 * chunks * columns,
    *scale = means + columns, *shift = scale + columns;
  NAME(work)
  w = {.rows = lines,
       .channels = columns,
       .chunk = chunk,
       .x = x,
       .mean = means,
       .scale = scale,
       .shift = shift,
       .out = y,
       .first = scratch,
       .second = scratch + chunks * columns,
       .third = scratch + 2 * chunks * columns};
  apus_parallel(chunks, CHUNKS_A_THREAD, NAME(moment_chunks), &w);
  const double count = (double)(rows * width);
  for (int64_t group = 0; group < groups; group++) {
    // Every mean is measured from the first one, which they are near to: so double keeps what T
    // rounds off.
    const double from = (double)w.first[group * width];
    double total = 0, squares = 0;
    for (int64_t k = 0; k < chunks; k++) {
      double sum = 0;
      FOR_COLUMNS(group, c)
      sum += ((double)w.first[k * columns + c] - from) + (double)w.third[k * columns + c];
      total += sum * (double)least(chunk, lines - k * chunk);
    }
    const double centre = centred ? total / count : -from;  // measured so as well
    for (int64_t k = 0; k < chunks; k++) {
      double off_squares = 0;
      FOR_COLUMNS(group, c) {
        double off =
            ((double)w.first[k * columns + c] - from) + (double)w.third[k * columns + c] - centre;
        squares += (double)w.second[k * columns + c];
        off_squares += off * off;
      }
      squares += off_squares * (double)least(chunk, lines - k * chunk);
    }
    const double spread = squares < 0 ? 0 : squares / count, inverse = 1 / sqrt(spread + epsilon);
    mean[group] = (T)(from + centre);
    const double lost = (from - (double)mean[group]) + centre;
    rest[group] = (T)lost;
    variance[group] = (T)spread;
    FOR_COLUMNS(group, c) {
      const double factor = (double)gamma[c % channels] * inverse;
      means[c] = mean[group];
      scale[c] = (T)factor;
      shift[c] = (T)((double)beta[c % channels] - lost * factor);
    }
  }
  apus_parallel(chunks, CHUNKS_A_THREAD, NAME(normalize_chunks), &w);
  apus_deallocate(scratch, bytes);
}

// dgamma, dbeta: this example's share of them.
static void NAME(differentiate_plane)(int64_t rows, int64_t channels, int64_t groups,
                                      double epsilon, int centred, const T *x, const T *gamma,
                                      const T *mean, const T *rest, const T *variance, const T *g,
                                      T *dx, T *dgamma, T *dbeta) {
  const int64_t copies = copies_of(rows, channels), columns = channels * copies,
                lines = rows / copies;
  const int64_t chunk = chunk_rows(columns), chunks = (lines + chunk - 1) / chunk,
                width = channels / groups;
  const size_t bytes = (size_t)((2 * chunks + 4) * columns) * sizeof(T);
  T *scratch = apus_allocate_or_exit(bytes), *means = scratch + 2 * chunks * columns,
    *scale = means + columns, *shift = scale + columns, *slope = shift + columns;
  NAME(work) w = {.rows = lines, .channels = columns, .chunk = chunk, .x = x, .g = g, .mean = means,
                  .scale = scale, .shift = shift, .slope = slope, .out = dx, .first = scratch,
                  .second = scratch + chunks * columns};
  for (int64_t c = 0; c < columns; c++) means[c] = mean[c % channels / width];
  apus_parallel(chunks, CHUNKS_A_THREAD, NAME(product_chunks), &w);
  const double count = (double)(rows * width);
  for (int64_t group = 0; group < groups; group++) {
    const double inverse = 1 / sqrt((double)variance[group] + epsilon), lost = (double)rest[group];
    double sums = 0, dots = 0;  // of γ g and γ g x̂
    for (int64_t channel = group * width; channel < (group + 1) * width; channel++) {
      double sum = 0, dot = 0;
      for (int64_t i = channel; i < chunks * columns; i += channels) {
        sum += (double)w.first[i];
        dot += (double)w.second[i];
      }
      dot -= lost * sum;
      dbeta[channel] = (T)sum;
      dgamma[channel] = (T)(dot * inverse);
      sums += (double)gamma[channel] * sum;
      dots += (double)gamma[channel] * dot * inverse;
    }
    const double steep = inverse * inverse * dots / count,
                 across = centred ? inverse * sums / count : 0;
    FOR_COLUMNS(group, c) {
      scale[c] = (T)((double)gamma[c % channels] * inverse);
      shift[c] = (T)(across - lost * steep);
      slope[c] = (T)steep;
    }
  }
  apus_parallel(chunks, CHUNKS_A_THREAD, NAME(gradient_chunks), &w);
  apus_deallocate(scratch, bytes);
}

void NAME(apus_batch_normalization)(int64_t rows, int64_t channels, double epsilon, const T *x,
                                    const T *gamma, const T *beta, T *y, T *mean, T *rest,
                                    T *variance) {
  if (rows * channels == 0) return;
  NAME(normalize_plane)(rows, channels, channels, epsilon, 1, x, gamma, beta, y, mean, rest,
                        variance);
}

void NAME(apus_batch_normalization_gradient)(int64_t rows, int64_t channels, double epsilon,
                                             const T *x, const T *gamma, const T *mean,
                                             const T *rest, const T *variance, const T *g, T *dx,
                                             T *dgamma, T *dbeta) {
  if (rows * channels == 0) return;
  NAME(differentiate_plane)(
      rows, channels, channels, epsilon, 1, x, gamma, mean, rest, variance, g, dx, dgamma, dbeta);
}
