// The body of resampling.c for one element type: REAL, BITS (an integer of its size), and NAME(x)
// that makes a name of it. Included twice.

#include "windows_kernels.h"

typedef struct {
  const apus_resampling *shape;
  const REAL *in;
  REAL *out;
} NAME(work);

/// `vectors` vectors of channels of one bin; x is the first channel of the first place.
INLINE void NAME(weigh)(const apus_resampling *p, const REAL *x, taps rows, taps columns, REAL *y,
                        int vectors) {
  const REAL *of_rows = (const REAL *)p->rows.weights + rows.first;
  const REAL *of_columns = (const REAL *)p->columns.weights + columns.first;
  NAME(vector) sums[UNROLLED] = {0};
  for (int64_t h = 0; h < rows.count; h++, x += p->width * p->channels)
    for (int64_t w = 0; w < columns.count; w++) {
      REAL weight = of_rows[h] * of_columns[w];
      for (int v = 0; v < vectors; v++)
        sums[v] += NAME(load)(x + w * p->channels + v * LANES, LANES) * weight;
    }
  for (int v = 0; v < vectors; v++) NAME(store)(y + v * LANES, sums[v], LANES);
}

/// The same for one channel.
INLINE REAL NAME(weigh_one)(const apus_resampling *p, const REAL *x, taps rows, taps columns) {
  const REAL *of_rows = (const REAL *)p->rows.weights + rows.first;
  const REAL *of_columns = (const REAL *)p->columns.weights + columns.first;
  REAL sum = 0;
  for (int64_t h = 0; h < rows.count; h++, x += p->width * p->channels)
    for (int64_t w = 0; w < columns.count; w++)
      sum += of_rows[h] * of_columns[w] * x[w * p->channels];
  return sum;
}

CLONES static void NAME(resample_rows)(void *context, int64_t begin, int64_t end) {
  const NAME(work) *work = context;
  const apus_resampling *p = work->shape;
  int64_t channels = p->out_channels, step = channel_step(p);
  const REAL *in_end = work->in + p->images * p->height * p->width * p->channels;
  REAL *out_end = work->out + end * p->out_width * channels;
  for (int64_t row = begin; row < end; row++) {
    int64_t region = row / p->out_height, i = row % p->out_height;
    taps rows = row_taps(p, region, i);
    const REAL *line =
        work->in + (image_of(p, region) * p->height + rows.begin) * p->width * p->channels;
    for (int64_t j = 0; j < p->out_width; j++) {
      taps columns = column_taps(p, region, j);
      const REAL *x = line + columns.begin * p->channels + first_channel(p, step, i, j);
      REAL *y = work->out + (row * p->out_width + j) * channels;
      // Where the last vector of channels begins that may be read and written whole: it may reach
      // beyond this bin, as long as the same thread computes what follows later.
      int64_t readable =
          in_end - x - ((rows.count - 1) * p->width + columns.count - 1) * p->channels;
      int64_t vectors_end = step == 1 ? least(readable, out_end - y) - LANES : -1;
      int64_t c = 0;
      if (step == 1)
        for (; c + UNROLLED * LANES <= channels; c += UNROLLED * LANES)
          NAME(weigh)(p, x + c, rows, columns, y + c, UNROLLED);
      for (; c < channels && c <= vectors_end; c += LANES)
        NAME(weigh)(p, x + c, rows, columns, y + c, 1);
      for (; c < channels; c++) y[c] = NAME(weigh_one)(p, x + c * step, rows, columns);
    }
  }
}

void NAME(apus_resample)(const apus_resampling *p, const REAL *x, REAL *y) {
  NAME(work) work = {.shape = p, .in = x, .out = y};
  int64_t row_elements = p->out_width * p->out_channels;
  apus_parallel(p->regions * p->out_height, 1 + 8192 / (row_elements + 1), NAME(resample_rows),
                &work);
}

CLONES static void NAME(spread_channels)(void *context, int64_t begin, int64_t end) {
  const NAME(work) *work = context;
  const apus_resampling *p = work->shape;
  int64_t step = channel_step(p), first = begin * LANES,
          count = least(end * LANES, p->out_channels) - first;
  const REAL *of_rows = p->rows.weights, *of_columns = p->columns.weights;
  int64_t pixels = p->images * p->height * p->width;
  for (int64_t pixel = 0; pixel < pixels; pixel++)
    memset(work->out + pixel * p->channels + first * step, 0,
           (size_t)(count * step) * sizeof(REAL));
  for (int64_t region = 0; region < p->regions; region++)
    for (int64_t i = 0; i < p->out_height; i++) {
      taps rows = row_taps(p, region, i);
      REAL *lines =
          work->out + (image_of(p, region) * p->height + rows.begin) * p->width * p->channels;
      for (int64_t j = 0; j < p->out_width; j++) {
        taps columns = column_taps(p, region, j);
        int64_t bin = (region * p->out_height + i) * p->out_width + j;
        const REAL *restrict dy = work->in + bin * p->out_channels + first;
        REAL *corner =
            lines + columns.begin * p->channels + first_channel(p, step, i, j) + first * step;
        for (int64_t h = 0; h < rows.count; h++)
          for (int64_t w = 0; w < columns.count; w++) {
            REAL weight = of_rows[rows.first + h] * of_columns[columns.first + w];
            REAL *restrict dx = corner + (h * p->width + w) * p->channels;
            if (step == 1)
              for (int64_t c = 0; c < count; c++) dx[c] += weight * dy[c];
            else
              for (int64_t c = 0; c < count; c++) dx[c * step] += weight * dy[c];
          }
      }
    }
}

void NAME(apus_resample_gradient)(const apus_resampling *p, const REAL *dy, REAL *dx) {
  NAME(work) work = {.shape = p, .in = dy, .out = dx};
  int64_t blocks = (p->out_channels + LANES - 1) / LANES;
  int64_t bins = p->regions * p->out_height * p->out_width + p->images * p->height * p->width;
  apus_parallel(blocks, 1 + 4096 / (bins + 1), NAME(spread_channels), &work);
}
