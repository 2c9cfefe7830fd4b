// What the files of the convolution share.
#pragma once
#include "convolution.h"

/// Keeps the message for `apus_conv2d_error` and returns 1.
int apus_conv2d_fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

typedef enum { CONV_FORWARD, CONV_INPUT_GRADIENT, CONV_FILTER_GRADIENT } conv_kind;

/// One of the three through oneDNN. `image` is x or dx, `result` is y or dy; `bias` is bias or dbias.
int apus_conv2d_onednn(conv_kind, const apus_conv2d *, apus_activation, float *image, float *filter, float *bias,
                       float *result);
