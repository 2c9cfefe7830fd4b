// Sorting lines of [outer, count, inner] along the middle axis.
#pragma once
#include "elements.h"

/// The positions that sort each line, equals in their order; NaN counts as greater than every
/// number. Only the first `k` are written: [outer, k, inner]. Any type but bfloat16.
void apus_argsort(apus_element_type type, int64_t outer, int64_t count, int64_t inner, int64_t k,
                  int descending, const void *in, int32_t *out);
