// Sums over axes.
#pragma once
#include "elements.h"

/// out[i, k] = Σⱼ in[i, j, k] for in [outer, count, inner].
///
/// Floating point adds in blocks whose sums are added in double; the order depends on the sizes
/// alone. Whole numbers and bool add in int64, and wrap where `out_type` is narrower.
void apus_sum(
  const void *in, apus_element_type in_type, int64_t outer, int64_t count, int64_t inner, void *out,
  apus_element_type out_type);
