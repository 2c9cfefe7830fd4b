// The forward pass of the direct convolution.
#include "allocator.h"
#include "direct.h"
#include "parallel.h"

enum { BUFFER_FLOATS = 48 << 10 };

INLINE void store_tile(int height, int vectors, lanes *sums, float *const *places, int64_t valid,
                       int64_t columns, int relu) {
  if (relu) {
#pragma clang loop unroll(full)
    for (int i = 0; i < height * vectors; i++) sums[i] = positive_part(sums[i]);
  }
  if (valid == height && columns >= vectors * LANES) {
#pragma clang loop unroll(full)
    for (int i = 0; i < height; i++) {
#pragma clang loop unroll(full)
      for (int j = 0; j < vectors; j++) store_lanes(places[i] + j * LANES, sums[i * vectors + j]);
    }
    return;
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < height; i++) {
    if (i >= valid) break;
#pragma clang loop unroll(full)
    for (int j = 0; j < vectors; j++) {
      int64_t left = columns - j * LANES;
      if (left >= LANES) store_lanes(places[i] + j * LANES, sums[i * vectors + j]);
      else if (left > 0) store_some_lanes(places[i] + j * LANES, sums[i * vectors + j], left);
    }
  }
}

/// All windows of a unit with one panel of filters.
INLINE void convolve_panel(int height, int vectors, const direct_forward *work, view v,
                           const float *panel, int64_t filter, int64_t n, int64_t row,
                           int64_t rows) {
  const geometry *g = &work->g;
  runs r = runs_of(g, v);
  int64_t pixels = rows * g->out_width, h = row, w = 0,
          panel_row = g->taps_width * g->channels * vectors * LANES;
  int64_t pixel_step = g->stride_width * v.pixel_step,
          out_row_end = work->out_row - g->out_width * work->out_pixel;
  int64_t row_end = g->stride_height * v.row_step - g->out_width * pixel_step;
  const float *in = v.first;
  float *out = work->out + n * work->out_image + row * work->out_row + filter;
  for (int64_t pixel = 0; pixel < pixels; pixel += height) {
    const float *under[MAX_ROWS];
    float *places[MAX_ROWS];
    int64_t valid = least(height, pixels - pixel), first = h;
    for (int i = 0; i < height; i++) {
      under[i] = in, places[i] = out;
      if (i + 1 >= valid) continue;  // a tile that is not full computes its last pixel again
      in += pixel_step, out += work->out_pixel;
      if (++w == g->out_width) {
        w = 0, h++;
        in += row_end, out += out_row_end;
      }
    }
    int64_t last = h;
    in += pixel_step, out += work->out_pixel;
    if (++w == g->out_width) {
      w = 0, h++;
      in += row_end, out += out_row_end;
    }
    // Rows of the filter that lie in the padding for the whole tile add nothing.
    int64_t above = g->top - last * g->stride_height,
            below = g->height + g->top - first * g->stride_height;
    int64_t begin = 0, end = g->taps_height;
    if (above > 0) begin = least((above + g->dilation_height - 1) / g->dilation_height, end);
    if (below < end * g->dilation_height)
      end = least(most((below + g->dilation_height - 1) / g->dilation_height, begin), end);
    lanes sums[MAX_ROWS * MAX_VECTORS];
#pragma clang loop unroll(full)
    for (int j = 0; j < vectors; j++) {
      lanes start = work->bias ? load_lanes(work->bias + filter + j * LANES) : (lanes){0};
#pragma clang loop unroll(full)
      for (int i = 0; i < height; i++) sums[i * vectors + j] = start;
    }
    const float *factors = panel + begin * panel_row;
    for (int64_t kh = begin; kh < end; kh++)
      for (int64_t run = 0; run < r.count; run++, factors += r.length * vectors * LANES)
        add_products(height, vectors, under, kh * g->dilation_height * v.row_step + run * r.step, 1,
                     factors, vectors * LANES, r.length, sums);
    store_tile(height, vectors, sums, places, valid, work->filters - filter,
               work->activation == APUS_ACTIVATION_RELU);
  }
}

CLONES void apus_conv2d_activate(apus_activation activation, int64_t count, float *y) {
  if (activation == APUS_ACTIVATION_RELU)
    for (int64_t i = 0; i < count; i++) y[i] = y[i] < 0 ? 0 : y[i];
  if (activation == APUS_ACTIVATION_TANH)
    for (int64_t i = 0; i < count; i++) y[i] = apus_fast_tanh(y[i]);
  if (activation == APUS_ACTIVATION_SIGMOID)
    for (int64_t i = 0; i < count; i++) y[i] = apus_fast_sigmoid(y[i]);
}

CLONES static void forward_units(void *context, int64_t begin, int64_t end) {
  const direct_forward *work = context;
  const geometry *g = &work->g;
  size_t bytes = (size_t)buffer_floats(g) * sizeof(float);
  float *buffer = bytes ? apus_allocate_or_exit(bytes) : NULL;
  int64_t per_image = units_per_image(g), values = g->taps_height * g->taps_width * g->channels;
  int64_t vectors = (work->filters + LANES - 1) / LANES;
  for (int64_t unit = begin; unit < end; unit++) {
    int64_t n = unit / per_image, row = unit % per_image * g->rows_per_unit;
    int64_t rows = least(g->rows_per_unit, g->out_height - row);
    view v = view_unit(g, work->in, n, row, rows, buffer);
    for (int64_t at = 0, wide; at < vectors; at += wide) {
      const float *panel = work->panels + at * LANES * values;
      wide = panel_vectors(at, vectors);
      if (wide == 1) convolve_panel(8, 1, work, v, panel, at * LANES, n, row, rows);
      if (wide == 2) convolve_panel(6, 2, work, v, panel, at * LANES, n, row, rows);
      if (wide == 3) convolve_panel(3, 3, work, v, panel, at * LANES, n, row, rows);
    }
    if (work->activation == APUS_ACTIVATION_TANH || work->activation == APUS_ACTIVATION_SIGMOID) {
      int dense = work->out_pixel == work->filters;
      int64_t pieces = dense ? rows : rows * g->out_width,
              count = dense ? g->out_width * work->filters : work->filters;
      for (int64_t i = 0; i < pieces; i++) {
        int64_t offset =
            dense ? i * work->out_row
                  : i / g->out_width * work->out_row + i % g->out_width * work->out_pixel;
        apus_conv2d_activate(work->activation, count,
                             work->out + n * work->out_image + row * work->out_row + offset);
      }
    }
  }
  apus_deallocate(buffer, bytes);
}

typedef struct {
  const geometry *g;
  filter_view from;
  float *panels;
  int64_t filters;
} packing;

/// Lays out filter rows [begin, end) of every panel: a panel holds, for each value under the
/// window, its filters.
CLONES static void pack_taps(void *context, int64_t begin, int64_t end) {
  const packing *p = context;
  const geometry *g = p->g;
  int64_t values = g->taps_height * g->taps_width * g->channels,
          vectors = (p->filters + LANES - 1) / LANES;
  for (int64_t tap = begin; tap < end; tap++) {
    const float *from =
        p->from.first + tap / g->taps_width * p->from.kh + tap % g->taps_width * p->from.kw;
    for (int64_t at = 0, wide; at < vectors; at += wide) {
      wide = panel_vectors(at, vectors);
      int64_t width = wide * LANES, valid = least(width, p->filters - at * LANES);
      float *to = p->panels + at * LANES * values + tap * g->channels * width;
      for (int64_t i = 0; i < g->channels; i++, to += width) {
        const float *source = from + i * p->from.input + at * LANES * p->from.output;
        if (p->from.output == 1) memcpy(to, source, (size_t)valid * sizeof *to);
        else
          for (int64_t o = 0; o < valid; o++) to[o] = source[o * p->from.output];
        for (int64_t o = valid; o < width; o++) to[o] = 0;
      }
    }
  }
}

/// Rows of windows a unit covers: few enough for the cache and for the team to share the work.
static int64_t forward_rows(const geometry *g) {
  int64_t rows = g->out_height;
  while (rows > 1 && rows_under(g, rows) * g->span * g->channels > BUFFER_FLOATS)
    rows = (rows + 1) / 2;
  int64_t wanted = 4 * apus_thread_count();
  if (apus_thread_count() == 1) return rows;
  while (rows > 1 && rows * g->out_width > 32 &&
         g->batch * ((g->out_height + rows - 1) / rows) < wanted)
    rows = (rows + 1) / 2;
  return rows;
}

int apus_conv2d_direct_run(direct_forward *work, filter_view filter, const float *bias) {
  geometry *g = &work->g;
  complete(g);
  g->rows_per_unit = forward_rows(g);
  int64_t taps = g->taps_height * g->taps_width, padded = rounded_up(work->filters, LANES);
  size_t bytes = (size_t)((taps * g->channels + 1) * padded) * sizeof(float);
  float *panels = apus_allocate_or_exit(bytes);
  packing p = {g, filter, panels, work->filters};
  apus_parallel(taps, 1 + 16384 / (g->channels * padded), pack_taps, &p);
  work->panels = panels;
  if (bias) {
    float *copy = panels + taps * g->channels * padded;
    memset(copy, 0, (size_t)padded * sizeof(float));
    memcpy(copy, bias, (size_t)work->filters * sizeof(float));
    work->bias = copy;
  }
  int64_t cost = most(g->rows_per_unit * g->out_width * taps * g->channels * padded, 1);
  apus_parallel(g->batch * units_per_image(g), 1 + WORTH_A_THREAD / cost, forward_units, work);
  apus_deallocate(panels, bytes);
  return 0;
}

int apus_conv2d_direct_forward(const apus_conv2d *original, const float *x, const float *filter,
                               const float *bias, apus_activation activation, float *y) {
  apus_conv2d c = simplified(original, 0);
  int64_t in = c.channels / c.groups, out = c.filters / c.groups, failed = 0;
  for (int64_t group = 0; group < c.groups && !failed; group++) {
    direct_forward work = {.g = geometry_of(&c),
                           .in = x + group * in,
                           .out = y + group * out,
                           .filters = out,
                           .out_image = c.out_height * c.out_width * c.filters,
                           .out_row = c.out_width * c.filters,
                           .out_pixel = c.filters,
                           .activation = activation};
    filter_view view = {filter + group * out, c.filter_width * in * c.filters, in * c.filters,
                        c.filters, 1};
    failed = apus_conv2d_direct_run(&work, view, bias ? bias + group * out : NULL);
  }
  return (int)failed;
}
