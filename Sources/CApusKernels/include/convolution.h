// 2-D convolution: images N,H,W,C; filters H,W,I,O, where I = channels / groups and O = all output
// channels.
#pragma once
#include "activation.h"
#include <stdint.h>

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
int apus_conv2d_forward_f32(const apus_conv2d *, const float *x, const float *filter,
                            const float *bias, apus_activation, float *y);
int apus_conv2d_forward_f64(const apus_conv2d *, const double *x, const double *filter,
                            const double *bias, apus_activation, double *y);

/// dx = activation(the gradient with respect to x + bias), which is a transposed convolution; the
/// gradient alone has neither. `bias` holds as many values as x has channels and may be NULL.
int apus_conv2d_input_gradient_f32(const apus_conv2d *, const float *dy, const float *filter,
                                   const float *bias, apus_activation, float *dx);
int apus_conv2d_input_gradient_f64(const apus_conv2d *, const double *dy, const double *filter,
                                   const double *bias, apus_activation, double *dx);

/// The gradients with respect to filter and bias; `dbias` may be NULL.
int apus_conv2d_filter_gradient_f32(const apus_conv2d *, const float *x, const float *dy,
                                    float *dfilter, float *dbias);
int apus_conv2d_filter_gradient_f64(const apus_conv2d *, const double *x, const double *dy,
                                    double *dfilter, double *dbias);

/// What the calling thread's last failed convolution failed of.
const char *apus_conv2d_error(void);
