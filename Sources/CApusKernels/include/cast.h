// Conversion between element types.
#pragma once
#include "elements.h"

/// out[i] = in[i] as another type.
///
/// Floating point to whole numbers cuts the fraction off and stops at the type's bounds, NaN
/// becomes 0; whole numbers to narrower ones keep the low bits; bool is "not 0". Floating point
/// rounds to nearest, ties to even.
void apus_cast(const void *in, apus_element_type from, void *out, apus_element_type to,
               int64_t count);

/// The same on the calling thread alone.
void apus_cast_here(
  const void *in, apus_element_type from, void *out, apus_element_type to, int64_t count);

/// out[i] = in[i] rounded to what bfloat16 holds.
void apus_round_to_bfloat16(const float *in, float *out, int64_t count);
