// The body of pooling.c for one element type: REAL, and NAME(x) that makes a name of it. Included twice.

typedef struct {
  const apus_pool2d *shape;
  const REAL *in;
  REAL *out;
  const int32_t *indices;
  int32_t *new_indices;
  int count_includes_padding;
} NAME(work);

static inline void NAME(max_step)(int64_t count, const REAL *restrict x, REAL *restrict y) {
  for (int64_t c = 0; c < count; c++) y[c] = x[c] > y[c] || x[c] != x[c] ? x[c] : y[c];
}

static inline void NAME(max_index_step)(int64_t count, int32_t place, const REAL *restrict x, REAL *restrict y,
                                        int32_t *restrict index) {
  for (int64_t c = 0; c < count; c++) {
    int better = x[c] > y[c] || x[c] != x[c];
    y[c] = better ? x[c] : y[c];
    index[c] = better ? place : index[c];
  }
}

CLONES static void NAME(max_rows)(void *context, int64_t begin, int64_t end) {
  const NAME(work) *work = context;
  const apus_pool2d *p = work->shape;
  int64_t channels = p->channels;
  for (int64_t row = begin; row < end; row++) {
    range hs = covered_rows(p, row % p->out_height);
    const REAL *image = work->in + row / p->out_height * p->height * p->width * channels;
    for (int64_t ow = 0; ow < p->out_width; ow++) {
      range ws = covered_columns(p, ow);
      REAL *y = work->out + (row * p->out_width + ow) * channels;
      int32_t *index = work->new_indices ? work->new_indices + (row * p->out_width + ow) * channels : NULL;
      int first = 1;
      for (int64_t h = hs.begin; h < hs.end; h++)
        for (int64_t w = ws.begin; w < ws.end; w++) {
          int64_t place = h * p->width + w;
          const REAL *x = image + place * channels;
          if (first) {
            memcpy(y, x, (size_t)channels * sizeof *y);
            for (int64_t c = 0; index && c < channels; c++) index[c] = (int32_t)place;
            first = 0;
          } else if (index) {
            NAME(max_index_step)(channels, (int32_t)place, x, y, index);
          } else {
            NAME(max_step)(channels, x, y);
          }
        }
      for (int64_t c = 0; first && c < channels; c++) {
        y[c] = -(REAL)INFINITY;
        if (index) index[c] = -1;
      }
    }
  }
}

void NAME(apus_max_pool2d)(const apus_pool2d *p, const REAL *x, REAL *y, int32_t *indices) {
  NAME(work) work = {.shape = p, .in = x, .out = y, .new_indices = indices};
  apus_parallel(p->batch * p->out_height, grain(p->width * p->channels), NAME(max_rows), &work);
}

CLONES static void NAME(max_gradient_rows)(void *context, int64_t begin, int64_t end) {
  const NAME(work) *work = context;
  const apus_pool2d *p = work->shape;
  int64_t channels = p->channels;
  for (int64_t row = begin; row < end; row++) {
    int64_t n = row / p->height, h = row % p->height;
    range hs = covering_rows(p, h);
    for (int64_t w = 0; w < p->width; w++) {
      range ws = covering_columns(p, w);
      int32_t place = (int32_t)(h * p->width + w);
      REAL *restrict dx = work->out + (row * p->width + w) * channels;
      int first = 1;
      for (int64_t oh = hs.begin; oh < hs.end; oh++)
        for (int64_t ow = ws.begin; ow < ws.end; ow++) {
          int64_t offset = ((n * p->out_height + oh) * p->out_width + ow) * channels;
          const REAL *restrict dy = work->in + offset;
          const int32_t *restrict index = work->indices + offset;
          if (first)
            for (int64_t c = 0; c < channels; c++) dx[c] = index[c] == place ? dy[c] : 0;
          else
            for (int64_t c = 0; c < channels; c++) dx[c] += index[c] == place ? dy[c] : 0;
          first = 0;
        }
      if (first) memset(dx, 0, (size_t)channels * sizeof *dx);
    }
  }
}

void NAME(apus_max_pool2d_gradient)(const apus_pool2d *p, const REAL *dy, const int32_t *indices, REAL *dx) {
  NAME(work) work = {.shape = p, .in = dy, .out = dx, .indices = indices};
  apus_parallel(p->batch * p->height, grain(p->width * p->channels), NAME(max_gradient_rows), &work);
}

static void NAME(gather_rows)(void *context, int64_t begin, int64_t end) {
  const NAME(work) *work = context;
  const apus_pool2d *p = work->shape;
  int64_t channels = p->channels;
  for (int64_t row = begin; row < end; row++) {
    const REAL *image = work->in + row / p->out_height * p->height * p->width * channels;
    for (int64_t ow = 0; ow < p->out_width; ow++) {
      int64_t offset = (row * p->out_width + ow) * channels;
      for (int64_t c = 0; c < channels; c++) {
        int64_t place = work->indices[offset + c];
        work->out[offset + c] = place < 0 ? 0 : image[place * channels + c];
      }
    }
  }
}

void NAME(apus_max_pool2d_gather)(const apus_pool2d *p, const REAL *x, const int32_t *indices, REAL *y) {
  NAME(work) work = {.shape = p, .in = x, .out = y, .indices = indices};
  apus_parallel(p->batch * p->out_height, grain(p->width * p->channels), NAME(gather_rows), &work);
}

/// One over the number of elements that the mean of window (oh, ow) counts; 0 if there are none.
static inline REAL NAME(share)(const NAME(work) *work, range hs, range ws) {
  const apus_pool2d *p = work->shape;
  if (work->count_includes_padding) return (REAL)1 / (REAL)(p->window_height * p->window_width);
  return hs.end > hs.begin && ws.end > ws.begin ? (REAL)1 / (REAL)((hs.end - hs.begin) * (ws.end - ws.begin)) : 0;
}

CLONES static void NAME(average_rows)(void *context, int64_t begin, int64_t end) {
  const NAME(work) *work = context;
  const apus_pool2d *p = work->shape;
  int64_t channels = p->channels;
  for (int64_t row = begin; row < end; row++) {
    range hs = covered_rows(p, row % p->out_height);
    const REAL *image = work->in + row / p->out_height * p->height * p->width * channels;
    for (int64_t ow = 0; ow < p->out_width; ow++) {
      range ws = covered_columns(p, ow);
      REAL *restrict y = work->out + (row * p->out_width + ow) * channels;
      memset(y, 0, (size_t)channels * sizeof *y);
      for (int64_t h = hs.begin; h < hs.end; h++)
        for (int64_t w = ws.begin; w < ws.end; w++) {
          const REAL *restrict x = image + (h * p->width + w) * channels;
          for (int64_t c = 0; c < channels; c++) y[c] += x[c];
        }
      REAL share = NAME(share)(work, hs, ws);
      for (int64_t c = 0; c < channels; c++) y[c] *= share;
    }
  }
}

void NAME(apus_average_pool2d)(const apus_pool2d *p, int count_includes_padding, const REAL *x, REAL *y) {
  NAME(work) work = {.shape = p, .in = x, .out = y, .count_includes_padding = count_includes_padding};
  apus_parallel(p->batch * p->out_height, grain(p->width * p->channels), NAME(average_rows), &work);
}

CLONES static void NAME(average_gradient_rows)(void *context, int64_t begin, int64_t end) {
  const NAME(work) *work = context;
  const apus_pool2d *p = work->shape;
  int64_t channels = p->channels;
  for (int64_t row = begin; row < end; row++) {
    int64_t n = row / p->height, h = row % p->height;
    range hs = covering_rows(p, h);
    for (int64_t w = 0; w < p->width; w++) {
      range ws = covering_columns(p, w);
      REAL *restrict dx = work->out + (row * p->width + w) * channels;
      memset(dx, 0, (size_t)channels * sizeof *dx);
      for (int64_t oh = hs.begin; oh < hs.end; oh++)
        for (int64_t ow = ws.begin; ow < ws.end; ow++) {
          const REAL *restrict dy = work->in + ((n * p->out_height + oh) * p->out_width + ow) * channels;
          REAL share = NAME(share)(work, covered_rows(p, oh), covered_columns(p, ow));
          for (int64_t c = 0; c < channels; c++) dx[c] += dy[c] * share;
        }
    }
  }
}

void NAME(apus_average_pool2d_gradient)(const apus_pool2d *p, int count_includes_padding, const REAL *dy, REAL *dx) {
  NAME(work) work = {.shape = p, .in = dy, .out = dx, .count_includes_padding = count_includes_padding};
  apus_parallel(p->batch * p->height, grain(p->width * p->channels), NAME(average_gradient_rows), &work);
}
