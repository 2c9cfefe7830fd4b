// 2-D convolution: images N,H,W,C; filters H,W,I,O, where I = channels / groups and O = all output
// channels.
#pragma once
#include "activation.h"
#include "elements.h"

/// The shapes of one convolution. The padding below and to the right may be less than the filter
/// needs to reach (rows that no window covers are skipped), never more than out_height and
/// out_width account for.
typedef struct {
  int64_t batch, height, width, channels;
  int64_t filter_height, filter_width, filters;  // filters: output channels
  int64_t out_height, out_width;
  int64_t stride_height, stride_width;
  int64_t pad_top, pad_left, pad_bottom, pad_right;
  int64_t dilation_height, dilation_width;  // 1: none
  int64_t groups;
} apus_conv2d;

/// y = activation(x * filter + bias); `bias` may be NULL. All functions here return 0, or non-zero
/// with `apus_conv2d_error`. Every element of the result is written.
int apus_conv2d_forward(
  apus_element_type type, const apus_conv2d *shape, const void *x, const void *filter,
  const void *bias, apus_activation activation, void *y);

/// dx = activation(the gradient with respect to x + bias), which is a transposed convolution; the
/// gradient alone has neither. `bias` holds as many values as x has channels and may be NULL.
int apus_conv2d_input_gradient(
  apus_element_type type, const apus_conv2d *shape, const void *dy, const void *filter,
  const void *bias, apus_activation activation, void *dx);

/// The gradients with respect to filter and bias; `dbias` may be NULL.
int apus_conv2d_filter_gradient(
  apus_element_type type, const apus_conv2d *shape, const void *x, const void *dy, void *dfilter,
  void *dbias);

/// What the calling thread's last failed convolution failed of.
const char *apus_conv2d_error(void);
