// Batch normalization of rows × channels: every channel over all rows. Group normalization of
// examples × positions × channels: every group of neighbouring channels over the positions of one
// example; with one position and one group, layer normalization, with as many groups as channels,
// instance normalization.
#pragma once
#include <stdint.h>

typedef struct { int64_t examples, positions, channels, groups; } apus_group_shape;

#define APUS_NORMALIZATION_KERNELS(T, S)                                                           \
  /* Each channel's mean and population variance, then y = gamma (x − mean) / √(variance + */      \
  /* epsilon) + beta. What T rounds off the mean is in rest: beside a spread much smaller than */  \
  /* the mean it counts. */                                                                        \
  void apus_batch_normalization_##S(int64_t rows, int64_t channels, double epsilon, const T *x,    \
                                    const T *gamma, const T *beta, T *y, T *mean, T *rest,         \
                                    T *variance);                                                  \
  void apus_batch_normalization_gradient_##S(                                                      \
      int64_t rows, int64_t channels, double epsilon, const T *x, const T *gamma, const T *mean,   \
      const T *rest, const T *variance, const T *g, T *dx, T *dgamma, T *dbeta);                   \
  /* Each group's mean and population variance, [examples, groups]; gamma, beta [channels]. */     \
  /* Not centred, the mean is 0 and the variance the mean square. */                               \
  void apus_group_normalization_##S(apus_group_shape shape, double epsilon, int centred,           \
                                    const T *x, const T *gamma, const T *beta, T *y, T *mean,      \
                                    T *rest, T *variance);                                         \
  void apus_group_normalization_gradient_##S(                                                      \
      apus_group_shape shape, double epsilon, int centred, const T *x, const T *gamma,             \
      const T *mean, const T *rest, const T *variance, const T *g, T *dx, T *dgamma, T *dbeta);    \
  /* out = (x − mean) scale + shift, each of them a number a channel */                            \
  void apus_centred_scale_##S(int64_t rows, int64_t channels, const T *x, const T *mean,           \
                              const T *scale, const T *shift, T *out);

APUS_NORMALIZATION_KERNELS(float, f32)
APUS_NORMALIZATION_KERNELS(double, f64)
#undef APUS_NORMALIZATION_KERNELS
