// Windows along one axis, laid side by side, and the sum that undoes it.
#pragma once
#include "elements.h"

/// Element (o, p, m, t, i) of the unfolded array, [outer, windows, middle, taps, inner], is element
/// (o, p·stride + t·dilation − before, m, i) of the folded one, [outer, extent, middle, inner];
/// zero outside of it.
typedef struct {
  int64_t outer, extent, middle, inner;
  int64_t windows, taps, stride, dilation, before;
} apus_windows;

void apus_unfold(
  apus_element_type type, const apus_windows *shape, const void *folded, void *unfolded);

/// The transpose of `apus_unfold`: each element is the sum over the places it was copied to, in the
/// taps' order.
void apus_fold(
  apus_element_type type, const apus_windows *shape, const void *unfolded, void *folded);
