// Element types and shapes as kernels see them.
#pragma once
#include <stdint.h>

/// The element types, in the order of Swift's `DType`.
typedef enum {
  APUS_FLOAT32, APUS_FLOAT64, APUS_BFLOAT16, APUS_INT32, APUS_INT64, APUS_UINT8, APUS_BOOL,
  APUS_ELEMENT_TYPES
} apus_element_type;

/// Bytes of an element.
static inline int64_t apus_element_size(apus_element_type type) {
  static const int64_t sizes[APUS_ELEMENT_TYPES] = {4, 8, 2, 4, 8, 1, 1};
  return sizes[type];
}

/// The extents of a dense row-major array, outermost axis first.
typedef struct {
  int64_t rank;
  int64_t extents[8];
} apus_shape;
