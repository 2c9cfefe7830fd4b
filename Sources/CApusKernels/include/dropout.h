// Dropout with a mask that is never stored: both passes compute it from seed and stream.
#pragma once
#include "elements.h"

/// out[i] = x[i] · scale with probability `keep`, else 0. Exact to 2⁻⁴⁸ in the probability.
void apus_dropout(
  apus_element_type type, uint64_t seed, uint64_t stream, double keep, double scale, int64_t n,
  const void *x, void *out);
