// Walking arrays that are broadcast together.
#pragma once
#include "elements.h"

enum { APUS_BLOCK = 1024 };  // elements expanded at a time

/// Up to three arrays broadcast to one shape, with as few axes as say the same: at least one.
typedef struct {
  int rank;
  int64_t extents[8];
  int64_t strides[3][8];  // 0 along the axes an array is repeated on
  int full[3];            // whether the array has an element of its own for every one of the shape
} apus_loop;

apus_loop apus_make_loop(const apus_shape *shape, int count, const apus_shape *const *operands);

/// `count` elements of operand `k`, from flat position `begin` of the loop's shape on, one after
/// another.
void apus_expand(
  const apus_loop *loop, int k, int64_t size, const void *operand, int64_t begin, int64_t count,
  void *out);
