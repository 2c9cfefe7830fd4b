// The gradient of a direct convolution's filter: each part of the work sums its pixels into a
// filter of its own; those are then added.
#include "allocator.h"
#include "direct.h"
#include "parallel.h"

typedef struct {
  geometry g;
  const float *x, *dy;
  // parts x (taps x channels + 1) x padded: a filter's gradient and, in the last row, the bias's
  float *partial;
  int64_t parts, filters, padded, dy_pitch;
  int bias;
} gradient_work;

INLINE void add_tile(int height, int vectors, const gradient_work *work, const float *const *rows,
                     view v, const float *dy, int64_t dy_row, int64_t lines, int64_t pixels,
                     int64_t dy_pixel, float *out, int64_t valid) {
  const geometry *g = &work->g;
  lanes sums[MAX_ROWS * MAX_VECTORS];
#pragma clang loop unroll(full)
  for (int i = 0; i < height * vectors; i++) sums[i] = (lanes){0};
  for (int64_t line = 0; line < lines; line++)
    add_products(height, vectors, rows, line * g->stride_height * v.row_step,
                 g->stride_width * v.pixel_step, dy + line * dy_row, dy_pixel, pixels, sums);
#pragma clang loop unroll(full)
  for (int i = 0; i < height; i++) {
    if (i >= valid) break;
    float *to = out + i * work->padded;
#pragma clang loop unroll(full)
    for (int j = 0; j < vectors; j++)
      store_lanes(to + j * LANES, load_lanes(to + j * LANES) + sums[i * vectors + j]);
  }
}

/// Adds what a unit's pixels give to one run of the filter's values, for one panel of filters.
INLINE void add_run(int most, int vectors, const gradient_work *work, view v, const float *under,
                    const float *dy, int64_t dy_row, int64_t lines, int64_t pixels,
                    int64_t dy_pixel, float *out, int64_t length) {
  for (int64_t at = 0, height = most; at < length; at += height) {
    const float *rows[MAX_ROWS];
    if (vectors == 2) height = even_height(at, length);
    int64_t valid = least(height, length - at);
    for (int i = 0; i < most; i++) rows[i] = under + at + least(i, valid - 1);
    float *to = out + at * work->padded;
#define ADD_TILE(height) \
  add_tile(height, vectors, work, rows, v, dy, dy_row, lines, pixels, dy_pixel, to, valid)
    if (vectors == 2 && height == 4) ADD_TILE(4);
    else if (vectors == 2 && height == 5) ADD_TILE(5);
    else ADD_TILE(most);
#undef ADD_TILE
  }
}

INLINE void add_bias(const float *dy, int64_t pixels, int64_t pitch, int64_t vectors, float *out) {
  for (int64_t at = 0; at < vectors; at++) {
    lanes even = {0}, odd = {0};
    const float *p = dy + at * LANES;
    for (int64_t i = 0; i + 1 < pixels; i += 2, p += 2 * pitch) {
      even += load_lanes(p);
      odd += load_lanes(p + pitch);
    }
    if (pixels & 1) even += load_lanes(p);
    store_lanes(out + at * LANES, load_lanes(out + at * LANES) + (even + odd));
  }
}

CLONES static void add_unit(const gradient_work *work, view v, const float *dy, int64_t rows,
                            float *out) {
  const geometry *g = &work->g;
  runs r = runs_of(g, v);
  int64_t vectors = work->padded / LANES, pixels = g->out_width, lines = rows,
          dy_pixel = work->dy_pitch;
  int64_t dy_row = pixels * dy_pixel;
  if (g->stride_height * v.row_step == pixels * g->stride_width * v.pixel_step)
    pixels *= lines, lines = 1;
  for (int64_t kh = 0; kh < g->taps_height; kh++)
    for (int64_t run = 0; run < r.count; run++) {
      const float *under = v.first + kh * g->dilation_height * v.row_step + run * r.step;
      float *to = out + (kh * r.count + run) * r.length * work->padded;
      for (int64_t at = 0, wide; at < vectors; at += wide) {
        const float *factors = dy + at * LANES;
        wide = panel_vectors(at, vectors);
#define ADD_RUN(height, vectors)                                                                   \
  add_run(height, vectors, work, v, under, factors, dy_row, lines, pixels, dy_pixel,               \
          to + at * LANES, r.length)
        if (wide == 1) ADD_RUN(8, 1);
        if (wide == 2) ADD_RUN(6, 2);
        if (wide == 3) ADD_RUN(3, 3);
#undef ADD_RUN
      }
    }
  if (work->bias)
    add_bias(dy, rows * g->out_width, dy_pixel, vectors,
             out + g->taps_height * g->taps_width * g->channels * work->padded);
}

static void gradient_parts(void *context, int64_t begin, int64_t end) {
  const gradient_work *work = context;
  const geometry *g = &work->g;
  int64_t per_image = units_per_image(g), units = g->batch * per_image, buffered = buffer_floats(g);
  int64_t size = (g->taps_height * g->taps_width * g->channels + 1) * work->padded;
  int copies_dy = work->dy_pitch != work->padded || work->filters != work->padded;
  int64_t dy_floats = copies_dy ? g->rows_per_unit * g->out_width * work->padded : 0;
  size_t bytes = (size_t)(buffered + dy_floats) * sizeof(float);
  float *buffer = bytes ? apus_allocate_or_exit(bytes) : NULL;
  gradient_work inner = *work;
  if (copies_dy) {
    inner.dy_pitch = work->padded;
    memset(buffer + buffered, 0, (size_t)dy_floats * sizeof(float));
  }
  for (int64_t part = begin; part < end; part++) {
    float *out = work->partial + part * size;
    memset(out, 0, (size_t)size * sizeof(float));
    for (int64_t unit = units * part / work->parts; unit < units * (part + 1) / work->parts;
         unit++) {
      int64_t n = unit / per_image, row = unit % per_image * g->rows_per_unit;
      int64_t rows = least(g->rows_per_unit, g->out_height - row);
      view v = view_unit(g, work->x, n, row, rows, buffer);
      const float *dy = work->dy + (n * g->out_height + row) * g->out_width * work->dy_pitch;
      if (copies_dy) {
        for (int64_t i = 0; i < rows * g->out_width; i++)
          copy_few(buffer + buffered + i * work->padded, dy + i * work->dy_pitch, work->filters);
        dy = buffer + buffered;
      }
      add_unit(&inner, v, dy, rows, out);
    }
  }
  apus_deallocate(buffer, bytes);
}

typedef struct {
  const gradient_work *work;
  float *out, *bias;
  int64_t pitch;
} summing;

CLONES static void sum_parts(void *context, int64_t begin, int64_t end) {
  const summing *s = context;
  const gradient_work *work = s->work;
  int64_t values = work->g.taps_height * work->g.taps_width * work->g.channels,
          size = (values + 1) * work->padded;
  for (int64_t row = begin; row < end; row++) {
    float *restrict to = row == values ? s->bias : s->out + row * s->pitch;
    const float *restrict from = work->partial + row * work->padded;
    if (!to) continue;
    memcpy(to, from, (size_t)work->filters * sizeof *to);
    for (int64_t part = 1; part < work->parts; part++)
      for (int64_t o = 0; o < work->filters; o++) to[o] += from[part * size + o];
  }
}

/// Rows of a unit: what the tiles of one row of the filter read should stay in the first-level
/// cache.
static int64_t gradient_rows(const geometry *g, int64_t padded) {
  int64_t line = g->span * g->channels * g->stride_height + g->out_width * padded;
  return least(most(6144 / line, 1), g->out_height);
}

int apus_conv2d_direct_filter_gradient(const apus_conv2d *original, const float *x, const float *dy,
                                       float *dfilter, float *dbias) {
  apus_conv2d c = simplified(original, 0);
  int64_t in = c.channels / c.groups, out = c.filters / c.groups;
  for (int64_t group = 0; group < c.groups; group++) {
    gradient_work work = {.g = geometry_of(&c),
                          .x = x + group * in,
                          .dy = dy + group * out,
                          .filters = out,
                          .padded = rounded_up(out, LANES),
                          .dy_pitch = c.filters,
                          .bias = dbias != NULL};
    geometry *g = &work.g;
    complete(g);
    g->rows_per_unit = gradient_rows(g, work.padded);
    int64_t values = g->taps_height * g->taps_width * in, units = g->batch * units_per_image(g);
    int64_t cost = g->rows_per_unit * g->out_width * values * work.padded;
    work.parts = least(apus_thread_count(), most(units / (1 + WORTH_A_THREAD / cost), 1));
    size_t bytes = (size_t)(work.parts * (values + 1) * work.padded) * sizeof(float);
    work.partial = apus_allocate_or_exit(bytes);
    apus_parallel(work.parts, 1, gradient_parts, &work);
    summing s = {&work, dfilter + group * out, dbias ? dbias + group * out : NULL, c.filters};
    apus_parallel(values + 1, 1 + 32768 / work.padded, sum_parts, &s);
    apus_deallocate(work.partial, bytes);
  }
  return 0;
}
