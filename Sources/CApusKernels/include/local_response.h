// Local response normalization of rows × channels: x / s^β with s = k + α Σ x² over neighbouring
// channels, the channel itself and size / 2 before it, (size − 1) / 2 after it, rounded down; those
// beyond the ends count as 0.
#pragma once
#include <stdint.h>

typedef struct { int64_t size; double alpha, beta, bias; } apus_local_response;

#define APUS_LOCAL_RESPONSE_KERNELS(T, S)                                                          \
  void apus_local_response_##S(                                                                    \
      int64_t rows, int64_t channels, apus_local_response rule, const T *x, T *out);               \
  void apus_local_response_gradient_##S(                                                           \
      int64_t rows, int64_t channels, apus_local_response rule, const T *x, const T *g, T *out);

APUS_LOCAL_RESPONSE_KERNELS(float, f32)
APUS_LOCAL_RESPONSE_KERNELS(double, f64)
#undef APUS_LOCAL_RESPONSE_KERNELS
