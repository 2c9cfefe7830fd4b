// Convolution's entry points: checks, the choice of a kernel, and the plain kernels in double
// precision.
#include "internal.h"
#include "tile.h"
#include "../onednn/operations.h"
#include "parallel.h"
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include "../real_kernel.h"

enum { CACHED_RESULTS = 128 * 1024 };  // of one thread, in its L2 beside what they are made of

static _Thread_local char message[256];

int apus_conv2d_fail(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(message, sizeof message, format, arguments);
  va_end(arguments);
  return 1;
}

const char *apus_conv2d_error(void) { return message; }

/// How far the windows of one axis may go: whether `out` windows fit into `size` and its padding.
static int axis_fits(int64_t size, int64_t filter, int64_t out, int64_t stride, int64_t before,
                     int64_t after, int64_t dilation) {
  int64_t reach = (filter - 1) * dilation + 1;
  return size > 0 && filter > 0 && out > 0 && stride > 0 && dilation > 0 && before >= 0 &&
         after >= 0 && (out - 1) * stride + reach <= size + before + after;
}

static int check_shape(const apus_conv2d *c) {
  if (c->batch < 0 || c->channels < 1 || c->filters < 1 || c->groups < 1)
    return apus_conv2d_fail(
        "convolution: batch %lld, channels %lld, filters %lld and groups %lld must be positive",
        (long long)c->batch, (long long)c->channels, (long long)c->filters, (long long)c->groups);
  if (c->channels % c->groups || c->filters % c->groups)
    return apus_conv2d_fail(
        "convolution: %lld channels and %lld filters do not divide into %lld groups",
        (long long)c->channels, (long long)c->filters, (long long)c->groups);
  if (!axis_fits(c->height, c->filter_height, c->out_height, c->stride_height, c->pad_top,
                 c->pad_bottom, c->dilation_height) ||
      !axis_fits(c->width, c->filter_width, c->out_width, c->stride_width, c->pad_left,
                 c->pad_right, c->dilation_width))
    return apus_conv2d_fail(
        "convolution: %lldx%lld windows of a %lldx%lld filter do not fit a %lldx%lld image",
        (long long)c->out_height, (long long)c->out_width, (long long)c->filter_height,
        (long long)c->filter_width, (long long)c->height, (long long)c->width);
  return 0;
}

// Single precision

/// A rule, not a measurement, so that a model always takes the same path on the same kind of
/// processor. oneDNN has good kernels for grouped convolutions; with AVX-512 also for all others
/// but those of few channels.
static int direct_is_better(const apus_conv2d *c) {
  if (c->groups != 1) return 0;
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f") && c->channels >= 8 && c->filters >= 16) return 0;
#endif
  return 1;
}

/// What oneDNN does not take, our kernels do.
static int through_onednn(conv_kind kind, const apus_conv2d *c, const float *image,
                          const float *filter, const float *bias, const float *result) {
  return !direct_is_better(c) && !apus_onednn_convolution(kind, c, (float *)image, (float *)filter,
                                                          (float *)bias, (float *)result);
}

typedef struct {
  const float *bias;
  float *y;
  int64_t channels;
  apus_activation activation;
} finishing;

CLONES static void finish_pixels(void *context, int64_t begin, int64_t end) {
  const finishing *f = context;
  for (int64_t pixel = begin; f->bias && pixel < end; pixel++)
    for (int64_t c = 0; c < f->channels; c++) f->y[pixel * f->channels + c] += f->bias[c];
  apus_conv2d_activate(f->activation, (end - begin) * f->channels, f->y + begin * f->channels);
}

/// What oneDNN does not add: its gradient of the input has no bias, and its activations lose NaN.
static void finish(const float *bias, apus_activation activation, int64_t pixels, int64_t channels,
                   float *y) {
  finishing f = {bias, y, channels, activation};
  if (bias || activation != APUS_ACTIVATION_NONE)
    apus_parallel(pixels, 1 + 32768 / channels, finish_pixels, &f);
}

/// Where an activation follows, a few images at a time, so that it finds their results in the
/// cache.
static int forward_through_onednn(const apus_conv2d *c, const float *x, const float *filter,
                                  const float *bias, apus_activation activation, float *y) {
  const int64_t pixels = c->out_height * c->out_width, image = c->height * c->width * c->channels;
  const int64_t result = pixels * c->filters,
                most = apus_thread_count() * (1 + CACHED_RESULTS / result);
  const int64_t parts = activation == APUS_ACTIVATION_NONE ? 1 : (c->batch + most - 1) / most;
  for (int64_t part = 0; part < parts; part++) {
    const int64_t first = c->batch * part / parts;
    apus_conv2d some = *c;
    some.batch = c->batch * (part + 1) / parts - first;
    float *to = y + first * result;
    if (!through_onednn(CONV_FORWARD, &some, x + first * image, filter, bias, to)) return 0;
    finish(NULL, activation, some.batch * pixels, c->filters, to);
  }
  return 1;
}

int apus_conv2d_forward_f32(const apus_conv2d *c, const float *x, const float *filter,
                            const float *bias, apus_activation activation, float *y) {
  if (check_shape(c)) return 1;
  if (c->batch == 0) return 0;
  if (apus_conv2d_depthwise_fits(c))
    return apus_conv2d_depthwise_forward(c, x, filter, bias, activation, y);
  if (forward_through_onednn(c, x, filter, bias, activation, y)) return 0;
  if (apus_conv2d_winograd_fits(c) && activation <= APUS_ACTIVATION_RELU)
    return apus_conv2d_winograd_forward(c, x, filter, bias, activation, y);
  return apus_conv2d_direct_forward(c, x, filter, bias, activation, y);
}

int apus_conv2d_input_gradient_f32(const apus_conv2d *c, const float *dy, const float *filter,
                                   const float *bias, apus_activation activation, float *dx) {
  if (check_shape(c)) return 1;
  if (c->batch == 0) return 0;
  if (apus_conv2d_depthwise_fits(c))
    return apus_conv2d_depthwise_input_gradient(c, dy, filter, bias, activation, dx);
  if (through_onednn(CONV_INPUT_GRADIENT, c, dx, filter, NULL, dy)) {
    finish(bias, activation, c->batch * c->height * c->width, c->channels, dx);
    return 0;
  }
  if (apus_conv2d_winograd_fits(c) && activation <= APUS_ACTIVATION_RELU)
    return apus_conv2d_winograd_input_gradient(c, dy, filter, bias, activation, dx);
  return apus_conv2d_direct_input_gradient(c, dy, filter, bias, activation, dx);
}

int apus_conv2d_filter_gradient_f32(const apus_conv2d *c, const float *x, const float *dy,
                                    float *dfilter, float *dbias) {
  if (check_shape(c)) return 1;
  if (c->batch == 0) {
    int64_t taps = c->filter_height * c->filter_width * (c->channels / c->groups);
    memset(dfilter, 0, (size_t)(taps * c->filters) * sizeof *dfilter);
    if (dbias) memset(dbias, 0, (size_t)c->filters * sizeof *dbias);
    return 0;
  }
  if (apus_conv2d_depthwise_fits(c))
    return apus_conv2d_depthwise_filter_gradient(c, x, dy, dfilter, dbias);
  if (through_onednn(CONV_FILTER_GRADIENT, c, x, dfilter, dbias, dy)) return 0;
  if (apus_conv2d_winograd_fits(c))
    return apus_conv2d_winograd_filter_gradient(c, x, dy, dfilter, dbias);
  return apus_conv2d_direct_filter_gradient(c, x, dy, dfilter, dbias);
}

// Double precision: for gradient checks, so plain loops, each element summed in one fixed order.

typedef struct {
  const apus_conv2d *shape;
  const double *x, *filter, *bias, *dy;
  double *out, *dbias;
  apus_activation activation;
} plain_work;

static double activated(double v, apus_activation activation) {
  switch (activation) {
    case APUS_ACTIVATION_RELU: return v < 0 ? 0 : v;
    case APUS_ACTIVATION_TANH: return tanh(v);
    case APUS_ACTIVATION_SIGMOID: return 1 / (1 + exp(-v));
    default: return v;
  }
}

CLONES static void plain_forward_rows(void *context, int64_t begin, int64_t end) {
  const plain_work *work = context;
  const apus_conv2d *c = work->shape;
  int64_t in = c->channels / c->groups, out = c->filters / c->groups;
  for (int64_t row = begin; row < end; row++) {
    int64_t n = row / c->out_height, oh = row % c->out_height;
    for (int64_t ow = 0; ow < c->out_width; ow++) {
      double *y = work->out + (row * c->out_width + ow) * c->filters;
      for (int64_t o = 0; o < c->filters; o++) y[o] = work->bias ? work->bias[o] : 0;
      for (int64_t kh = 0; kh < c->filter_height; kh++) {
        int64_t ih = oh * c->stride_height - c->pad_top + kh * c->dilation_height;
        if (ih < 0 || ih >= c->height) continue;
        for (int64_t kw = 0; kw < c->filter_width; kw++) {
          int64_t iw = ow * c->stride_width - c->pad_left + kw * c->dilation_width;
          if (iw < 0 || iw >= c->width) continue;
          const double *x = work->x + ((n * c->height + ih) * c->width + iw) * c->channels;
          const double *w = work->filter + (kh * c->filter_width + kw) * in * c->filters;
          for (int64_t i = 0; i < in; i++, w += c->filters)
            for (int64_t g = 0; g < c->groups; g++) {
              double v = x[g * in + i];
              for (int64_t o = g * out; o < (g + 1) * out; o++) y[o] += v * w[o];
            }
        }
      }
      if (work->activation != APUS_ACTIVATION_NONE)
        for (int64_t o = 0; o < c->filters; o++) y[o] = activated(y[o], work->activation);
    }
  }
}

CLONES static void plain_input_rows(void *context, int64_t begin, int64_t end) {
#pragma clang fp contract(fast) reassociate(on)
  const plain_work *work = context;
  const apus_conv2d *c = work->shape;
  int64_t in = c->channels / c->groups, out = c->filters / c->groups;
  for (int64_t row = begin; row < end; row++) {
    int64_t n = row / c->height, ih = row % c->height;
    for (int64_t iw = 0; iw < c->width; iw++) {
      double *dx = work->out + (row * c->width + iw) * c->channels;
      for (int64_t i = 0; i < c->channels; i++) dx[i] = work->bias ? work->bias[i] : 0;
      for (int64_t kh = 0; kh < c->filter_height; kh++) {
        int64_t oh = ih + c->pad_top - kh * c->dilation_height;
        if (oh < 0 || oh % c->stride_height || oh / c->stride_height >= c->out_height) continue;
        for (int64_t kw = 0; kw < c->filter_width; kw++) {
          int64_t ow = iw + c->pad_left - kw * c->dilation_width;
          if (ow < 0 || ow % c->stride_width || ow / c->stride_width >= c->out_width) continue;
          int64_t pixel =
              (n * c->out_height + oh / c->stride_height) * c->out_width + ow / c->stride_width;
          const double *dy = work->dy + pixel * c->filters;
          const double *w = work->filter + (kh * c->filter_width + kw) * in * c->filters;
          for (int64_t i = 0; i < in; i++, w += c->filters)
            for (int64_t g = 0; g < c->groups; g++) {
              double sum = 0;
              for (int64_t o = g * out; o < (g + 1) * out; o++) sum += dy[o] * w[o];
              dx[g * in + i] += sum;
            }
        }
      }
      for (int64_t i = 0; i < c->channels; i++) dx[i] = activated(dx[i], work->activation);
    }
  }
}

/// Rows of the filter's gradient: (kh, kw, i) with all output channels.
CLONES static void plain_filter_rows(void *context, int64_t begin, int64_t end) {
  const plain_work *work = context;
  const apus_conv2d *c = work->shape;
  int64_t in = c->channels / c->groups, out = c->filters / c->groups;
  for (int64_t row = begin; row < end; row++) {
    int64_t i = row % in, kw = row / in % c->filter_width, kh = row / in / c->filter_width;
    double *dw = work->out + row * c->filters;
    memset(dw, 0, (size_t)c->filters * sizeof *dw);
    for (int64_t line = 0; line < c->batch * c->out_height; line++) {
      int64_t n = line / c->out_height, ih = line % c->out_height * c->stride_height - c->pad_top;
      ih += kh * c->dilation_height;
      if (ih < 0 || ih >= c->height) continue;
      for (int64_t ow = 0; ow < c->out_width; ow++) {
        int64_t iw = ow * c->stride_width - c->pad_left + kw * c->dilation_width;
        if (iw < 0 || iw >= c->width) continue;
        const double *x = work->x + ((n * c->height + ih) * c->width + iw) * c->channels;
        const double *dy = work->dy + (line * c->out_width + ow) * c->filters;
        for (int64_t g = 0; g < c->groups; g++) {
          double v = x[g * in + i];
          for (int64_t o = g * out; o < (g + 1) * out; o++) dw[o] += v * dy[o];
        }
      }
    }
  }
}

int apus_conv2d_forward_f64(const apus_conv2d *c, const double *x, const double *filter,
                            const double *bias, apus_activation activation, double *y) {
  if (check_shape(c)) return 1;
  plain_work work = {
      .shape = c, .x = x, .filter = filter, .bias = bias, .out = y, .activation = activation};
  apus_parallel(c->batch * c->out_height, 1, plain_forward_rows, &work);
  return 0;
}

int apus_conv2d_input_gradient_f64(const apus_conv2d *c, const double *dy, const double *filter,
                                   const double *bias, apus_activation activation, double *dx) {
  if (check_shape(c)) return 1;
  plain_work work = {
      .shape = c, .filter = filter, .bias = bias, .dy = dy, .out = dx, .activation = activation};
  apus_parallel(c->batch * c->height, 1, plain_input_rows, &work);
  return 0;
}

int apus_conv2d_filter_gradient_f64(const apus_conv2d *c, const double *x, const double *dy,
                                    double *dfilter, double *dbias) {
  if (check_shape(c)) return 1;
  plain_work work = {.shape = c, .x = x, .dy = dy, .out = dfilter};
  apus_parallel(c->filter_height * c->filter_width * (c->channels / c->groups), 1,
                plain_filter_rows, &work);
  if (dbias) {
    memset(dbias, 0, (size_t)c->filters * sizeof *dbias);
    for (int64_t pixel = 0; pixel < c->batch * c->out_height * c->out_width; pixel++)
      for (int64_t o = 0; o < c->filters; o++) dbias[o] += dy[pixel * c->filters + o];
  }
  return 0;
}

APUS_REAL_KERNEL(
  int, apus_conv2d_forward,
  (apus_element_type type, const apus_conv2d *shape, const void *x, const void *filter,
   const void *bias, apus_activation activation, void *y),
  (shape, x, filter, bias, activation, y))
APUS_REAL_KERNEL(
  int, apus_conv2d_input_gradient,
  (apus_element_type type, const apus_conv2d *shape, const void *dy, const void *filter,
   const void *bias, apus_activation activation, void *dx),
  (shape, dy, filter, bias, activation, dx))
APUS_REAL_KERNEL(
  int, apus_conv2d_filter_gradient,
  (apus_element_type type, const apus_conv2d *shape, const void *x, const void *dy, void *dfilter,
   void *dbias),
  (shape, x, dy, dfilter, dbias))
