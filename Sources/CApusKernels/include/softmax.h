// Softmax over one axis of [outer, n, inner], and the losses that are fused with it.
#pragma once
#include <stdint.h>

/// Integer labels of `width` bytes each: 1 (unsigned), 4 or 8 (signed).
typedef struct { const void *elements; int width; } apus_labels;

#define APUS_SOFTMAX_KERNELS(T, S)                                                                 \
  void apus_softmax_##S(int64_t outer, int64_t n, int64_t inner, const T *x, T *out);              \
  void apus_log_softmax_##S(int64_t outer, int64_t n, int64_t inner, const T *x, T *out);          \
  /* p (g − Σ p g) */                                                                              \
  void apus_softmax_gradient_##S(int64_t outer, int64_t n, int64_t inner, const T *p, const T *g,  \
                                 T *out);                                                          \
  /* g − eʸ Σ g */                                                                                 \
  void apus_log_softmax_gradient_##S(int64_t outer, int64_t n, int64_t inner, const T *y,          \
                                     const T *g, T *out);                                          \
  /* losses −ln p[label] and probabilities of each row; gives the first row whose label is no */   \
  /* class, else −1 */                                                                             \
  int64_t apus_sparse_cross_entropy_##S(int64_t rows, int64_t n, const T *x, apus_labels labels,   \
                                        T *losses, T *probabilities);                              \
  /* g (p − onehot) */                                                                             \
  void apus_sparse_cross_entropy_gradient_##S(int64_t rows, int64_t n, const T *p,                 \
                                              apus_labels labels, const T *g, T *out);             \
  /* losses −Σ t ln p, and probabilities */                                                        \
  void apus_cross_entropy_##S(int64_t rows, int64_t n, const T *x, const T *targets, T *losses,    \
                              T *probabilities);                                                   \
  /* g (p Σt − t) */                                                                               \
  void apus_cross_entropy_gradient_##S(int64_t rows, int64_t n, const T *p, const T *targets,      \
                                       const T *g, T *out);                                        \
  /* max(x, 0) − x z + ln(1 + e^−|x|) */                                                           \
  void apus_sigmoid_cross_entropy_##S(int64_t n, const T *x, const T *z, T *out);

APUS_SOFTMAX_KERNELS(float, f32)
APUS_SOFTMAX_KERNELS(double, f64)
#undef APUS_SOFTMAX_KERNELS
