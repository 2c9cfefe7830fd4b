// Moving elements about: transpose, slice, tile, flip (strided reads), place and pad (writes into a
// larger array), concatenate and roll (blocks). Elements are bytes here: 1, 2, 4 or 8 a piece, of
// any type.
#pragma once
#include <stdint.h>

enum { APUS_READ_AXES = 16, APUS_PLACEMENT_AXES = 8 };

/// How a dense destination's axes, outermost first, step through a source; begins as zeros.
typedef struct {
  int64_t extent[APUS_READ_AXES], stride[APUS_READ_AXES];  // strides in elements of the source
  int32_t rank, is_empty;
} apus_strided_read;

/// Adds the next inner axis; axes that step as one are joined.
static inline void apus_read_axis(apus_strided_read *read, int64_t extent, int64_t stride) {
  if (extent == 0) read->is_empty = 1;
  if (extent == 1) return;
  int last = read->rank - 1;
  if (last >= 0 && read->stride[last] == extent * stride) {
    read->extent[last] *= extent;
    read->stride[last] = stride;
    return;
  }
  read->extent[read->rank] = extent;
  read->stride[read->rank++] = stride;
}

/// Fills the dense `destination` from `source`, which points at the element that comes first.
void apus_read_strided(
    const apus_strided_read *read, const void *source, void *destination, int64_t element_bytes);

/// The other way: writes the dense `source` to the places of `destination` that `write` steps
/// through, from the one that it points at.
void apus_write_strided(
    const apus_strided_read *write, const void *source, void *destination, int64_t element_bytes);

/// Where a dense source goes in a larger destination: along each axis, outermost first, its `count`
/// elements lie at start, start + step, …; begins as zeros.
typedef struct {
  int64_t extent[APUS_PLACEMENT_AXES], start[APUS_PLACEMENT_AXES], step[APUS_PLACEMENT_AXES],
      count[APUS_PLACEMENT_AXES];
  int32_t rank;
} apus_placement;

/// Adds the next inner axis of `extent` elements in the destination; axes that are filled whole
/// join the one before.
static inline void apus_placement_axis(
    apus_placement *place, int64_t extent, int64_t start, int64_t step, int64_t count) {
  if (count == 1) step = 1;
  int last = place->rank - 1;
  if (last >= 0 && place->step[last] == 1 && step == 1 && start == 0 && count == extent) {
    place->extent[last] *= extent;
    place->start[last] *= extent;
    place->count[last] *= extent;
    return;
  }
  int axis = place->rank++;
  place->extent[axis] = extent;
  place->start[axis] = start;
  place->step[axis] = step;
  place->count[axis] = count;
}

/// Writes all of `destination`: the source where it is placed, `fill` (the element's bits)
/// elsewhere.
void apus_place(
    const apus_placement *place, const void *source, void *destination, int64_t element_bytes,
    uint64_t fill);

/// A destination whose axes each pick positions of the source's; begins as zeros.
typedef struct {
  int64_t extent[APUS_PLACEMENT_AXES], source_extent[APUS_PLACEMENT_AXES];
  // the source's position for each of the destination's; NULL: the same
  const int64_t *map[APUS_PLACEMENT_AXES];
  int32_t rank;
} apus_mapping;

static inline void apus_mapping_axis(
    apus_mapping *mapping, int64_t extent, int64_t source_extent, const int64_t *map) {
  int axis = mapping->rank++;
  mapping->extent[axis] = extent;
  mapping->source_extent[axis] = source_extent;
  mapping->map[axis] = map;
}

/// destination[i, j, …, :] = source[map0[i], map1[j], …, :], a block of `block_bytes` each.
void apus_read_mapped(
    const apus_mapping *mapping, const void *source, void *destination, int64_t block_bytes);

/// Copies `rows` rows of `row_bytes` bytes whose beginnings lie `…_pitch` bytes apart.
void apus_copy_rows(
    const void *source, int64_t source_pitch, void *destination, int64_t destination_pitch,
    int64_t row_bytes, int64_t rows);
