// Batch normalization of rows × channels: every channel over all rows. Group normalization of
// examples × positions × channels: every group of neighbouring channels over the positions of one
// example; with one position and one group, layer normalization, with as many groups as channels,
// instance normalization.
#pragma once
#include "elements.h"

typedef struct { int64_t examples, positions, channels, groups; } apus_group_shape;

/// Each channel's mean and population variance, then y = gamma (x − mean) / √(variance + epsilon) +
/// beta. What T rounds off the mean is in rest: beside a spread much smaller than the mean it
/// counts.
void apus_batch_normalization(
  apus_element_type type, int64_t rows, int64_t channels, double epsilon, const void *x,
  const void *gamma, const void *beta, void *y, void *mean, void *rest, void *variance);
void apus_batch_normalization_gradient(
  apus_element_type type, int64_t rows, int64_t channels, double epsilon, const void *x,
  const void *gamma, const void *mean, const void *rest, const void *variance, const void *g,
  void *dx, void *dgamma, void *dbeta);
/// Each group's mean and population variance, [examples, groups]; gamma, beta [channels]. Not
/// centred, the mean is 0 and the variance the mean square.
void apus_group_normalization(
  apus_element_type type, apus_group_shape shape, double epsilon, int centred, const void *x,
  const void *gamma, const void *beta, void *y, void *mean, void *rest, void *variance);
void apus_group_normalization_gradient(
  apus_element_type type, apus_group_shape shape, double epsilon, int centred, const void *x,
  const void *gamma, const void *mean, const void *rest, const void *variance, const void *g,
  void *dx, void *dgamma, void *dbeta);
/// out = (x − mean) scale + shift, each of them a number a channel
void apus_centred_scale(
  apus_element_type type, int64_t rows, int64_t channels, const void *x, const void *mean,
  const void *scale, const void *shift, void *out);
