// Normalization of groups of each example's channels: layer, instance and group normalization.

static void NAME(normalize_planes)(void *context, int64_t begin, int64_t end) {
  const NAME(group_work) *w = context;
  const apus_group_shape s = w->shape;
  for (int64_t e = begin; e < end; e++) {
    int64_t offset = e * s.positions * s.channels;
    NAME(normalize_plane)(s.positions, s.channels, s.groups, w->epsilon, w->centred, w->x + offset,
                          w->gamma, w->beta, w->out + offset, w->mean + e * s.groups,
                          w->rest + e * s.groups, w->variance + e * s.groups);
  }
}

static void NAME(differentiate_planes)(void *context, int64_t begin, int64_t end) {
  const NAME(group_work) *w = context;
  const apus_group_shape s = w->shape;
  for (int64_t e = begin; e < end; e++) {
    int64_t offset = e * s.positions * s.channels;
    NAME(differentiate_plane)(
        s.positions, s.channels, s.groups, w->epsilon, w->centred, w->x + offset, w->gamma,
        w->mean + e * s.groups, w->rest + e * s.groups, w->variance + e * s.groups, w->g + offset,
        w->out + offset, w->dgamma + e * s.channels, w->dbeta + e * s.channels);
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

void NAME(apus_group_normalization)(apus_group_shape s, double epsilon, int centred, const T *x,
                                    const T *gamma, const T *beta, T *y, T *mean, T *rest,
                                    T *variance) {
  if (s.examples * s.positions * s.channels == 0) return;
  NAME(group_work)
  w = {.shape = s,
       .epsilon = epsilon,
       .centred = centred,
       .x = x,
       .gamma = gamma,
       .beta = beta,
       .out = y,
       .mean = mean,
       .rest = rest,
       .variance = variance};
  if (s.positions == 1)
    apus_parallel(s.examples, 1 + CHUNK / s.channels, NAME(normalize_rows), &w);
  else
    apus_parallel(s.examples, 1 + CHUNK / (s.positions * s.channels), NAME(normalize_planes), &w);
}

void NAME(apus_group_normalization_gradient)(apus_group_shape s, double epsilon, int centred,
                                             const T *x, const T *gamma, const T *mean,
                                             const T *rest, const T *variance, const T *g, T *dx,
                                             T *dgamma, T *dbeta) {
  for (int64_t c = 0; c < s.channels; c++) dgamma[c] = dbeta[c] = 0;
  if (s.examples * s.positions * s.channels == 0) return;
  // Chunks of many rows, so that their sums are few, but several of them wherever there are several
  // rows.
  int64_t chunk = s.positions == 1 ? least(chunk_rows(s.channels), (s.examples + 7) / 8) : 1;
  int64_t chunks = (s.examples + chunk - 1) / chunk;
  size_t bytes = (size_t)(2 * chunks * s.channels) * sizeof(T);
  T *scratch = apus_allocate_or_exit(bytes);
  NAME(group_work)
  w = {.shape = s,
       .epsilon = epsilon,
       .centred = centred,
       .chunk = chunk,
       .x = x,
       .gamma = gamma,
       .g = g,
       .out = dx,
       .mean = (T *)mean,
       .rest = (T *)rest,
       .variance = (T *)variance,
       .dgamma = scratch,
       .dbeta = scratch + chunks * s.channels};
  apus_parallel(
      chunks, 1 + CHUNK / (chunk * s.positions * s.channels),
      s.positions == 1 ? NAME(differentiate_rows) : NAME(differentiate_planes), &w);
  NAME(add_partial_sums)(chunks, s.channels, w.dgamma, dgamma);
  NAME(add_partial_sums)(chunks, s.channels, w.dbeta, dbeta);
  apus_deallocate(scratch, bytes);
}
