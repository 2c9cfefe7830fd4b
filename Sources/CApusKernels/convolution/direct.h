// Direct convolution in single precision: what its three passes share.
//
// In a channels-last image the values under one row of the filter lie side by side, so a window is
// a few runs of contiguous floats and needs no unfolding: the products of a tile of pixels with a
// panel of filters read the image in place. Only where windows reach into the padding are rows
// first copied to a buffer with zeros around them.
#pragma once
#include "internal.h"
#include "tile.h"
#include "../inline.h"
#include <string.h>

enum { WORTH_A_THREAD = 200000 /* multiplications */ };

static inline int64_t rounded_up(int64_t a, int64_t unit) { return (a + unit - 1) / unit * unit; }

/// How windows lie over images: what the forward pass and the two gradients have in common.
typedef struct {
  // the images read, `pitch` floats from pixel to pixel
  int64_t batch, height, width, channels, pitch;
  int64_t out_height, out_width;                  // windows
  int64_t stride_height, stride_width, top, left; // window (0, 0) begins at (-top, -left)
  int64_t taps_height, taps_width, dilation_height, dilation_width;
  int64_t rows_per_unit;                          // windows' rows that one piece of work covers
  int64_t span;                                   // columns under a row of windows
  int copies;                                     // whether a buffer must stand in for the image
} geometry;

static inline int64_t rows_under(const geometry *g, int64_t rows) {
  return (rows - 1) * g->stride_height + (g->taps_height - 1) * g->dilation_height + 1;
}
static inline int64_t units_per_image(const geometry *g) {
  return (g->out_height + g->rows_per_unit - 1) / g->rows_per_unit;
}
static inline int64_t buffer_floats(const geometry *g) {
  return g->copies ? rows_under(g, g->rows_per_unit) * g->span * g->channels : 0;
}

static inline geometry geometry_of(const apus_conv2d *c) {
  geometry g = {c->batch,
                c->height,
                c->width,
                c->channels / c->groups,
                c->channels,
                c->out_height,
                c->out_width,
                c->stride_height,
                c->stride_width,
                c->pad_top,
                c->pad_left,
                c->filter_height,
                c->filter_width,
                c->dilation_height,
                c->dilation_width,
                1,
                0,
                0};
  return g;
}

static inline void complete(geometry *g) {
  g->span = (g->out_width - 1) * g->stride_width + (g->taps_width - 1) * g->dilation_width + 1;
  g->copies = g->top > 0 || g->left > 0 || rows_under(g, g->out_height) - g->top > g->height ||
              g->span - g->left > g->width;
}

/// One unit's rows of the image, from the buffer if there is one: `first` is the first value under
/// window (row, 0).
typedef struct {
  const float *first;
  int64_t row_step, pixel_step;
} view;

static inline view view_unit(const geometry *g, const float *images, int64_t n, int64_t row,
                             int64_t rows, float *buffer) {
  const float *image = images + n * g->height * g->width * g->pitch;
  int64_t h = row * g->stride_height - g->top, pixels = g->span;
  if (!g->copies)
    return (view){image + (h * g->width - g->left) * g->pitch, g->width * g->pitch, g->pitch};
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
    if (g->pitch == channels)
      memcpy(to + before * channels, from, (size_t)(inside * channels) * size);
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

static inline runs runs_of(const geometry *g, view v) {
  if (g->dilation_width == 1 && v.pixel_step == g->channels)
    return (runs){1, g->taps_width * g->channels, 0};
  return (runs){g->taps_width, g->channels, g->dilation_width * v.pixel_step};
}

/// A filter as large as its image sees every value once: that is a product of matrices, a 1x1
/// convolution, unless a bias tells channels from pixels. And where pixels stand alone it does not
/// matter to which image or row they belong.
static inline apus_conv2d simplified(const apus_conv2d *original, int channels_stay) {
  apus_conv2d c = *original;
  if (c.groups != 1 || c.pad_top || c.pad_left) return c;
  if (!channels_stay && c.out_height == 1 && c.out_width == 1 && c.filter_height == c.height &&
      c.filter_width == c.width && c.dilation_height == 1 && c.dilation_width == 1) {
    c.channels *= c.height * c.width;
    c.height = c.width = c.filter_height = c.filter_width = 1;
  }
  if (c.filter_height != 1 || c.filter_width != 1 || c.out_height != c.height ||
      c.out_width != c.width)
    return c;
  c.height = c.out_height = c.batch * c.height * c.width;
  c.batch = c.width = c.out_width = c.stride_height = c.stride_width = 1;
  return c;
}

/// A forward pass: of a convolution, or of a turned filter over dy, which is the gradient of the
/// input.
typedef struct {
  geometry g;
  const float *in, *panels, *bias;  // panels: see pack_taps; bias: padded to whole vectors
  float *out;
  int64_t filters, out_image, out_row, out_pixel;  // the last three are steps
  apus_activation activation;
} direct_forward;

/// Where the filter's value for (row kh, column kw, input i, output o) of the convolution to be run
/// is to be found.
typedef struct {
  const float *first;
  int64_t kh, kw, input, output;  // steps
} filter_view;

/// Runs it: sets what the caller left open in `work`, `bias` being null for none.
int apus_conv2d_direct_run(direct_forward *work, filter_view filter, const float *bias);
