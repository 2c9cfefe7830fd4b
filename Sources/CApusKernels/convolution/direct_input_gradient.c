// The gradient of a direct convolution's input: for a stride of s, s · s forward passes of turned
// filters over dy.
#include "direct.h"

// Of the places of one axis, those equal to `phase` modulo the stride see the same taps of the
// filter: every `tap_step`-th from `first_tap`. For them the gradient is a convolution of stride 1
// over dy.
typedef struct {
  int64_t first, count, step;         // the places
  int64_t taps, first_tap, tap_step;  // taps of the filter, to be run in reverse
  int64_t dilation, before;           // of the convolution over dy
} phase_of_axis;

static int64_t common_divisor(int64_t a, int64_t b) { return b ? common_divisor(b, a % b) : a; }

static phase_of_axis phase(int64_t index, int64_t size, int64_t filter, int64_t stride, int64_t pad,
                           int64_t dilation) {
  phase_of_axis p = {
      .step = stride, .tap_step = stride / common_divisor(stride, dilation), .first_tap = -1};
  p.first = ((index - pad) % stride + stride) % stride;
  p.count = p.first < size ? (size - p.first + stride - 1) / stride : 0;
  for (int64_t tap = 0; tap < filter && p.first_tap < 0; tap++)
    if (tap * dilation % stride == index) p.first_tap = tap;
  if (p.first_tap < 0) return p;
  p.taps = (filter - p.first_tap + p.tap_step - 1) / p.tap_step;
  p.dilation = p.tap_step * dilation / stride;
  // Place `first` sees dy[(first + pad - tap·dilation) / stride] through each tap; the last tap
  // reaches least far.
  int64_t last_tap = p.first_tap + (p.taps - 1) * p.tap_step;
  p.before = -(p.first + pad - last_tap * dilation) / stride;
  return p;
}

/// What no window reaches is activation(bias).
static void fill_phase(const apus_conv2d *c, phase_of_axis h, phase_of_axis w, int64_t channel,
                       int64_t count, const float *bias, apus_activation activation, float *dx) {
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

int apus_conv2d_direct_input_gradient(const apus_conv2d *original, const float *dy,
                                      const float *filter, const float *bias,
                                      apus_activation activation, float *dx) {
  apus_conv2d c = simplified(original, bias != NULL);
  int64_t in = c.channels / c.groups, out = c.filters / c.groups, failed = 0;
  int64_t tap_row = c.filter_width * in * c.filters, tap_column = in * c.filters;
  int64_t phases = c.stride_height * c.stride_width;
  for (int64_t i = 0; i < c.groups * phases && !failed; i++) {
    int64_t group = i / phases, index = i % phases;
    phase_of_axis h = phase(index / c.stride_width, c.height, c.filter_height, c.stride_height,
                            c.pad_top, c.dilation_height);
    phase_of_axis w = phase(index % c.stride_width, c.width, c.filter_width, c.stride_width,
                            c.pad_left, c.dilation_width);
    if (h.count == 0 || w.count == 0) continue;
    if (h.taps == 0 || w.taps == 0) {
      fill_phase(&c, h, w, group * in, in, bias, activation, dx);
      continue;
    }
    int64_t row = c.width * c.channels;
    direct_forward work = {
        .g = {c.batch, c.out_height, c.out_width, out, c.filters, h.count, w.count, 1, 1, h.before,
              w.before, h.taps, w.taps, h.dilation, w.dilation, 1, 0, 0},
        .in = dy + group * out,
        .out = dx + h.first * row + w.first * c.channels + group * in,
        .filters = in,
        .out_image = c.height * row,
        .out_row = h.step * row,
        .out_pixel = w.step * c.channels,
        .activation = activation};
    int64_t last_row = h.first_tap + (h.taps - 1) * h.tap_step,
            last_column = w.first_tap + (w.taps - 1) * w.tap_step;
    filter_view view = {filter + last_row * tap_row + last_column * tap_column + group * out,
                        -h.tap_step * tap_row, -w.tap_step * tap_column, 1, c.filters};
    failed = apus_conv2d_direct_run(&work, view, bias ? bias + group * in : NULL);
  }
  return (int)failed;
}
