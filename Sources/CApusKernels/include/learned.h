// Activations f(x, a) with learned numbers a: rows × numbers elements, each column with its own
// number.
#pragma once
#include <stdint.h>

typedef enum {
  APUS_PRELU,          // x > 0 ? x : a x
  APUS_LEARNED_SWISH,  // x σ(a x)
  APUS_LEARNED_FUNCTIONS
} apus_learned_function;

#define APUS_LEARNED_KERNELS(T, S)                                                                 \
  void apus_learned_##S(apus_learned_function function, int64_t rows, int64_t numbers, const T *x, \
                        const T *a, T *out);                                                       \
  /* dx = dy ∂f/∂x, da = Σ dy ∂f/∂a over the rows; at a corner the slope of the left side. */      \
  void apus_learned_gradient_##S(apus_learned_function function, int64_t rows, int64_t numbers,    \
                                 const T *dy, const T *x, const T *a, T *dx, T *da);

APUS_LEARNED_KERNELS(float, f32)
APUS_LEARNED_KERNELS(double, f64)
#undef APUS_LEARNED_KERNELS
