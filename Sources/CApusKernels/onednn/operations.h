// What oneDNN computes for the other kernels. The two operands that are multiplied are both float32 or both
// bfloat16; biases, sums and results are float32. All return 0, or non-zero where oneDNN has no kernel for it: then
// the caller has to compute the result, of which parts may have been written.
#pragma once
#include "convolution.h"
#include "elements.h"

/// For fewer a primitive costs more than it gains.
enum { ONEDNN_FEW_MULTIPLICATIONS = 64 * 1024 };

typedef enum { CONV_FORWARD, CONV_INPUT_GRADIENT, CONV_FILTER_GRADIENT } conv_kind;

/// One of the three. `image` is x or dx, `result` is y or dy; `bias` is bias or dbias. `multiplied` is the type of
/// the two that are operands.
int apus_onednn_convolution(conv_kind, apus_element_type multiplied, const apus_conv2d *, apus_activation, void *image,
                            void *filter, float *bias, void *result);

/// C[i] = activation(op(A[i]) · op(B[i]) + bias) for a batch of dense matrices; op transposes if its flag is set.
typedef struct {
  int64_t batch, m, n, k, trans_a, trans_b;
} onednn_product;

int apus_onednn_product(apus_element_type multiplied, const onednn_product *, apus_activation, void *a, void *b,
                        float *bias, float *c);
