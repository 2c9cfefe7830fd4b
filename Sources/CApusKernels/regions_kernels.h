// The body of regions.c for one element type: REAL, BITS (an integer of its size), and NAME(x) that
// makes a name of it. Included twice.

#include "windows_kernels.h"

typedef struct {
  const apus_resampling *shape;
  const REAL *in;
  REAL *out;
  const int32_t *indices;
  int32_t *new_indices;
} NAME(work);

CLONES static void NAME(max_rows)(void *context, int64_t begin, int64_t end) {
  const NAME(work) *work = context;
  const apus_resampling *p = work->shape;
  int64_t channels = p->channels;
  for (int64_t row = begin; row < end; row++) {
    int64_t region = row / p->out_height;
    range hs = places_of(&p->rows, row);
    const REAL *image = work->in + p->image[region] * p->height * p->width * channels;
    for (int64_t j = 0; j < p->out_width; j++) {
      range ws = places_of(&p->columns, region * p->out_width + j);
      REAL *y = work->out + (row * p->out_width + j) * channels;
      int32_t *index = work->new_indices + (row * p->out_width + j) * channels;
      if (hs.begin == hs.end || ws.begin == ws.end) {
        for (int64_t c = 0; c < channels; c++) y[c] = 0, index[c] = -1;
        continue;
      }
      int64_t c = 0;
      for (; c + LANES <= channels; c += LANES)
        NAME(max_piece)(image + c, p->width, channels, hs, ws, y + c, index + c, LANES);
      if (c < channels)
        NAME(max_piece)(image + c, p->width, channels, hs, ws, y + c, index + c, channels - c);
    }
  }
}

void NAME(apus_region_max)(const apus_resampling *p, const REAL *x, REAL *y, int32_t *indices) {
  NAME(work) work = {.shape = p, .in = x, .out = y, .new_indices = indices};
  apus_parallel(p->regions * p->out_height, 1 + 4096 / (p->out_width * p->channels + 1),
                NAME(max_rows), &work);
}

CLONES static void NAME(scatter_channels)(void *context, int64_t begin, int64_t end) {
  const NAME(work) *work = context;
  const apus_resampling *p = work->shape;
  int64_t channels = p->channels, pixels = p->height * p->width,
          bins = p->out_height * p->out_width;
  int64_t first = begin * LANES, last = least(end * LANES, channels);
  for (int64_t pixel = 0; pixel < p->images * pixels; pixel++)
    memset(work->out + pixel * channels + first, 0, (size_t)(last - first) * sizeof(REAL));
  for (int64_t bin = 0; bin < p->regions * bins; bin++) {
    REAL *image = work->out + p->image[bin / bins] * pixels * channels;
    for (int64_t c = first; c < last; c++) {
      int64_t place = work->indices[bin * channels + c];
      if (place >= 0) image[place * channels + c] += work->in[bin * channels + c];
    }
  }
}

void NAME(apus_region_max_gradient)(const apus_resampling *p, const REAL *dy,
                                    const int32_t *indices, REAL *dx) {
  NAME(work) work = {.shape = p, .in = dy, .out = dx, .indices = indices};
  int64_t pixels = p->images * p->height * p->width,
          bins = p->regions * p->out_height * p->out_width;
  apus_parallel((p->channels + LANES - 1) / LANES, 1 + 4096 / (pixels + bins + 1),
                NAME(scatter_channels), &work);
}

static void NAME(gather_bins)(void *context, int64_t begin, int64_t end) {
  const NAME(work) *work = context;
  const apus_resampling *p = work->shape;
  int64_t channels = p->channels, bins = p->out_height * p->out_width;
  for (int64_t bin = begin; bin < end; bin++) {
    const REAL *image = work->in + p->image[bin / bins] * p->height * p->width * channels;
    for (int64_t at = bin * channels; at < (bin + 1) * channels; at++) {
      int64_t place = work->indices[at];
      work->out[at] = place < 0 ? 0 : image[place * channels + at % channels];
    }
  }
}

void NAME(apus_region_max_gather)(const apus_resampling *p, const REAL *x, const int32_t *indices,
                                  REAL *y) {
  NAME(work) work = {.shape = p, .in = x, .out = y, .indices = indices};
  apus_parallel(p->regions * p->out_height * p->out_width, 1 + 8192 / (p->channels + 1),
                NAME(gather_bins), &work);
}
