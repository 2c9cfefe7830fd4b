// What the files of the convolution share.
#pragma once
#include "convolution.h"

/// Keeps the message for `apus_conv2d_error` and returns 1.
int apus_conv2d_fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

/// y[i] = activation(y[i]).
void apus_conv2d_activate(apus_activation, int64_t count, float *y);

/// Through own kernels; every shape, but written for one group. `filter_gradient` sums in an order
/// that depends on the shape and the number of threads.
int apus_conv2d_direct_forward(const apus_conv2d *, const float *x, const float *filter,
                               const float *bias, apus_activation, float *y);
int apus_conv2d_direct_input_gradient(const apus_conv2d *, const float *dy, const float *filter,
                                      const float *bias, apus_activation, float *dx);
int apus_conv2d_direct_filter_gradient(const apus_conv2d *, const float *x, const float *dy,
                                       float *dfilter, float *dbias);

/// Winograd's F(2x2, 3x3): 16 multiplications where the others need 36. For the shapes `_fits`
/// names.
int apus_conv2d_winograd_fits(const apus_conv2d *);
int apus_conv2d_winograd_forward(const apus_conv2d *, const float *x, const float *filter,
                                 const float *bias, apus_activation, float *y);
int apus_conv2d_winograd_input_gradient(const apus_conv2d *, const float *dy, const float *filter,
                                        const float *bias, apus_activation, float *dx);
int apus_conv2d_winograd_filter_gradient(const apus_conv2d *, const float *x, const float *dy,
                                         float *dfilter, float *dbias);

/// As many groups as channels. `filter_gradient` sums in an order that depends on the shape and the
/// number of threads.
int apus_conv2d_depthwise_fits(const apus_conv2d *);
int apus_conv2d_depthwise_forward(const apus_conv2d *, const float *x, const float *filter,
                                  const float *bias, apus_activation, float *y);
int apus_conv2d_depthwise_input_gradient(const apus_conv2d *, const float *dy, const float *filter,
                                         const float *bias, apus_activation, float *dx);
int apus_conv2d_depthwise_filter_gradient(const apus_conv2d *, const float *x, const float *dy,
                                          float *dfilter, float *dbias);
