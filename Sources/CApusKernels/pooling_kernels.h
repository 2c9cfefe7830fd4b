// The body of pooling.c for one element type: REAL, BITS (an integer of its size), and NAME(x) that
// makes a name of it. Included twice.

#include "windows_kernels.h"

typedef struct {
  const apus_pool2d *shape;
  const REAL *in;
  REAL *out;
  const int32_t *indices;
  int32_t *new_indices;
  int count_includes_padding;
} NAME(work);

CLONES static void NAME(max_rows)(void *context, int64_t begin, int64_t end) {
  const NAME(work) *work = context;
  const apus_pool2d *p = work->shape;
  int64_t channels = p->channels, image_size = p->height * p->width * channels,
          row_size = p->out_width * channels;
  for (int64_t row = begin; row < end; row++) {
    range hs = covered_rows(p, row % p->out_height);
    const REAL *image = work->in + row / p->out_height * image_size;
    REAL *y = work->out + row * row_size;
    int32_t *index = work->new_indices ? work->new_indices + row * row_size : NULL;
    for (int64_t ow = 0; ow < p->out_width; ow++) {
      range ws = covered_columns(p, ow);
      int64_t last = ((hs.end - 1) * p->width + ws.end - 1) * channels;
      for (int64_t c = 0; c < channels; c += LANES) {
        int64_t at = ow * channels + c;
        int whole = at + LANES <= (end - row) * row_size && last + c + LANES <= image_size;
        int32_t *found = index ? index + at : NULL;
        if (whole) NAME(max_piece)(image + c, p->width, channels, hs, ws, y + at, found, LANES);
        else
          NAME(max_piece)(image + c, p->width, channels, hs, ws, y + at, found,
                          least(LANES, channels - c));
      }
    }
  }
}

void NAME(apus_max_pool2d)(const apus_pool2d *p, const REAL *x, REAL *y, int32_t *indices) {
  NAME(work) work = {.shape = p, .in = x, .out = y, .new_indices = indices};
  apus_parallel(p->batch * p->out_height, grain(p->width * p->channels), NAME(max_rows), &work);
}

INLINE void NAME(max_gradient_piece)(const apus_pool2d *p, const REAL *dy, const int32_t *index,
                                     int32_t place, range hs, range ws, REAL *dx, int64_t count) {
  NAME(vector) sum = {0};
  for (int64_t oh = hs.begin; oh < hs.end; oh++)
    for (int64_t ow = ws.begin; ow < ws.end; ow++) {
      int64_t offset = (oh * p->out_width + ow) * p->channels;
      places where = {0};
      memcpy(&where, index + offset, (size_t)count * sizeof *index);
      NAME(mask) here = __builtin_convertvector(where == place, NAME(mask));
      sum += (NAME(vector))(here & (NAME(mask))NAME(load)(dy + offset, count));
    }
  NAME(store)(dx, sum, count);
}

CLONES static void NAME(max_gradient_rows)(void *context, int64_t begin, int64_t end) {
  const NAME(work) *work = context;
  const apus_pool2d *p = work->shape;
  int64_t channels = p->channels, image_size = p->out_height * p->out_width * channels,
          row_size = p->width * channels;
  range table[TABLE];
  tabulate_columns(p, table);
  for (int64_t row = begin; row < end; row++) {
    int64_t h = row % p->height, image = row / p->height * image_size;
    range hs = covering_rows(p, h);
    for (int64_t w = 0; w < p->width; w++) {
      range ws = w < TABLE ? table[w] : covering_columns(p, w);
      int64_t last = ((hs.end - 1) * p->out_width + ws.end - 1) * channels;
      int32_t place = (int32_t)(h * p->width + w);
      int single = is_single(hs, ws);  // the usual case, worth a straight line
      for (int64_t c = 0; c < channels; c += LANES) {
        int64_t at = w * channels + c;
        const REAL *dy = work->in + image + c;
        const int32_t *index = work->indices + image + c;
        REAL *dx = work->out + row * row_size + at;
        int whole = at + LANES <= (end - row) * row_size && last + c + LANES <= image_size;
        if (whole && single) {
          NAME(mask)
          here = __builtin_convertvector(*(const places_anywhere *)(index + last) == place,
                                         NAME(mask));
          NAME(store)(dx, (NAME(vector))(here & (NAME(mask))NAME(load)(dy + last, LANES)), LANES);
        } else if (whole) NAME(max_gradient_piece)(p, dy, index, place, hs, ws, dx, LANES);
        else NAME(max_gradient_piece)(p, dy, index, place, hs, ws, dx, least(LANES, channels - c));
      }
    }
  }
}

void NAME(apus_max_pool2d_gradient)(const apus_pool2d *p, const REAL *dy, const int32_t *indices,
                                    REAL *dx) {
  NAME(work) work = {.shape = p, .in = dy, .out = dx, .indices = indices};
  apus_parallel(p->batch * p->height, grain(p->width * p->channels), NAME(max_gradient_rows),
                &work);
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

void NAME(apus_max_pool2d_gather)(const apus_pool2d *p, const REAL *x, const int32_t *indices,
                                  REAL *y) {
  NAME(work) work = {.shape = p, .in = x, .out = y, .indices = indices};
  apus_parallel(p->batch * p->out_height, grain(p->width * p->channels), NAME(gather_rows), &work);
}

/// The number of elements that the mean of a window divides by; 1 for an empty window. A product
/// with its inverse would round twice: the mean of ones must be 1.
static inline REAL NAME(elements)(const NAME(work) *work, range hs, range ws) {
  const apus_pool2d *p = work->shape;
  if (work->count_includes_padding) return (REAL)(p->window_height * p->window_width);
  return hs.end > hs.begin && ws.end > ws.begin ? (REAL)((hs.end - hs.begin) * (ws.end - ws.begin))
                                                : 1;
}

INLINE void NAME(average_piece)(const apus_pool2d *p, const REAL *x, range hs, range ws,
                                REAL elements, REAL *y, int64_t count) {
  NAME(vector) sum = {0};
  for (int64_t h = hs.begin; h < hs.end; h++)
    for (int64_t w = ws.begin; w < ws.end; w++)
      sum += NAME(load)(x + (h * p->width + w) * p->channels, count);
  NAME(store)(y, sum / elements, count);
}

CLONES static void NAME(average_rows)(void *context, int64_t begin, int64_t end) {
  const NAME(work) *work = context;
  const apus_pool2d *p = work->shape;
  int64_t channels = p->channels, image_size = p->height * p->width * channels,
          row_size = p->out_width * channels;
  for (int64_t row = begin; row < end; row++) {
    range hs = covered_rows(p, row % p->out_height);
    const REAL *image = work->in + row / p->out_height * image_size;
    for (int64_t ow = 0; ow < p->out_width; ow++) {
      range ws = covered_columns(p, ow);
      REAL elements = NAME(elements)(work, hs, ws);
      int64_t last = ((hs.end - 1) * p->width + ws.end - 1) * channels;
      for (int64_t c = 0; c < channels; c += LANES) {
        int64_t at = ow * channels + c;
        REAL *y = work->out + row * row_size + at;
        int whole = at + LANES <= (end - row) * row_size && last + c + LANES <= image_size;
        if (whole) NAME(average_piece)(p, image + c, hs, ws, elements, y, LANES);
        else NAME(average_piece)(p, image + c, hs, ws, elements, y, least(LANES, channels - c));
      }
    }
  }
}

void NAME(apus_average_pool2d)(const apus_pool2d *p, int count_includes_padding, const REAL *x,
                               REAL *y) {
  NAME(work)
  work = {.shape = p, .in = x, .out = y, .count_includes_padding = count_includes_padding};
  apus_parallel(p->batch * p->out_height, grain(p->width * p->channels), NAME(average_rows), &work);
}

INLINE void NAME(average_gradient_piece)(const NAME(work) * work, const REAL *dy, range hs,
                                         range ws, REAL *dx, int64_t count) {
  const apus_pool2d *p = work->shape;
  NAME(vector) sum = {0};
  for (int64_t oh = hs.begin; oh < hs.end; oh++)
    for (int64_t ow = ws.begin; ow < ws.end; ow++) {
      REAL elements = NAME(elements)(work, covered_rows(p, oh), covered_columns(p, ow));
      sum += NAME(load)(dy + (oh * p->out_width + ow) * p->channels, count) / elements;
    }
  NAME(store)(dx, sum, count);
}

CLONES static void NAME(average_gradient_rows)(void *context, int64_t begin, int64_t end) {
  const NAME(work) *work = context;
  const apus_pool2d *p = work->shape;
  int64_t channels = p->channels, image_size = p->out_height * p->out_width * channels,
          row_size = p->width * channels;
  range table[TABLE];
  tabulate_columns(p, table);
  for (int64_t row = begin; row < end; row++) {
    range hs = covering_rows(p, row % p->height);
    const REAL *image = work->in + row / p->height * image_size;
    for (int64_t w = 0; w < p->width; w++) {
      range ws = w < TABLE ? table[w] : covering_columns(p, w);
      int64_t last = ((hs.end - 1) * p->out_width + ws.end - 1) * channels;
      int single = is_single(hs, ws);
      REAL elements =
          single ? NAME(elements)(work, covered_rows(p, hs.begin), covered_columns(p, ws.begin))
                 : 1;
      for (int64_t c = 0; c < channels; c += LANES) {
        int64_t at = w * channels + c;
        REAL *dx = work->out + row * row_size + at;
        int whole = at + LANES <= (end - row) * row_size && last + c + LANES <= image_size;
        if (whole && single) NAME(store)(dx, NAME(load)(image + last + c, LANES) / elements, LANES);
        else if (whole) NAME(average_gradient_piece)(work, image + c, hs, ws, dx, LANES);
        else NAME(average_gradient_piece)(work, image + c, hs, ws, dx, least(LANES, channels - c));
      }
    }
  }
}

void NAME(apus_average_pool2d_gradient)(const apus_pool2d *p, int count_includes_padding,
                                        const REAL *dy, REAL *dx) {
  NAME(work)
  work = {.shape = p, .in = dy, .out = dx, .count_includes_padding = count_includes_padding};
  apus_parallel(p->batch * p->height, grain(p->width * p->channels), NAME(average_gradient_rows),
                &work);
}
