// Sorting lines of [outer, count, inner] along the middle axis, and moving elements by position.
#pragma once
#include "elements.h"

/// The positions that sort each line, equals in their order; NaN counts as greater than every number. Only the
/// first `k` are written: [outer, k, inner]. Any type but bfloat16.
void apus_argsort(
    apus_element_type type, int64_t outer, int64_t count, int64_t inner, int64_t k, int descending, const void *in,
    int32_t *out);

/// out[o, j, i] = in[o, positions[o, j, i], i] for in [outer, count, inner] and positions [outer, picks, inner];
/// gives the index of the first position outside 0..<count, else −1. `bytes` an element: 1, 2, 4 or 8.
int64_t apus_take_along(
    int64_t bytes, int64_t outer, int64_t count, int64_t picks, int64_t inner, const void *in,
    const int32_t *positions, void *out);

/// The adjoint: out[o, positions[o, j, i], i] += in[o, j, i], out [outer, count, inner] from zeros.
/// float32 and float64; the positions must be right.
void apus_put_along(
    apus_element_type type, int64_t outer, int64_t count, int64_t picks, int64_t inner, const void *in,
    const int32_t *positions, void *out);
