// Gather, scatter-add and one-hot over an array seen as [outer, extent, inner].
#pragma once
#include <stdint.h>

/// How indices are stored.
typedef enum { APUS_INDEX_UINT8, APUS_INDEX_INT32, APUS_INDEX_INT64 } apus_index_type;

/// How numbers that are added up are stored.
typedef enum {
  APUS_ADD_FLOAT32,
  APUS_ADD_FLOAT64,
  APUS_ADD_BFLOAT16,
  APUS_ADD_INT32,
  APUS_ADD_INT64,
  APUS_ADD_UINT8
} apus_add_type;

/// The position of the first index outside 0..<extent, or -1 if all are inside.
int64_t apus_first_bad_index(
    const void *indices, apus_index_type type, int64_t count, int64_t extent);

/// The index at `position`.
int64_t apus_index_at(const void *indices, apus_index_type type, int64_t position);

/// destination[o, j, :] = table[o, indices[j], :], rows of `row_bytes` bytes. The indices must have
/// been checked.
void apus_gather(
    const void *table, int64_t outer, int64_t extent, int64_t row_bytes, const void *indices,
    apus_index_type type, int64_t count, void *destination);

/// destination[o, i, :] = the sum of values[o, j, :] over the j with indices[j] = i, in the order
/// of j; `inner` numbers a row. bfloat16 is added up in float32. The indices must have been
/// checked. False: no memory.
int apus_scatter_add(
    const void *values, int64_t outer, int64_t extent, int64_t inner, const void *indices,
    apus_index_type type, int64_t count, apus_add_type number, void *destination);

/// destination[o, j, i] = source[o, indices[o, j, i], i]. The indices must have been checked.
void apus_gather_along(
    const void *source, int64_t outer, int64_t extent, int64_t inner, int64_t element_bytes,
    const void *indices, apus_index_type type, int64_t count, void *destination);

/// destination[o, k, i] = the sum of values[o, j, i] over the j with indices[o, j, i] = k, in the
/// order of j; as `apus_scatter_add`. False: no memory.
int apus_scatter_add_along(
    const void *values, int64_t outer, int64_t extent, int64_t inner, const void *indices,
    apus_index_type type, int64_t count, apus_add_type number, void *destination);

/// destination[j, i] = one (the element's bits) where indices[j] = i, else zero bits.
void apus_one_hot(
    const void *indices, apus_index_type type, int64_t count, int64_t depth, int64_t element_bytes,
    uint64_t one, void *destination);
