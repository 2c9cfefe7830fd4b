// Direct convolution in single precision.
//
// In a channels-last image the values under one row of the filter lie side by side, so a window is a few runs of
// contiguous floats and needs no unfolding: the products of a tile of pixels with a panel of filters read the image in
// place. Only where windows reach into the padding are rows first copied to a buffer with zeros around them.
#include "allocator.h"
#include "convolution_internal.h"
#include "convolution_kernel.h"
#include "inline.h"
#include "parallel.h"
#include <string.h>

enum { BUFFER_FLOATS = 48 << 10, WORTH_A_THREAD = 200000 /* multiplications */ };

static int64_t rounded_up(int64_t a, int64_t unit) { return (a + unit - 1) / unit * unit; }

/// How windows lie over images: what the forward pass and the two gradients have in common.
typedef struct {
  int64_t batch, height, width, channels, pitch;  // the images read, `pitch` floats from pixel to pixel
  int64_t out_height, out_width;                  // windows
  int64_t stride_height, stride_width, top, left; // window (0, 0) begins at (-top, -left)
  int64_t taps_height, taps_width, dilation_height, dilation_width;
  int64_t rows_per_unit;                          // windows' rows that one piece of work covers
  int64_t span;                                   // columns under a row of windows
  int copies;                                     // whether a buffer must stand in for the image
} geometry;

static int64_t rows_under(const geometry *g, int64_t rows) {
  return (rows - 1) * g->stride_height + (g->taps_height - 1) * g->dilation_height + 1;
}
static int64_t units_per_image(const geometry *g) { return (g->out_height + g->rows_per_unit - 1) / g->rows_per_unit; }
static int64_t buffer_floats(const geometry *g) {
  return g->copies ? rows_under(g, g->rows_per_unit) * g->span * g->channels : 0;
}

static geometry geometry_of(const apus_conv2d *c) {
  geometry g = {c->batch, c->height, c->width, c->channels / c->groups, c->channels, c->out_height, c->out_width,
                c->stride_height, c->stride_width, c->pad_top, c->pad_left, c->filter_height, c->filter_width,
                c->dilation_height, c->dilation_width, 1, 0, 0};
  return g;
}

static void complete(geometry *g) {
  g->span = (g->out_width - 1) * g->stride_width + (g->taps_width - 1) * g->dilation_width + 1;
  g->copies = g->top > 0 || g->left > 0 || rows_under(g, g->out_height) - g->top > g->height ||
              g->span - g->left > g->width;
}

/// One unit's rows of the image, from the buffer if there is one: `first` is the first value under window (row, 0).
typedef struct {
  const float *first;
  int64_t row_step, pixel_step;
} view;

static view view_unit(const geometry *g, const float *images, int64_t n, int64_t row, int64_t rows, float *buffer) {
  const float *image = images + n * g->height * g->width * g->pitch;
  int64_t h = row * g->stride_height - g->top, pixels = g->span;
  if (!g->copies) return (view){image + (h * g->width - g->left) * g->pitch, g->width * g->pitch, g->pitch};
  int64_t before = least(most(g->left, 0), pixels), begin = most(-g->left, 0);
  int64_t inside = most(least(g->width - begin, pixels - before), 0), channels = g->channels;
  size_t size = sizeof(float);
  float *to = buffer;
  for (int64_t i = 0; i < rows_under(g, rows); i++, h++, to += pixels * channels) {
    if (h < 0 || h >= g->height) {
      memset(to, 0, (size_t)(pixels * channels) * size);
      continue;
    }
    const float *from = image + (h * g->width + begin) * g->pitch;
    memset(to, 0, (size_t)(before * channels) * size);
    if (g->pitch == channels) memcpy(to + before * channels, from, (size_t)(inside * channels) * size);
    else
      for (int64_t p = 0; p < inside; p++)
        copy_few(to + (before + p) * channels, from + p * g->pitch, channels);
    int64_t done = before + inside;
    memset(to + done * channels, 0, (size_t)((pixels - done) * channels) * size);
  }
  return (view){buffer, pixels * channels, channels};
}

/// The contiguous runs of values that a filter's row covers.
typedef struct {
  int64_t count, length, step;
} runs;

static runs runs_of(const geometry *g, view v) {
  if (g->dilation_width == 1 && v.pixel_step == g->channels) return (runs){1, g->taps_width * g->channels, 0};
  return (runs){g->taps_width, g->channels, g->dilation_width * v.pixel_step};
}

// Forward, and the gradient of the input as the forward pass of a turned filter

typedef struct {
  geometry g;
  const float *in, *panels, *bias;  // panels: see pack_panels; bias: padded to whole vectors
  float *out;
  int64_t filters, out_image, out_row, out_pixel;  // the last three are steps
  apus_activation activation;
} forward_work;

INLINE void store_tile(int height, int vectors, lanes *sums, float *const *places, int64_t valid, int64_t columns,
                       int relu) {
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
INLINE void convolve_panel(int height, int vectors, const forward_work *work, view v, const float *panel,
                           int64_t filter, int64_t n, int64_t row, int64_t rows) {
  const geometry *g = &work->g;
  runs r = runs_of(g, v);
  int64_t pixels = rows * g->out_width, h = row, w = 0, panel_row = g->taps_width * g->channels * vectors * LANES;
  int64_t pixel_step = g->stride_width * v.pixel_step, out_row_end = work->out_row - g->out_width * work->out_pixel;
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
    int64_t above = g->top - last * g->stride_height, below = g->height + g->top - first * g->stride_height;
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
        add_products(height, vectors, under, kh * g->dilation_height * v.row_step + run * r.step, 1, factors,
                     vectors * LANES, r.length, sums);
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
  const forward_work *work = context;
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
      int64_t pieces = dense ? rows : rows * g->out_width, count = dense ? g->out_width * work->filters : work->filters;
      for (int64_t i = 0; i < pieces; i++) {
        int64_t offset = dense ? i * work->out_row : i / g->out_width * work->out_row + i % g->out_width * work->out_pixel;
        apus_conv2d_activate(work->activation, count, work->out + n * work->out_image + row * work->out_row + offset);
      }
    }
  }
  apus_deallocate(buffer, bytes);
}

/// Where the filter's value for (row kh, column kw, input i, output o) of the convolution to be run is to be found.
typedef struct {
  const float *first;
  int64_t kh, kw, input, output;  // steps
} filter_view;

typedef struct {
  const geometry *g;
  filter_view from;
  float *panels;
  int64_t filters;
} packing;

/// Lays out filter rows [begin, end) of every panel: a panel holds, for each value under the window, its filters.
CLONES static void pack_taps(void *context, int64_t begin, int64_t end) {
  const packing *p = context;
  const geometry *g = p->g;
  int64_t values = g->taps_height * g->taps_width * g->channels, vectors = (p->filters + LANES - 1) / LANES;
  for (int64_t tap = begin; tap < end; tap++) {
    const float *from = p->from.first + tap / g->taps_width * p->from.kh + tap % g->taps_width * p->from.kw;
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
  while (rows > 1 && rows_under(g, rows) * g->span * g->channels > BUFFER_FLOATS) rows = (rows + 1) / 2;
  int64_t wanted = 4 * apus_thread_count();
  if (apus_thread_count() == 1) return rows;
  while (rows > 1 && rows * g->out_width > 32 && g->batch * ((g->out_height + rows - 1) / rows) < wanted)
    rows = (rows + 1) / 2;
  return rows;
}

static int run_forward(forward_work *work, filter_view filter, const float *bias) {
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

/// A filter as large as its image sees every value once: that is a product of matrices, a 1x1 convolution, unless a
/// bias tells channels from pixels. And where pixels stand alone it does not matter to which image or row they belong.
static apus_conv2d simplified(const apus_conv2d *original, int channels_stay) {
  apus_conv2d c = *original;
  if (c.groups != 1 || c.pad_top || c.pad_left) return c;
  if (!channels_stay && c.out_height == 1 && c.out_width == 1 && c.filter_height == c.height && c.filter_width == c.width &&
      c.dilation_height == 1 && c.dilation_width == 1) {
    c.channels *= c.height * c.width;
    c.height = c.width = c.filter_height = c.filter_width = 1;
  }
  if (c.filter_height != 1 || c.filter_width != 1 || c.out_height != c.height || c.out_width != c.width) return c;
  c.height = c.out_height = c.batch * c.height * c.width;
  c.batch = c.width = c.out_width = c.stride_height = c.stride_width = 1;
  return c;
}

int apus_conv2d_direct_forward(const apus_conv2d *original, const float *x, const float *filter, const float *bias,
                               apus_activation activation, float *y) {
  apus_conv2d c = simplified(original, 0);
  int64_t in = c.channels / c.groups, out = c.filters / c.groups, failed = 0;
  for (int64_t group = 0; group < c.groups && !failed; group++) {
    forward_work work = {.g = geometry_of(&c), .in = x + group * in, .out = y + group * out, .filters = out,
                         .out_image = c.out_height * c.out_width * c.filters, .out_row = c.out_width * c.filters,
                         .out_pixel = c.filters, .activation = activation};
    filter_view view = {filter + group * out, c.filter_width * in * c.filters, in * c.filters, c.filters, 1};
    failed = run_forward(&work, view, bias ? bias + group * out : NULL);
  }
  return (int)failed;
}

// Of the places of one axis, those equal to `phase` modulo the stride see the same taps of the filter: every
// `tap_step`-th from `first_tap`. For them the gradient is a convolution of stride 1 over dy.
typedef struct {
  int64_t first, count, step;         // the places
  int64_t taps, first_tap, tap_step;  // taps of the filter, to be run in reverse
  int64_t dilation, before;           // of the convolution over dy
} phase_of_axis;

static int64_t common_divisor(int64_t a, int64_t b) { return b ? common_divisor(b, a % b) : a; }

static phase_of_axis phase(int64_t index, int64_t size, int64_t filter, int64_t stride, int64_t pad, int64_t dilation) {
  phase_of_axis p = {.step = stride, .tap_step = stride / common_divisor(stride, dilation), .first_tap = -1};
  p.first = ((index - pad) % stride + stride) % stride;
  p.count = p.first < size ? (size - p.first + stride - 1) / stride : 0;
  for (int64_t tap = 0; tap < filter && p.first_tap < 0; tap++)
    if (tap * dilation % stride == index) p.first_tap = tap;
  if (p.first_tap < 0) return p;
  p.taps = (filter - p.first_tap + p.tap_step - 1) / p.tap_step;
  p.dilation = p.tap_step * dilation / stride;
  // Place `first` sees dy[(first + pad - tap·dilation) / stride] through each tap; the last tap reaches least far.
  int64_t last_tap = p.first_tap + (p.taps - 1) * p.tap_step;
  p.before = -(p.first + pad - last_tap * dilation) / stride;
  return p;
}

/// What no window reaches is activation(bias).
static void fill_phase(const apus_conv2d *c, phase_of_axis h, phase_of_axis w, int64_t channel, int64_t count,
                       const float *bias, apus_activation activation, float *dx) {
  for (int64_t n = 0; n < c->batch; n++)
    for (int64_t i = 0; i < h.count; i++)
      for (int64_t j = 0; j < w.count; j++) {
        int64_t pixel = (n * c->height + h.first + i * h.step) * c->width + w.first + j * w.step;
        float *to = dx + pixel * c->channels + channel;
        if (bias) memcpy(to, bias + channel, (size_t)count * sizeof *to);
        else memset(to, 0, (size_t)count * sizeof *to);
        apus_conv2d_activate(activation, count, to);
      }
}

int apus_conv2d_direct_input_gradient(const apus_conv2d *original, const float *dy, const float *filter,
                                      const float *bias, apus_activation activation, float *dx) {
  apus_conv2d c = simplified(original, bias != NULL);
  int64_t in = c.channels / c.groups, out = c.filters / c.groups, failed = 0;
  int64_t tap_row = c.filter_width * in * c.filters, tap_column = in * c.filters;
  int64_t phases = c.stride_height * c.stride_width;
  for (int64_t i = 0; i < c.groups * phases && !failed; i++) {
    int64_t group = i / phases, index = i % phases;
    phase_of_axis h = phase(index / c.stride_width, c.height, c.filter_height, c.stride_height, c.pad_top,
                            c.dilation_height);
    phase_of_axis w = phase(index % c.stride_width, c.width, c.filter_width, c.stride_width, c.pad_left,
                            c.dilation_width);
    if (h.count == 0 || w.count == 0) continue;
    if (h.taps == 0 || w.taps == 0) {
      fill_phase(&c, h, w, group * in, in, bias, activation, dx);
      continue;
    }
    int64_t row = c.width * c.channels;
    forward_work work = {
        .g = {c.batch, c.out_height, c.out_width, out, c.filters, h.count, w.count, 1, 1, h.before, w.before, h.taps,
              w.taps, h.dilation, w.dilation, 1, 0, 0},
        .in = dy + group * out, .out = dx + h.first * row + w.first * c.channels + group * in, .filters = in,
        .out_image = c.height * row, .out_row = h.step * row, .out_pixel = w.step * c.channels,
        .activation = activation};
    int64_t last_row = h.first_tap + (h.taps - 1) * h.tap_step, last_column = w.first_tap + (w.taps - 1) * w.tap_step;
    filter_view view = {filter + last_row * tap_row + last_column * tap_column + group * out, -h.tap_step * tap_row,
                        -w.tap_step * tap_column, 1, c.filters};
    failed = run_forward(&work, view, bias ? bias + group * in : NULL);
  }
  return (int)failed;
}

// The gradient of the filter: each part of the work sums its pixels into a filter of its own; those are then added.

typedef struct {
  geometry g;
  const float *x, *dy;
  float *partial;  // parts x (taps x channels + 1) x padded: a filter's gradient and, in the last row, the bias's
  int64_t parts, filters, padded, dy_pitch;
  int bias;
} gradient_work;

INLINE void add_tile(int height, int vectors, const gradient_work *work, const float *const *rows, view v,
                     const float *dy, int64_t dy_row, int64_t lines, int64_t pixels, int64_t dy_pixel, float *out,
                     int64_t valid) {
  const geometry *g = &work->g;
  lanes sums[MAX_ROWS * MAX_VECTORS];
#pragma clang loop unroll(full)
  for (int i = 0; i < height * vectors; i++) sums[i] = (lanes){0};
  for (int64_t line = 0; line < lines; line++)
    add_products(height, vectors, rows, line * g->stride_height * v.row_step, g->stride_width * v.pixel_step,
                 dy + line * dy_row, dy_pixel, pixels, sums);
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
INLINE void add_run(int most, int vectors, const gradient_work *work, view v, const float *under, const float *dy,
                    int64_t dy_row, int64_t lines, int64_t pixels, int64_t dy_pixel, float *out, int64_t length) {
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

CLONES static void add_unit(const gradient_work *work, view v, const float *dy, int64_t rows, float *out) {
  const geometry *g = &work->g;
  runs r = runs_of(g, v);
  int64_t vectors = work->padded / LANES, pixels = g->out_width, lines = rows, dy_pixel = work->dy_pitch;
  int64_t dy_row = pixels * dy_pixel;
  if (g->stride_height * v.row_step == pixels * g->stride_width * v.pixel_step) pixels *= lines, lines = 1;
  for (int64_t kh = 0; kh < g->taps_height; kh++)
    for (int64_t run = 0; run < r.count; run++) {
      const float *under = v.first + kh * g->dilation_height * v.row_step + run * r.step;
      float *to = out + (kh * r.count + run) * r.length * work->padded;
      for (int64_t at = 0, wide; at < vectors; at += wide) {
        const float *factors = dy + at * LANES;
        wide = panel_vectors(at, vectors);
#define ADD_RUN(height, vectors) \
  add_run(height, vectors, work, v, under, factors, dy_row, lines, pixels, dy_pixel, to + at * LANES, r.length)
        if (wide == 1) ADD_RUN(8, 1);
        if (wide == 2) ADD_RUN(6, 2);
        if (wide == 3) ADD_RUN(3, 3);
#undef ADD_RUN
      }
    }
  if (work->bias)
    add_bias(dy, rows * g->out_width, dy_pixel, vectors, out + g->taps_height * g->taps_width * g->channels * work->padded);
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
    for (int64_t unit = units * part / work->parts; unit < units * (part + 1) / work->parts; unit++) {
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
  int64_t values = work->g.taps_height * work->g.taps_width * work->g.channels, size = (values + 1) * work->padded;
  for (int64_t row = begin; row < end; row++) {
    float *restrict to = row == values ? s->bias : s->out + row * s->pitch;
    const float *restrict from = work->partial + row * work->padded;
    if (!to) continue;
    memcpy(to, from, (size_t)work->filters * sizeof *to);
    for (int64_t part = 1; part < work->parts; part++)
      for (int64_t o = 0; o < work->filters; o++) to[o] += from[part * size + o];
  }
}

/// Rows of a unit: what the tiles of one row of the filter read should stay in the first-level cache.
static int64_t gradient_rows(const geometry *g, int64_t padded) {
  int64_t line = g->span * g->channels * g->stride_height + g->out_width * padded;
  return least(most(6144 / line, 1), g->out_height);
}

int apus_conv2d_direct_filter_gradient(const apus_conv2d *original, const float *x, const float *dy, float *dfilter,
                                       float *dbias) {
  apus_conv2d c = simplified(original, 0);
  int64_t in = c.channels / c.groups, out = c.filters / c.groups;
  for (int64_t group = 0; group < c.groups; group++) {
    gradient_work work = {.g = geometry_of(&c), .x = x + group * in, .dy = dy + group * out, .filters = out,
                          .padded = rounded_up(out, LANES), .dy_pitch = c.filters, .bias = dbias != NULL};
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
