// What oneDNN computes for the other kernels, all of it in float32. Its kernels for bfloat16 are
// not used: those of 2.6 write past their scratch memory, give wrong sums or raise illegal
// instructions for shapes that differ little from ones they are right for.
#pragma once
#include "convolution.h"

typedef enum { CONV_FORWARD, CONV_INPUT_GRADIENT, CONV_FILTER_GRADIENT } conv_kind;

/// One of the three. `image` is x or dx, `result` is y or dy; `bias` is bias or dbias. Returns 0,
/// or non-zero where oneDNN has no kernel for it: then the caller has to compute the result, of
/// which parts may have been written.
int apus_onednn_convolution(conv_kind, const apus_conv2d *, float *image, float *filter,
                            float *bias, float *result);
