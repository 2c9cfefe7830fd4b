// Windows along one axis, laid side by side, and the sum that undoes it.
#pragma once
#include <stdint.h>

/// Element (o, p, m, t, i) of the unfolded array, [outer, windows, middle, taps, inner], is element
/// (o, p·stride + t·dilation − before, m, i) of the folded one, [outer, extent, middle, inner];
/// zero outside of it.
typedef struct {
  int64_t outer, extent, middle, inner;
  int64_t windows, taps, stride, dilation, before;
} apus_windows;

void apus_unfold_f32(const apus_windows *, const float *folded, float *unfolded);
void apus_unfold_f64(const apus_windows *, const double *folded, double *unfolded);

/// The transpose of `apus_unfold`: each element is the sum over the places it was copied to, in the
/// taps' order.
void apus_fold_f32(const apus_windows *, const float *unfolded, float *folded);
void apus_fold_f64(const apus_windows *, const double *unfolded, double *folded);
