// The gated linear unit: out = a σ(b) for the halves a, b of each row of 2 · width elements.
#pragma once
#include <stdint.h>

#define APUS_GATED_KERNELS(T, S)                                                                   \
  void apus_glu_##S(int64_t rows, int64_t width, const T *x, T *out);                              \
  /* dx = [dy σ(b), dy a σ(b) (1 − σ(b))] */                                                       \
  void apus_glu_gradient_##S(int64_t rows, int64_t width, const T *dy, const T *x, T *dx);

APUS_GATED_KERNELS(float, f32)
APUS_GATED_KERNELS(double, f64)
#undef APUS_GATED_KERNELS
