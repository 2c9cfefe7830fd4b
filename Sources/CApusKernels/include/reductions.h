// Reductions of [outer, count, inner] to [outer, inner], and running sums.
#pragma once
#include "elements.h"

/// What a reduction computes. `ANY` and `ALL` write bool, the positions int32, the others their own
/// type.
///
/// Maximum and minimum of a NaN with anything is NaN; as a position the first NaN counts, else the
/// first of equals.
typedef enum {
  APUS_REDUCE_MAXIMUM, APUS_REDUCE_MINIMUM, APUS_REDUCE_PRODUCT, APUS_REDUCE_ANY, APUS_REDUCE_ALL,
  APUS_REDUCE_ARGMAX, APUS_REDUCE_ARGMIN
} apus_reduction;

/// `type` may be any but bfloat16. The extremes and their positions need a `count` above 0.
void apus_reduce(apus_reduction reduction, apus_element_type type, int64_t outer, int64_t count,
                 int64_t inner, const void *in, void *out);

/// out[o, j, i] = Σ in[o, k, i] over k ≤ j; over k < j where `exclusive`, from the end where
/// `reverse`. float32, float64 (added in double), int32, int64, uint8.
void apus_cumulative_sum(
    apus_element_type type, int64_t outer, int64_t count, int64_t inner, int exclusive, int reverse,
    const void *in, void *out);

/// Along rows of n: out[k] = x[2k] x[2k + 1]; the last of an odd n is taken as it is. float32,
/// float64.
void apus_multiply_pairs(apus_element_type type, int64_t rows, int64_t n, const void *x, void *out);
/// out[2k] = g[k] x[2k + 1], out[2k + 1] = g[k] x[2k]; the last of an odd n is g's last where
/// `tail`, else 0.
void apus_spread_pairs(apus_element_type type, int64_t rows, int64_t n, int tail, const void *g,
                       const void *x, void *out);
/// out[k] = u[2k] x[2k + 1] + u[2k + 1] x[2k]; the last of an odd n is u's last where `tail`,
/// else 0.
void apus_dot_pairs(apus_element_type type, int64_t rows, int64_t n, int tail, const void *u,
                    const void *x, void *out);
