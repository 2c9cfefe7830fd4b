// Depthwise convolution in single precision: each channel has filters of its own, so that channels
// are the lanes of a vector and nothing is summed across them.
//
// The forward pass and the gradient of the input are the same loop: each pixel written is a sum
// over a list of taps, each an offset into what is read and one into the filter. Neighbouring
// pixels share the list but at the borders. Where a channel has several filters, the input is first
// repeated so that each filter finds a channel of its own.
#include "allocator.h"
#include "internal.h"
#include "tile.h"
#include "../inline.h"
#include "parallel.h"
#include <string.h>

enum {
  MOST_TAPS = 1024,
  PIXELS = 4,
  BLOCK_PIXELS = 64,
  WORTH_A_THREAD = 100000 /* multiplications */
};

/// One axis of a pass. Forward, the window at j reads places j·stride + k·dilation - pad;
/// transposed, the place j·stride + phase is written from windows j + (phase + pad - k·dilation) /
/// stride, where that is a whole number.
typedef struct {
  int64_t read, written;  // extents
  int64_t taps, stride, dilation, pad;
  int transposed;
} axis;

static axis axis_of(int64_t image, int64_t windows, int64_t taps, int64_t stride, int64_t dilation,
                    int64_t pad, int transposed) {
  return (axis){transposed ? windows : image,
                transposed ? image : windows,
                taps,
                stride,
                dilation,
                pad,
                transposed};
}
static int64_t phases(const axis *a) { return a->transposed ? a->stride : 1; }
static int64_t step(const axis *a) { return a->transposed ? 1 : a->stride; }

/// Whether tap `k` contributes to the places of a phase; then `offset` is what it reads beyond
/// j·step.
static int contributes(const axis *a, int64_t phase, int64_t k, int64_t *offset) {
  int64_t from = a->transposed ? phase + a->pad - k * a->dilation : k * a->dilation - a->pad;
  if (a->transposed && from % a->stride) return 0;
  *offset = a->transposed ? from / a->stride : from;
  return 1;
}

typedef struct {
  int64_t in, filter;  // offsets in floats
} tap;

typedef struct {
  axis rows, columns;
  int64_t channels;
  const float *in, *filter, *bias;
  float *out;
  apus_activation activation;
} pass;

/// The taps of row `row` for the j-th column of a phase, or for all its columns if j < 0: then
/// columns are not checked.
static int64_t list_taps(const pass *p, int64_t row, int64_t phase, int64_t j, tap *taps) {
  const axis *rows = &p->rows, *columns = &p->columns;
  int64_t count = 0, below, across, row_phase = row % phases(rows),
          at = row / phases(rows) * step(rows);
  for (int64_t kh = 0; kh < rows->taps; kh++) {
    if (!contributes(rows, row_phase, kh, &below) || at + below < 0 || at + below >= rows->read)
      continue;
    for (int64_t kw = 0; kw < columns->taps; kw++) {
      if (!contributes(columns, phase, kw, &across)) continue;
      int64_t place = j * step(columns) + across;
      if (j >= 0 && (place < 0 || place >= columns->read)) continue;
      taps[count++] = (tap){((at + below) * columns->read + across) * p->channels,
                            (kh * columns->taps + kw) * p->channels};
    }
  }
  return count;
}

/// The columns [begin, end) of a phase whose taps all lie inside, of `count`.
static void inside(const axis *a, int64_t phase, int64_t count, int64_t *begin, int64_t *end) {
  int64_t offset;
  *begin = 0, *end = count;
  for (int64_t k = 0; k < a->taps; k++) {
    if (!contributes(a, phase, k, &offset)) continue;
    if (offset < 0) *begin = most(*begin, (-offset + step(a) - 1) / step(a));
    *end = least(*end, offset >= a->read ? 0 : (a->read - 1 - offset) / step(a) + 1);
  }
  *begin = least(*begin, count);
  *end = most(*end, *begin);
}

INLINE void sum_tile(int pixels, int vectors, const pass *p, const tap *taps, int64_t count,
                     int64_t channel, const float *in, int64_t in_step, float *out,
                     int64_t out_step) {
  lanes sums[PIXELS * 2];
#pragma clang loop unroll(full)
  for (int v = 0; v < vectors; v++) {
    lanes start = p->bias ? load_lanes(p->bias + channel + v * LANES) : (lanes){0};
#pragma clang loop unroll(full)
    for (int i = 0; i < pixels; i++) sums[i * vectors + v] = start;
  }
  for (int64_t t = 0; t < count; t++) {
    const float *from = in + taps[t].in + channel, *factors = p->filter + taps[t].filter + channel;
#pragma clang loop unroll(full)
    for (int v = 0; v < vectors; v++) {
      lanes factor = load_lanes(factors + v * LANES);
#pragma clang loop unroll(full)
      for (int i = 0; i < pixels; i++)
        sums[i * vectors + v] += load_lanes(from + i * in_step + v * LANES) * factor;
    }
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < pixels; i++) {
#pragma clang loop unroll(full)
    for (int v = 0; v < vectors; v++)
      store_lanes(out + i * out_step + channel + v * LANES, sums[i * vectors + v]);
  }
}

/// All channels of `pixels` neighbours that share their taps.
INLINE void sum_pixels(int pixels, const pass *p, const tap *taps, int64_t count, const float *in,
                       int64_t in_step, float *out, int64_t out_step) {
  int64_t c = 0;
  for (; c + 2 * LANES <= p->channels; c += 2 * LANES)
    sum_tile(pixels, 2, p, taps, count, c, in, in_step, out, out_step);
  for (; c + LANES <= p->channels; c += LANES)
    sum_tile(pixels, 1, p, taps, count, c, in, in_step, out, out_step);
  for (; c < p->channels; c++)
    for (int i = 0; i < pixels; i++) {
      float sum = p->bias ? p->bias[c] : 0;
      for (int64_t t = 0; t < count; t++)
        sum += in[taps[t].in + i * in_step + c] * p->filter[taps[t].filter + c];
      out[i * out_step + c] = sum;
    }
}

/// Rows [begin, end) of what is written, counted over all images.
CLONES static void sum_rows(void *context, int64_t begin, int64_t end) {
  const pass *p = context;
  const axis *columns = &p->columns;
  int64_t pitch = p->channels, width = phases(columns), in_step = step(columns) * pitch,
          out_step = width * pitch;
  tap taps[MOST_TAPS], edge[MOST_TAPS];
  for (int64_t line = begin; line < end; line++) {
    int64_t row = line % p->rows.written, first, last;
    const float *in = p->in + line / p->rows.written * p->rows.read * columns->read * pitch;
    float *out = p->out + line * columns->written * pitch;
    for (int64_t phase = 0; phase < width && phase < columns->written; phase++) {
      int64_t count = (columns->written - phase + width - 1) / width;
      inside(columns, phase, count, &first, &last);
      int64_t shared = list_taps(p, row, phase, -1, taps);
      for (int64_t j = 0; j < count;) {
        const float *from = in + j * in_step;
        float *to = out + phase * pitch + j * out_step;
        if (j >= first && j + PIXELS <= last) {
          sum_pixels(PIXELS, p, taps, shared, from, in_step, to, out_step);
          j += PIXELS;
          continue;
        }
        int all = j >= first && j < last;
        int64_t some = all ? shared : list_taps(p, row, phase, j, edge);
        sum_pixels(1, p, all ? taps : edge, some, from, in_step, to, out_step);
        j++;
      }
    }
    apus_conv2d_activate(p->activation, columns->written * pitch, out);
  }
}

static void run(const pass *p, int64_t batch) {
  int64_t cost = p->columns.written * p->channels * p->rows.taps * p->columns.taps;
  apus_parallel(batch * p->rows.written, 1 + WORTH_A_THREAD / cost, sum_rows, (void *)p);
}

// Several filters a channel

typedef struct {
  const float *from;
  float *to;
  int64_t channels, times;
  const float *bias;
  apus_activation activation;
} repetition;

static void repeat_pixels(void *context, int64_t begin, int64_t end) {
  const repetition *r = context;
  float *to = r->to + begin * r->channels * r->times;
  for (int64_t i = begin * r->channels; i < end * r->channels; i++)
    for (int64_t k = 0; k < r->times; k++) *to++ = r->from[i];
}

/// The sums over the repetitions, with bias and activation.
static void gather_pixels(void *context, int64_t begin, int64_t end) {
  const repetition *r = context;
  const float *from = r->from + begin * r->channels * r->times;
  for (int64_t i = begin; i < end; i++)
    for (int64_t c = 0; c < r->channels; c++) {
      float sum = r->bias ? r->bias[c] : 0;
      for (int64_t k = 0; k < r->times; k++) sum += *from++;
      r->to[i * r->channels + c] = sum;
    }
  apus_conv2d_activate(r->activation, (end - begin) * r->channels, r->to + begin * r->channels);
}

static int64_t image_pixels(const apus_conv2d *c) { return c->batch * c->height * c->width; }
static size_t repeated_bytes(const apus_conv2d *c) {
  return c->filters == c->channels ? 0 : (size_t)(image_pixels(c) * c->filters) * sizeof(float);
}

/// The image with each channel as often as it has filters; `x` itself where that is once.
static const float *repeated(const apus_conv2d *c, const float *x) {
  size_t bytes = repeated_bytes(c);
  if (!bytes) return x;
  repetition r = {.from = x, .to = apus_allocate_or_exit(bytes), .channels = c->channels,
                  .times = c->filters / c->channels};
  apus_parallel(image_pixels(c), 1 + WORTH_A_THREAD / c->filters, repeat_pixels, &r);
  return r.to;
}

static pass pass_of(const apus_conv2d *c, int transposed) {
  return (pass){.rows = axis_of(c->height, c->out_height, c->filter_height, c->stride_height,
                                c->dilation_height, c->pad_top, transposed),
                .columns = axis_of(c->width, c->out_width, c->filter_width, c->stride_width,
                                   c->dilation_width, c->pad_left, transposed),
                .channels = c->filters};
}

int apus_conv2d_depthwise_fits(const apus_conv2d *c) {
  return c->groups == c->channels && c->groups > 1 &&
         c->filter_height * c->filter_width <= MOST_TAPS;
}

int apus_conv2d_depthwise_forward(const apus_conv2d *c, const float *x, const float *filter,
                                  const float *bias, apus_activation activation, float *y) {
  const float *in = repeated(c, x);
  pass p = pass_of(c, 0);
  p.in = in, p.filter = filter, p.bias = bias, p.activation = activation, p.out = y;
  run(&p, c->batch);
  if (in != x) apus_deallocate((void *)in, repeated_bytes(c));
  return 0;
}

int apus_conv2d_depthwise_input_gradient(const apus_conv2d *c, const float *dy, const float *filter,
                                         const float *bias, apus_activation activation, float *dx) {
  size_t bytes = repeated_bytes(c);
  pass p = pass_of(c, 1);
  p.in = dy, p.filter = filter;
  if (!bytes) {
    p.bias = bias, p.activation = activation, p.out = dx;
    run(&p, c->batch);
    return 0;
  }
  p.out = apus_allocate_or_exit(bytes);
  run(&p, c->batch);
  repetition r = {p.out, dx, c->channels, c->filters / c->channels, bias, activation};
  apus_parallel(image_pixels(c), 1 + WORTH_A_THREAD / c->filters, gather_pixels, &r);
  apus_deallocate(p.out, bytes);
  return 0;
}

// The gradient of the filter: each part of the work sums its rows into a filter of its own; those
// are then added.

typedef struct {
  pass p;
  const float *dy;
  float *partial;  // parts x (taps + 1) x channels; the last row is the bias's gradient
  int64_t parts, lines;
  float *dfilter, *dbias;
} gradient_work;

INLINE void add_tile(int taps, int vectors, const tap *list, const float *in, int64_t in_step,
                     const float *dy, int64_t dy_step, int64_t pixels, float *out) {
  lanes sums[10];
#pragma clang loop unroll(full)
  for (int i = 0; i < taps * vectors; i++) sums[i] = (lanes){0};
  for (int64_t j = 0; j < pixels; j++, in += in_step, dy += dy_step) {
#pragma clang loop unroll(full)
    for (int v = 0; v < vectors; v++) {
      lanes slope = load_lanes(dy + v * LANES);
#pragma clang loop unroll(full)
      for (int i = 0; i < taps; i++)
        sums[i * vectors + v] += load_lanes(in + list[i].in + v * LANES) * slope;
    }
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < taps; i++) {
#pragma clang loop unroll(full)
    for (int v = 0; v < vectors; v++) {
      float *to = out + list[i].filter + v * LANES;
      store_lanes(to, load_lanes(to) + sums[i * vectors + v]);
    }
  }
}

/// Adds what `pixels` neighbours that share their taps give to the filter's gradient.
INLINE void add_pixels(const pass *p, const tap *taps, int64_t count, const float *in,
                       int64_t in_step, const float *dy, int64_t pixels, float *out) {
  int64_t c = 0, pitch = p->channels;
  for (; c + 2 * LANES <= pitch; c += 2 * LANES) {
    int64_t t = 0;
    for (; t + 5 <= count; t += 5)
      add_tile(5, 2, taps + t, in + c, in_step, dy + c, pitch, pixels, out + c);
    for (; t + 2 <= count; t += 2)
      add_tile(2, 2, taps + t, in + c, in_step, dy + c, pitch, pixels, out + c);
    for (; t < count; t++)
      add_tile(1, 2, taps + t, in + c, in_step, dy + c, pitch, pixels, out + c);
  }
  for (; c + LANES <= pitch; c += LANES) {
    int64_t t = 0;
    for (; t + 9 <= count; t += 9)
      add_tile(9, 1, taps + t, in + c, in_step, dy + c, pitch, pixels, out + c);
    for (; t + 5 <= count; t += 5)
      add_tile(5, 1, taps + t, in + c, in_step, dy + c, pitch, pixels, out + c);
    for (; t + 2 <= count; t += 2)
      add_tile(2, 1, taps + t, in + c, in_step, dy + c, pitch, pixels, out + c);
    for (; t < count; t++)
      add_tile(1, 1, taps + t, in + c, in_step, dy + c, pitch, pixels, out + c);
  }
  for (; c < pitch; c++)
    for (int64_t t = 0; t < count; t++) {
      float sum = 0;
      for (int64_t j = 0; j < pixels; j++)
        sum += in[taps[t].in + j * in_step + c] * dy[j * pitch + c];
      out[taps[t].filter + c] += sum;
    }
}

/// bias[c] += Σⱼ dy[j, c]. The row has a sum of its own: one running sum over an image's pixels
/// would round too often.
INLINE void add_row(int64_t pitch, int64_t pixels, const float *dy, float *bias) {
  int64_t c = 0;
  for (; c + 2 * LANES <= pitch; c += 2 * LANES) {
    float sum[2 * LANES] = {0};
    for (int64_t j = 0; j < pixels; j++)
      for (int l = 0; l < 2 * LANES; l++) sum[l] += dy[j * pitch + c + l];
    for (int l = 0; l < 2 * LANES; l++) bias[c + l] += sum[l];
  }
  for (; c < pitch; c++) {
    float sum = 0;
    for (int64_t j = 0; j < pixels; j++) sum += dy[j * pitch + c];
    bias[c] += sum;
  }
}

CLONES static void add_parts(void *context, int64_t begin, int64_t end) {
  const gradient_work *work = context;
  const pass *p = &work->p;
  const axis *columns = &p->columns;
  int64_t pitch = p->channels, size = (p->rows.taps * columns->taps + 1) * pitch,
          in_step = step(columns) * pitch;
  int64_t first, last;
  tap taps[MOST_TAPS], edge[MOST_TAPS];
  inside(columns, 0, columns->written, &first, &last);
  for (int64_t part = begin; part < end; part++) {
    float *out = work->partial + part * size;
    memset(out, 0, (size_t)size * sizeof *out);
    for (int64_t line = work->lines * part / work->parts;
         line < work->lines * (part + 1) / work->parts; line++) {
      int64_t row = line % p->rows.written, shared = list_taps(p, row, 0, -1, taps);
      const float *in = p->in + line / p->rows.written * p->rows.read * columns->read * pitch;
      const float *dy = work->dy + line * columns->written * pitch;
      float *bias = out + size - pitch;
      if (work->dbias) add_row(pitch, columns->written, dy, bias);
      for (int64_t j = 0, wide; j < columns->written; j += wide) {
        int all = j >= first && j < last;
        wide = all ? least(BLOCK_PIXELS, last - j) : 1;
        int64_t count = all ? shared : list_taps(p, row, 0, j, edge);
        add_pixels(p, all ? taps : edge, count, in + j * in_step, in_step, dy + j * pitch, wide,
                   out);
      }
    }
  }
}

/// Row `row` of the result is the sum of that row over the parts, in their order.
CLONES static void join_parts(void *context, int64_t begin, int64_t end) {
  const gradient_work *work = context;
  int64_t pitch = work->p.channels, values = work->p.rows.taps * work->p.columns.taps;
  for (int64_t row = begin; row < end; row++) {
    float *restrict to = row == values ? work->dbias : work->dfilter + row * pitch;
    if (!to) continue;
    memcpy(to, work->partial + row * pitch, (size_t)pitch * sizeof *to);
    for (int64_t part = 1; part < work->parts; part++)
      for (int64_t c = 0; c < pitch; c++)
        to[c] += work->partial[(part * (values + 1) + row) * pitch + c];
  }
}

int apus_conv2d_depthwise_filter_gradient(const apus_conv2d *c, const float *x, const float *dy,
                                          float *dfilter, float *dbias) {
  const float *in = repeated(c, x);
  gradient_work work = {.p = pass_of(c, 0),
                        .dy = dy,
                        .lines = c->batch * c->out_height,
                        .dfilter = dfilter,
                        .dbias = dbias};
  work.p.in = in;
  int64_t taps = c->filter_height * c->filter_width, cost = c->out_width * c->filters * taps;
  work.parts = least(apus_thread_count(), most(work.lines / (1 + WORTH_A_THREAD / cost), 1));
  size_t bytes = (size_t)(work.parts * (taps + 1) * c->filters) * sizeof(float);
  work.partial = apus_allocate_or_exit(bytes);
  apus_parallel(work.parts, 1, add_parts, &work);
  apus_parallel(taps + 1, 1 + 32768 / c->filters, join_parts, &work);
  apus_deallocate(work.partial, bytes);
  if (in != x) apus_deallocate((void *)in, repeated_bytes(c));
  return 0;
}
